import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  startFakeGrafana,
  type FakeGrafana,
  type FakeGrafanaOptions,
} from "@promenade/testing/grafana";
import { temporaryDirectory } from "@promenade/testing/services";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  grafana as grafanaPlugin,
  publish,
  type GrafanaConnection,
  type PublishReport,
} from "../src/index.ts";
import { appWith, once, own } from "./support/app.ts";
import { startProxy } from "./support/proxy.ts";

let grafana: FakeGrafana;
afterEach(async () => {
  vi.unstubAllEnvs();
  await grafana.stop();
});

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");
const key = fixture("key.pem");
const cert = fixture("cert.pem");

async function publishTo(
  options: FakeGrafanaOptions,
  connection: Partial<GrafanaConnection> = { token: "editor-token" },
): Promise<PublishReport> {
  grafana = await startFakeGrafana(options);
  return await publish({
    connection: { url: grafana.url, attempts: 1, ...connection },
    dashboards: [own("a")],
  });
}

describe("who asks", () => {
  it("is a token from a string, a function or a file", async () => {
    const directory = temporaryDirectory("secret");
    const file = join(directory, "token");
    writeFileSync(file, "editor-token\n");
    for (const token of [
      "editor-token",
      () => "editor-token",
      async () => await Promise.resolve("editor-token"),
      { file },
    ]) {
      const report = await publishTo({}, { token });
      expect(report.ok).toBe(true);
      expect(new Set(grafana.log.map(({ account }) => account))).toEqual(
        new Set(["token:editor-token"]),
      );
      await grafana.stop();
    }
    rmSync(directory, { recursive: true });
  });

  it("is a user of an organization, also from the URL", async () => {
    const users = { ada: { password: "p:w" } };
    const report = await publishTo(
      { users },
      { username: "ada", password: "p:w", organization: 3 },
    );
    expect(report.ok).toBe(true);
    expect(grafana.content(3).dashboards).toHaveLength(1);
    expect(grafana.content(1).dashboards).toHaveLength(0);
    const url = grafana.url.replace("://", "://ada:p%3Aw@");
    const again = await publish({ connection: { url, organization: 3 }, dashboards: [own("a")] });
    expect(again).toMatchObject({
      ok: true,
      grafana: grafana.url,
      dashboards: [{ result: "unchanged" }],
    });
  });

  it.each([
    [
      "function that throws",
      () => {
        throw new Error("vault says hunter2");
      },
    ],
    ["function that gives nothing", () => ""],
    ["file that is not there", { file: "/no/such/hunter2-free/file" }],
  ])("a %s is said, without the secret", async (_name, token) => {
    const report = await publishTo({}, { token });
    expect(report.ok).toBe(false);
    expect(report.problems.join()).toContain("PROMENADE_GRAFANA_SECRET");
    expect(report.problems.join()).not.toContain("vault");
  });

  it("never stands in the log, whatever fails", async () => {
    grafana = await startFakeGrafana();
    const url = grafana.url.replace("://", "://ada:hunter2@");
    const { lines } = await once({ url, token: "s3cret-token" });
    expect(lines.join("\n")).toContain("401");
    expect(lines.join("\n")).not.toMatch(/hunter2|s3cret/);
  });
});

describe("the way", () => {
  it("leads to a sub-path", async () => {
    const report = await publishTo({ path: "/grafana" });
    expect(report).toMatchObject({ ok: true, dashboards: [{ url: `${grafana.url}/d/a` }] });
    expect(grafana.url).toMatch(/\/grafana$/);
  });

  it("to a wrong sub-path is said", async () => {
    grafana = await startFakeGrafana({ path: "/grafana" });
    const { origin } = new URL(grafana.url);
    const report = await publish({
      connection: { url: origin, token: "editor-token" },
      dashboards: [own("a")],
    });
    expect(report.problems.join()).toContain("Check the sub-path");
  });

  it("is TLS with a certificate authority of one's own, and with a client's certificate", async () => {
    const trusted = await publishTo(
      { tls: { key, cert } },
      { token: "editor-token", tls: { ca: cert } },
    );
    expect(trusted.ok).toBe(true);
    await grafana.stop();
    const strange = await publishTo({ tls: { key, cert } }, { token: "editor-token" });
    expect(strange.problems.join()).toMatch(/self.signed.*tls: { ca }/);
    await grafana.stop();
    const mutual = { key, cert, ca: cert, requestCert: true };
    const known = await publishTo(
      { tls: mutual },
      { token: "editor-token", tls: { ca: cert, cert, key } },
    );
    expect(known.ok).toBe(true);
    await grafana.stop();
    const unknown = await publishTo({ tls: mutual }, { token: "editor-token", tls: { ca: cert } });
    expect(unknown.ok).toBe(false);
  });

  it("leads through a proxy, given or from the environment, and not where NO_PROXY says so", async () => {
    const proxy = await startProxy();
    const token = "editor-token";
    expect((await publishTo({}, { token, proxy: proxy.url })).ok).toBe(true);
    expect(proxy.seen.length).toBe(grafana.log.length);
    await grafana.stop();
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    proxy.seen.length = 0;
    expect((await publishTo({ tls: { key, cert } }, { token, tls: { ca: cert } })).ok).toBe(true);
    expect(proxy.seen).toContain(`CONNECT ${new URL(grafana.url).host}`);
    await grafana.stop();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", "127.0.0.1");
    proxy.seen.length = 0;
    expect((await publishTo({}, { token })).ok).toBe(true);
    await grafana.stop();
    vi.stubEnv("NO_PROXY", "");
    expect((await publishTo({}, { token, proxy: false })).ok).toBe(true);
    expect(proxy.seen).toEqual([]);
    proxy.stop();
  });
});

describe("misuse", () => {
  it.each([
    [{ url: "grafana.example.com" }, /Option "url" of plugin "grafana" must be an URL/],
    [{ url: "http://x", token: "" }, /Option "token".*environment variable/],
    [{ url: "http://x", onEdit: "ask" as never }, /Option "onEdit"/],
    [{ url: "http://x", folders: "a" } as never, /Did you mean "folder"/],
  ])("fails when the plugin is made: %j", (options, message) => {
    expect(() => grafanaPlugin(options)).toThrow(message);
  });

  it("an URL that is not set is said in one line, and nothing else happens", async () => {
    grafana = await startFakeGrafana();
    for (const url of [undefined, ""]) {
      const { app, log } = appWith({ url });
      await app.start();
      await app.stop();
      expect(log.lines.filter((line) => line.includes("GRAFANA_URL"))).toHaveLength(1);
    }
  });
});
