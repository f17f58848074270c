import { describe, expect, it } from "vitest";
import { endpoint } from "../../src/http/endpoint.ts";
import { prometheus } from "../../src/prometheus/prometheus.ts";
import { startRecorded, type RecordedAnswer, type RecordedRequest } from "../compare/recorded.ts";

const good = JSON.stringify({
  status: "success",
  data: { resultType: "vector", result: [{ metric: { job: "a" }, value: [1, "2.5"] }] },
});

describe("the client of Prometheus", () => {
  it("sends what it was given, below a sub-path", async () => {
    const seen: RecordedRequest[] = [];
    await using server = await startRecorded((request) => {
      seen.push(request);
      return { body: good };
    });
    const source = prometheus({
      url: `${server.url.replace("//", "//ada:lace%40@")}/prometheus/`,
      headers: { "X-Scope-OrgID": "shop" },
    });
    expect(await source.instant("up", 12)).toEqual([{ labels: { job: "a" }, value: 2.5 }]);
    expect(source.url).toBe(`${server.url}/prometheus`);
    expect(seen[0]?.path).toBe("/prometheus/api/v1/query");
    expect(Object.fromEntries(seen[0]?.parameters ?? [])).toEqual({ query: "up", time: "12" });
    expect(seen[0]?.headers).toMatchObject({
      "x-scope-orgid": "shop",
      authorization: `Basic ${Buffer.from("ada:lace@").toString("base64")}`,
    });
    await prometheus({ url: server.url, token: "secret" }).instant("up");
    expect(seen[1]?.headers["authorization"]).toBe("Bearer secret");
  });

  it.each<[string, RecordedAnswer, RegExp]>([
    [
      "a wrong query",
      { status: 400, body: '{"status":"error","error":"bad query"}' },
      /QUERY_REFUSED/,
    ],
    ["no credentials", { status: 401, body: "no" }, /answers 401: .*PROMENADE_UNAUTHORIZED/],
    ["a web page", { body: "<html>", type: "text/html" }, /text\/html.*PROMENADE_NOT_PROMETHEUS/],
    ["another JSON", { body: "[]" }, /PROMENADE_NOT_PROMETHEUS/],
  ])("says what is wrong: %s", async (_, answer, message) => {
    await using server = await startRecorded(() => answer);
    await expect(prometheus({ url: server.url }).instant("up")).rejects.toThrow(message);
  });

  it("knows what a server does not have", async () => {
    await using server = await startRecorded(() => ({ status: 404, body: "404 page not found" }));
    expect(await prometheus({ url: server.url }).get("targets")).toBeUndefined();
  });

  it("does not wait for ever, and keeps credentials out of its messages", async () => {
    await using server = await startRecorded(() => undefined);
    const url = server.url.replace("//", "//ada:lovelace@");
    const asking = prometheus({ url, timeoutMilliseconds: 50 }).instant("up");
    await expect(asking).rejects.toThrow(
      `No answer from ${server.url}: it took longer than 0.05 s. [PROMENADE_UNREACHABLE]`,
    );
  });

  it("says why there is no answer", async () => {
    const { url } = await startRecorded(() => undefined).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    await expect(prometheus({ url }).instant("up")).rejects.toThrow("nothing listens on that port");
    expect(() => endpoint({ url: "localhost:9090" })).toThrow(/PROMENADE_URL_INVALID/);
  });
});
