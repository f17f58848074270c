import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promenade as app, Registry } from "@promenade/core";
import { node } from "@promenade/node";
import { afterEach, describe, expect, it } from "vitest";
import { bin, environment, project, setUp } from "./helpers.ts";

interface Started {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<unknown>;
}

const children: ChildProcess[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const server of servers.splice(0)) server.close();
});

function start(directory: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [bin, "preview", "--port", "0", ...args], {
    cwd: directory,
    env: environment(),
  });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended: once(child, "close").then(([code]: unknown[]) => code),
  };
}

const patience = { timeout: 60_000, interval: 100 };

describe("promenade preview", () => {
  it("shows the app that runs, and Ctrl+C ends it cleanly", async () => {
    await using running = app({
      service: "shop",
      plugins: [node()],
      registry: new Registry(),
      server: { port: 0, host: "127.0.0.1" },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    await running.start();
    const directory = await project({ "promenade.ts": setUp });
    const { child, stdout, stderr, ended } = start(directory, ["--target", running.url ?? ""]);
    await expect.poll(stdout, patience).toMatch(/^Preview: (http\S+)$/m);
    const [, url = ""] = /^Preview: (http\S+)$/m.exec(stdout()) ?? [];
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(stderr()).toBe("");
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("tells programs the address at once, as one document, and people when nothing answers", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const target = ["--target", "http://127.0.0.1:9/metrics"];
    const { child, stdout, stderr, ended } = start(directory, ["--json", ...target]);
    await expect
      .poll(stderr, patience)
      .toMatch(/No metrics from http:\/\/127\.0\.0\.1:9\/metrics yet: \S/);
    const { url } = JSON.parse(stdout()) as { readonly url: string };
    expect((await fetch(url)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(JSON.parse(stdout())).toMatchObject({ targets: ["http://127.0.0.1:9/metrics"] });
  });

  it("scrapes what it is told to, without a set-up", async () => {
    let scrapes = 0;
    const server = createServer((_request, response) => {
      scrapes += 1;
      response.end("# TYPE a gauge\na 1\n");
    });
    servers.push(server);
    const url = await listen(server);
    const { child, ended } = start(await project({}), ["-t", url, "--interval", "1s"]);
    await expect.poll(() => scrapes, patience).toBeGreaterThan(2);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("ends at once, also while a target does not answer", async () => {
    const server = createServer(() => undefined);
    servers.push(server);
    const url = await listen(server);
    const { child, stdout, stderr, ended } = start(await project({}), ["-t", url]);
    await expect.poll(stdout, patience).toContain("Ctrl+C ends it.");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    // It was over before the target's time was.
    expect(stderr()).toBe("");
    server.closeAllConnections();
  });

  it("says what is wrong with a target, and when it is well, and never a password", async () => {
    let isWell = false;
    const server = createServer((_request, response) => {
      response.statusCode = isWell ? 200 : 401;
      response.end(isWell ? "a 1\n" : "");
    });
    servers.push(server);
    const url = await listen(server);
    const secret = url.replace("//", "//me:hidden@");
    const args = ["-t", secret, "--interval", "1s"];
    const { child, stdout, stderr, ended } = start(await project({}), args);
    await expect
      .poll(stderr, patience)
      .toContain(`No metrics from ${url} yet: the server answered`);
    isWell = true;
    await expect.poll(stdout, patience).toContain("All targets answer now.");
    const [, page = ""] = /^Preview: (http\S+)$/m.exec(stdout()) ?? [];
    for (const path of ["api/v1/targets", "api/preview/status"])
      expect(await (await fetch(page + path)).text()).not.toContain("hidden");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(stdout() + stderr()).not.toContain("hidden");
  });

  it.each(["localhost:9464/hidden", "hidden", "file:///hidden"])(
    "says what a target must be, instead of %s",
    async (target) => {
      const { stderr, ended } = start(await project({}), ["-t", "http://a", "-t", target]);
      expect(await ended).toBe(2);
      expect(stderr()).toContain("--target must be an address");
      expect(stderr()).not.toContain("hidden");
    },
  );
});

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}
