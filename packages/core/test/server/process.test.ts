import { fork, type ChildProcess } from "node:child_process";
import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, tls } from "./support.ts";

function start(name: string, ...args: readonly string[]): ChildProcess {
  const child = fork(new URL(`fixtures/${name}`, import.meta.url), args, {
    silent: true,
    execArgv: [],
  });
  onTestFinished(() => void child.kill());
  return child;
}

async function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once("message", (message) => resolve(message as T)));
}

describe("a process with a metrics server", () => {
  it.each(["http", "https"])(
    "ends by itself although %s scrapers hold connections open",
    async (scheme) => {
      const child = start("app.ts", scheme);
      const port = await messageOf<number>(child);
      const agent =
        scheme === "https"
          ? new SecureAgent({ keepAlive: true, ca: tls.cert })
          : new Agent({ keepAlive: true });
      onTestFinished(() => agent.destroy());
      const { status, headers } = await ask(`${scheme}://127.0.0.1:${port}/metrics`, { agent });
      expect([status, headers.connection]).toEqual([200, "keep-alive"]);
      expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
      const started = performance.now();
      const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
      child.send("end");
      expect(await ended).toBe(0);
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );

  it("gives each worker of a cluster a port of its own", async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const child = start("cluster.ts", String(port));
    const urls = await messageOf<readonly string[]>(child);
    expect(new Set(urls).size).toBe(2);
    const names = await Promise.all(
      urls.map(async (url) => /service_name="(\d+)"/.exec((await ask(url)).body.toString())?.[1]),
    );
    expect(new Set(names).size).toBe(2);
    child.send("end");
    await new Promise((resolve) => child.once("exit", resolve));
  });
});
