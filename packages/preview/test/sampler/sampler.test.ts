import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { Sampler } from "../../src/sampler/sampler.ts";
import { scrapeUrl } from "../../src/sampler/scrape-url.ts";
import { until } from "../helpers.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

describe("a scrape", () => {
  it("asks for the formats that it reads, and takes compressed answers", async () => {
    let accept = "";
    const url = await serve((request, response) => {
      accept = request.headers.accept ?? "";
      response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
      response.end(gzipSync("a 1\n"));
    });
    const { result } = await scrapeUrl(url, 5000);
    expect(result).toEqual({ text: "a 1\n", contentType: "text/plain" });
    // In the order of preference; only what is read.
    expect(accept.split(",").map((each) => each.split(";")[0])).toEqual([
      "application/vnd.google.protobuf",
      "application/openmetrics-text",
      "text/plain",
      "*/*",
    ]);
  });

  it("says what is wrong with the endpoint", async () => {
    const url = await serve((_, response) => response.writeHead(503).end("no"));
    expect((await scrapeUrl(url, 5000)).result).toEqual({
      error: "the server answered 503 Service Unavailable",
    });
    expect((await scrapeUrl("http://127.0.0.1:1/metrics", 5000)).result).toMatchObject({
      error: expect.stringMatching(/ECONNREFUSED|bad port/) as string,
    });
  });

  it("does not wait for ever", async () => {
    const url = await serve(() => undefined);
    expect((await scrapeUrl(url, 50)).result).toEqual({ error: "no answer within 50 ms" });
  });
});

describe("a sampler", () => {
  it("scrapes its targets again and again, until it is stopped", async () => {
    let count = 0;
    const url = await serve((_, response) => response.end(`a ${(count += 1)}\n`));
    const sampler = new Sampler({
      targets: [
        { job: "one", instance: "a", url },
        { job: "two", instance: "b", url: "http://127.0.0.1:1/" },
      ],
      intervalMilliseconds: 20,
    });
    sampler.start();
    await until(() => count > 3);
    await until(() => sampler.targets.every(({ health }) => health !== "unknown"));
    expect(sampler.targets.map(({ health }) => health)).toEqual(["up", "down"]);
    sampler.stop();
    const [before] = sampler.targets;
    // A scrape that was under way when it was stopped leaves nothing behind.
    const last = before?.lastScrape;
    await fetch(url);
    expect(sampler.targets[0]?.lastScrape).toBe(last);
  });
});
