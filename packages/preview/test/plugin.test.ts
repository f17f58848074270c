import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promenade, Registry, type Logger, type Promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { run } from "@promenade/testing/services";
import { afterEach, describe, expect, it, vi } from "vitest";
import { threadFile } from "../src/app-thread.ts";
import { preview, startPreview, type PreviewPluginOptions } from "../src/index.ts";
import { until } from "./helpers.ts";

const lines: string[] = [];
const log: Logger = {
  debug: () => {},
  info: (line) => void lines.push(line),
  warn: (line) => void lines.push(line),
  error: (line) => void lines.push(line),
};
let app: Promenade | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await app?.stop();
  app = undefined;
  lines.length = 0;
});

async function appWith(options: Partial<PreviewPluginOptions>): Promise<void> {
  app = promenade({
    service: "shop",
    plugins: [node(), preview({ port: 0, interval: "1s", ...options })],
    registry: new Registry(),
    server: false,
    log,
  });
  await app.start();
}

const place = (): string | undefined =>
  lines.map((line) => /at (http:\S+)/.exec(line)?.[1]).find((url) => url !== undefined);

describe("the preview in an app", () => {
  it("shows the app's own metrics and the dashboards of its plugins", async () => {
    await appWith({});
    const url = await until(place);
    const up = await until(async () => {
      const answer = (await (await fetch(`${url}api/v1/query?query=up`)).json()) as {
        data: { result: { metric: object; value: [number, string] }[] };
      };
      return answer.data.result[0];
    });
    expect(up.metric).toMatchObject({ job: "shop" });
    expect(up.value[1]).toBe("1");
    const boards = (await (await fetch(`${url}api/preview/dashboards`)).json()) as {
      uid: string;
    }[];
    expect(boards.map(({ uid }) => uid)).toContain("promenade-node");
    await app?.stop();
    await expect(fetch(url)).rejects.toThrow(/./);
  }, 60_000);

  it("does not run in production, and says so", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await appWith({});
    expect(lines.join("\n")).toContain("preview({ production: true })");
  });

  it("runs in production when it is told to", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await appWith({ production: true });
    expect(await until(place)).toMatch(/^http:\/\/localhost/);
  }, 60_000);

  it("takes the next port when its own is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await appWith({ port });
    const url = await until(place);
    expect(Number(new URL(url).port)).toBeGreaterThan(port);
    other.close();
  }, 60_000);

  it("lets the process end", async () => {
    const source = new URL("../src/index.ts", import.meta.url).href;
    const script = `
      import { promenade } from "@promenade/core";
      import { preview } from ${JSON.stringify(source)};
      let listening;
      const heard = new Promise((resolve) => { listening = resolve; });
      const note = (line) => { if (line.startsWith("The preview")) listening(line); };
      const log = { debug() {}, info: note, warn: note, error: note };
      await promenade({ service: "shop", plugins: [preview({ port: 0 })], server: false, log }).start();
      const hold = setInterval(() => {}, 1000);
      console.log(await heard);
      clearInterval(hold);`;
    const { code, stdout } = await run(process.execPath, ["--input-type=module", "-e", script], {
      directory: fileURLToPath(new URL("..", import.meta.url)),
      timeoutMilliseconds: 50_000,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining("http://localhost") as string,
    });
  }, 60_000);

  it.each([
    ["a CommonJS bundle", undefined],
    ["a bundle beside a file of the same name", new URL("../src/index.ts", import.meta.url).href],
    ["a bundle that knows where it was made", "file:///build/node_modules/app-thread.js"],
  ])("says what is wrong when it is part of %s", (_what, url) => {
    expect(() => threadFile(url)).toThrow("keep @promenade/preview out of the bundle");
  });

  it.each([
    [{ interval: "100ms" }, /interval/],
    [{ retention: "48h" }, /retention/],
    [{ port: 70_000 }, /port/],
    [{ targets: [{ url: "ftp://x" }] }, /targets/],
    [{ colour: "red" }, /colour/],
  ])("fails at once when it is misused: %j", (options, message) => {
    expect(() => preview(options as never)).toThrow(message);
  });

  it("says which targets are the same", async () => {
    const twice = { url: "http://127.0.0.1:1/metrics" };
    await expect(startPreview({ targets: [twice, twice], port: 0 })).rejects.toMatchObject({
      code: "PROMENADE_PREVIEW_TARGET_DUPLICATE",
    });
  });
});
