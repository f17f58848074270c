import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { counter, Registry } from "../../src/index.ts";
import { deadlineOf, type HandlerOptions } from "../../src/server/answer.ts";
import { createHandler, createResponder } from "../../src/server/handler.ts";
import { Scraper } from "../../src/server/scraper.ts";
import { ask } from "./support.ts";

function scraper(): Scraper {
  const registry = new Registry();
  registry.register(counter({ name: "x_total", help: "Something." })).inc(5);
  return new Scraper(registry);
}

async function mount(options: HandlerOptions = {}): Promise<string> {
  const server = createHttpServer(createHandler(scraper(), options));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("createHandler", () => {
  it("answers on whatever route it is mounted", async () => {
    const url = await mount();
    for (const path of ["/", "/metrics", "/any/where?x=1"]) {
      const { status, body } = await ask(url + path);
      expect([status, body.includes("x_total 5")]).toEqual([200, true]);
    }
    expect((await ask(url, { method: "POST" })).status).toBe(405);
  });

  it("keeps to its path and asks for credentials when told to", async () => {
    const url = await mount({ path: "/m", auth: { bearer: "t" } });
    expect((await ask(`${url}/metrics`)).status).toBe(404);
    expect((await ask(`${url}/m`)).status).toBe(401);
    expect((await ask(`${url}/m`, { headers: { authorization: "Bearer t" } })).status).toBe(200);
  });

  it("does nothing when somebody else has answered", async () => {
    const handler = createHandler(scraper());
    const server = createHttpServer((request, response) => {
      handler(request, response);
      response.end("first");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { body } = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(body.toString()).toBe("first");
  });
});

describe("createResponder", () => {
  const respond = createResponder(scraper(), { path: "/metrics", auth: { bearer: "t" } });
  const url = "http://app.example/metrics?x=1";
  const authorization = "Bearer t";

  it("answers with a Response", async () => {
    const response = await respond(new Request(url, { headers: { authorization } }));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await response.text()).toContain("x_total 5");
  });

  it("negotiates, compresses, refuses", async () => {
    const headers = {
      authorization,
      accept: "application/openmetrics-text",
      "accept-encoding": "gzip",
    };
    const zipped = await respond(new Request(url, { headers }));
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString()).toContain("# EOF");
    const head = await respond(new Request(url, { method: "HEAD", headers }));
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await head.text()).toBe("");
    expect((await respond(new Request(url))).status).toBe(401);
    expect((await respond(new Request(url, { method: "POST" }))).headers.get("allow")).toBe(
      "GET, HEAD",
    );
    expect((await respond(new Request("http://app.example/other"))).status).toBe(404);
  });
});

describe("deadlineOf", () => {
  it.each([
    [undefined, 5000],
    ["10", 9000],
    ["0.9", 810],
    ["1e9", 60_000],
    ["-1", 5000],
    ["soon", 5000],
    ["", 5000],
  ])("%s s → %d ms", (header, expected) => {
    expect(deadlineOf(header)).toBeCloseTo(expected);
  });
});
