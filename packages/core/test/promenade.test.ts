import { execFile } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import {
  counter,
  definePlugin,
  gauge,
  PromenadeError,
  promenade,
  Registry,
  type PluginContext,
  type Promenade,
  type PromenadeOptions,
} from "../src/index.ts";
import { memoryLogger } from "./helpers.ts";

const help = "Something that is measured.";
const beat = definePlugin({
  name: "beat",
  metrics: { level: gauge({ name: "beat_level", help, kind: "polled" }) },
  setup: (context) =>
    context.poll({
      name: "level",
      metrics: ["level"],
      collect: (record) => record.set("level", 3),
    }),
});

const running: Promenade[] = [];
const make = (options: PromenadeOptions = {}): Promenade & { readonly lines: string[] } => {
  const log = memoryLogger();
  const app = promenade({
    service: "shop",
    version: "1.2.3",
    revision: "abc",
    author: "Ada",
    environment: "test",
    registry: new Registry(),
    server: { port: 0, host: "127.0.0.1" },
    log,
    ...options,
  });
  running.push(app);
  return Object.assign(app, { lines: log.lines });
};
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (app) => app.stop()));
});

describe("promenade", () => {
  it.each([
    [undefined, "http://localhost:9464/metrics"],
    [{ port: 9000, host: "127.0.0.1", path: "/m" }, "http://127.0.0.1:9000/m"],
    [{ port: 9000, tls: {} }, "https://localhost:9000/metrics"],
    [{ port: 0 }, undefined],
    [{ port: false as const }, undefined],
    [false as const, undefined],
  ])("knows before it starts where its metrics will be, with server %j", (server, endpoint) => {
    const options = { registry: new Registry(), ...(server === undefined ? {} : { server }) };
    expect(promenade(options).endpoint).toBe(endpoint);
  });

  it("shows a plugin the whole app: the other plugins, a scrape, the server's address", async () => {
    let seen: PluginContext["app"] | undefined;
    const carrier = definePlugin({
      name: "carrier",
      metrics: {},
      setup: ({ app }) => {
        seen = app;
      },
    });
    const app = make({ plugins: [beat(), carrier()] });
    await app.start();
    expect(seen?.plugins.map(({ name }) => name)).toEqual(["beat", "carrier"]);
    expect(seen?.url).toBe(app.url);
    expect(await seen?.text()).toContain("\nbeat_level 3\n");
  });

  it("serves its plugins' metrics from start to stop, and says where and how many", async () => {
    const app = make({ plugins: [beat()] });
    expect(app.url).toBeUndefined();
    await app.start();
    const response = await fetch(app.url ?? "");
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain("\nbeat_level 3\n");
    expect(text).toMatch(
      /promenade_start_time_seconds\{service_name="shop",version="1.2.3",revision="abc",author="Ada",environment="test"\} \d+/,
    );
    expect(app.lines.at(-1)).toMatch(
      /^shop 1\.2\.3: metrics at http:\/\/127\.0\.0\.1:\d+\/metrics; about 1 series expected \(beat ≈ 1\)\.$/,
    );
    const { url } = app;
    await app.stop();
    await app.stop();
    await expect(fetch(url ?? "")).rejects.toThrow("fetch failed");
    expect(await app.text()).not.toContain("beat_level 3");
  });

  it("says when no plugin is named", async () => {
    const app = make();
    await app.start();
    expect(app.lines.at(-1)).toMatch(/\/metrics; no plugin is named\.$/);
    await app.stop();
  });

  it("refuses a port that is a text, as an environment variable is", () => {
    expect(() => make({ server: { port: "9464" as unknown as number } })).toThrow(
      'Option "port" of promenade({ server }) must be false, or a whole number from 0 to 65535; it is a string. [PROMENADE_OPTION_INVALID]',
    );
  });

  it("starts again after a stop, and is disposed by `await using`", async () => {
    const app = make();
    await app.start();
    await app.stop();
    await app.start();
    expect((await fetch(app.url ?? "")).status).toBe(200);
    let url = "";
    {
      await using inner = make();
      await inner.start();
      url = inner.url ?? "";
    }
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("without a server is mounted in the app", async () => {
    const app = make({ server: false, plugins: [beat()] });
    await app.start();
    expect(app.url).toBeUndefined();
    const response = await app.respond(new Request("http://app/metrics"));
    expect(await response.text()).toContain("beat_level 3");
  });

  it("with `port: false` opens no port, but still asks who reads the mounted metrics", async () => {
    const app = make({ server: { port: false, auth: { bearer: "letmein" } } });
    await app.start();
    expect(app.url).toBeUndefined();
    const ask = async (headers: Record<string, string>): Promise<number> =>
      (await app.respond(new Request("http://app/metrics", { headers }))).status;
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: "Bearer letmein" })).toBe(200);
  });

  it("tells plugins whether exemplars are on", async () => {
    const seen: boolean[] = [];
    const asks = definePlugin({
      name: "asks",
      metrics: {},
      setup: (context) => void seen.push(context.hasExemplars),
    });
    const exemplar = { trace_id: "1", span_id: "2" };
    await make({ server: false, plugins: [asks()], exemplars: () => exemplar }).start();
    await make({ server: false, plugins: [asks()], exemplars: false }).start();
    expect(seen).toEqual([true, false]);
  });

  it("gives own metrics a recorder before and after start, the same for the same definition", async () => {
    const app = make({ server: false });
    const placed = app.register(counter({ name: "orders_total", help, labels: ["country"] }));
    expect(app.register(counter({ name: "orders_total", help, labels: ["country"] }))).toBe(placed);
    placed.inc({ country: "de" }, 2);
    await app.start();
    expect(await app.text()).toContain('orders_total{country="de"} 2');
    expect(await app.text("openmetrics")).toMatch(/# EOF\n$/);
  });

  it("takes over from an earlier one of the same registry, as hot reload makes them", async () => {
    const registry = new Registry();
    const first = make({ registry, plugins: [beat()] });
    await first.start();
    const firstUrl = first.url ?? "";
    const second = make({ registry, plugins: [beat()] });
    await second.start();
    await expect(fetch(firstUrl)).rejects.toThrow("fetch failed");
    expect(await second.text()).toContain("beat_level 3");
  });

  it("uses the registry of the process unless told otherwise", () => {
    const one = promenade({ server: false });
    const two = promenade({ server: false });
    expect(one.registry).toBe(two.registry);
    expect(promenade({ server: false, registry: new Registry() }).registry).not.toBe(one.registry);
  });

  const misuse: readonly (readonly [string, () => unknown, string])[] = [
    ["an unknown option", () => promenade({ plugin: [] } as object), "PROMENADE_OPTION_UNKNOWN"],
    [
      "a factory that was not called",
      () => promenade({ plugins: [beat as never] }),
      "PROMENADE_PLUGIN_INVALID",
    ],
    [
      "a plugin twice",
      () => promenade({ plugins: [beat(), beat()] }),
      "PROMENADE_PLUGIN_DUPLICATE",
    ],
    [
      "a wrong server option",
      () => promenade({ server: { port: -1 } }),
      "PROMENADE_OPTION_INVALID",
    ],
  ];
  it.each(misuse)("refuses %s at once, with a code", (_, misused, code) => {
    let thrown: unknown;
    try {
      misused();
    } catch (error) {
      thrown = error;
    }
    expect(PromenadeError.isInstance(thrown) && thrown.code).toBe(code);
  });

  it("says so when its port is taken, and leaves nothing running", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const app = make({ server: { port, host: "127.0.0.1" }, plugins: [beat()] });
    await expect(app.start()).rejects.toThrow("PROMENADE_PORT_IN_USE");
    expect(await app.text()).not.toMatch(/^beat_level /m);
    taken.close();
  });

  it("survives a logger that throws", async () => {
    const angry = (): never => {
      throw new Error("log is full");
    };
    const app = make({ log: { debug: angry, info: angry, warn: angry, error: angry } });
    await app.start();
    expect((await fetch(app.url ?? "")).status).toBe(200);
  });

  it("prints a plugin's events while debugged", async () => {
    const lines: string[] = [];
    const { channel } = await import("../src/index.ts");
    const placed = channel<{ total: number }>("promenade-test-debug:placed");
    const app = make({
      server: false,
      plugins: [
        definePlugin({ name: "orders", metrics: {}, setup: ({ on }) => on(placed, () => {}) })(),
      ],
    });
    await app.start();
    const undo = app.debug("orders", (line) => void lines.push(line));
    placed.publish({ total: 3 });
    undo();
    placed.publish({ total: 4 });
    expect(lines).toEqual(["orders · promenade-test-debug:placed · { total: 3 }"]);
  });

  it("never keeps the process alive", async () => {
    const script = `
      import { promenade } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
      const app = promenade({ service: "x", server: { port: 0, host: "127.0.0.1" } });
      await app.start();
      await fetch(app.url).then((response) => response.text());
      console.log("done");`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "-e", script],
      { timeout: 10_000 },
    );
    expect(stdout).toContain("done");
  });
});
