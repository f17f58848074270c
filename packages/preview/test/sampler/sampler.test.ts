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
      error: expect.stringMatching(/refuses this port/) as string,
    });
  });

  it("does not wait for ever", async () => {
    const url = await serve(() => undefined);
    expect((await scrapeUrl(url, 50)).result).toEqual({ error: "no whole answer within 50 ms" });
  });
});

const credentials = "us%20er:p%40ss";

/** An endpoint's answer by the path of the request. */
const answers: Readonly<Record<string, RequestListener>> = {
  "/login": (request, response) => {
    const login = `Basic ${Buffer.from("us er:p@ss").toString("base64")}`;
    if (request.headers.authorization === login) response.end("a 1\n");
    else response.writeHead(401).end();
  },
  "/moved": (_, response) => response.writeHead(301, { location: "/login" }).end(),
  "/circle": (_, response) => response.writeHead(302, { location: "/circle" }).end(),
  "/away": (_, response) =>
    response.writeHead(302, { location: "http://u:hidden@192.0.2.1/metrics?token=hidden" }).end(),
  "/file": (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
  "/page": (_, response) => response.setHeader("content-type", "text/html").end("<p>Hello"),
  "/bomb": (_, response) =>
    response
      .setHeader("content-encoding", "gzip")
      .end(gzipSync(Buffer.alloc(70 * 1024 * 1024, "a 1\n"))),
  "/broken": (_, response) => response.setHeader("content-encoding", "gzip").end("plain"),
  "/reset": (_, response) => response.socket?.resetAndDestroy(),
  "/none": (_, response) => response.writeHead(404).end(),
};

describe("a bad endpoint", () => {
  const ask = async (path: string, login = ""): Promise<string> => {
    const url = new URL(await serve((request, response) => answers[path]?.(request, response)));
    const { result } = await scrapeUrl(`http://${login}${url.host}${path}`, 20_000);
    return "error" in result ? result.error : "text" in result ? result.text : "bytes";
  };

  it("is given the credentials of its URL, also where it sends to itself", async () => {
    expect(await ask("/login", `${credentials}@`)).toBe("a 1\n");
    expect(await ask("/login")).toMatch(/^the server answered 401 Unauthorized; it wants cred/);
    const url = await serve((request, response) => answers[request.url ?? ""]?.(request, response));
    const moved = url.replace("//", `//${credentials}@`).replace("/metrics", "/moved");
    expect((await scrapeUrl(moved, 20_000)).result).toMatchObject({ text: "a 1\n" });
  });

  it.each([
    ["/circle", "the server sends from one address to the next, without end"],
    [
      "/away",
      "the server sends elsewhere, to http://192.0.2.1/metrics?token=…; name that address if it is the right one",
    ],
    [
      "/file",
      "the server sends elsewhere, to file:///etc/passwd; name that address if it is the right one",
    ],
    ["/page", "the answer is a web page and no metrics; is the path right?"],
    ["/bomb", "the answer is longer than 64 MiB"],
    ["/broken", "its answer is not compressed as it says (Z_DATA_ERROR)"],
    ["/reset", "it cut the connection ("],
    ["/none", "the server answered 404 Not Found; is the path right?"],
  ])("says what is wrong: %s", async (path, error) => {
    expect(await ask(path)).toContain(error);
  });
});

describe("a sampler", () => {
  it("shows no credentials", () => {
    const url = `http://${credentials}@127.0.0.1:9/metrics?module=a&token=hidden`;
    const { targets } = new Sampler({
      targets: [{ job: "one", instance: "a", url }],
      intervalMilliseconds: 1000,
    });
    expect(targets[0]?.url).toBe("http://127.0.0.1:9/metrics?module=a&token=…");
  });

  it("waits for no target because of another", async () => {
    const slow = await serve((request, response) => {
      if (request.url === "/quick") response.end("a 1\n");
      else response.writeHead(200).write("a");
    });
    const sampler = new Sampler({
      targets: [
        { job: "slow", instance: "a", url: slow },
        { job: "quick", instance: "b", url: slow.replace("metrics", "quick") },
      ],
      intervalMilliseconds: 20,
    });
    sampler.start();
    await until(() => sampler.targets[1]?.health === "up");
    const first = sampler.targets[1]?.lastScrape ?? 0;
    await until(() => (sampler.targets[1]?.lastScrape ?? 0) > first);
    expect(sampler.targets[0]?.health).toBe("unknown");
    sampler.stop();
  });

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
