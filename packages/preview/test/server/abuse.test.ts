import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPreview, type RunningPreview } from "../../src/index.ts";
import { Turns } from "../../src/server/turns.ts";
import { until } from "../helpers.ts";

const series = 4000;
let target: Server;
let preview: RunningPreview;

beforeAll(async () => {
  const lines = Array.from({ length: series }, (_, index) => `m{i="${index}"} 1\n`).join("");
  target = createServer((_, response) => response.end(lines)).listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  preview = await startPreview({
    targets: [{ url: `http://127.0.0.1:${port}/metrics` }],
    interval: "1s",
    port: 0,
  });
  await until(async () => (await get("/api/v1/query?query=m")).text.includes('"i":"7"'));
}, 60_000);

afterAll(async () => {
  await preview?.stop();
  target?.closeAllConnections();
  target?.close();
});

async function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(new URL(preview.url).origin + path, { headers });
  return { status: response.status, text: await response.text() };
}

/** What the server says to these bytes, until it hangs up. */
async function say(text: string, onceMore?: string): Promise<string> {
  const socket = connect(Number(new URL(preview.url).port), "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (answer += piece));
  socket.on("error", () => undefined);
  socket.write(text);
  const timer = setInterval(() => onceMore !== undefined && socket.write(onceMore), 200);
  await once(socket, "close");
  clearInterval(timer);
  return answer;
}

describe("the preview's server, badly treated", () => {
  it.each([
    ["//", 404],
    ["/%", 404],
    ["/api/v1/label/%E0%A4%A/values", 400],
    ["/api/preview/dashboards/%zz", 400],
    ["/api/v1/query_range?query=up&start=NaN&end=1&step=1", 400],
    ["/api/v1/query_range?query=up&start=1&end=2&step=NaN", 400],
    ["/api/v1/query_range?query=up&start=-1e300&end=1e300&step=1", 422],
    ["/api/v1/query?query=up&time=1e400", 400],
    [`/api/v1/query?query=${"(".repeat(100)}`, 400],
  ])("says what is wrong with %s", async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/There is nothing|"error":".+"/);
  });

  it("has no values for labels that only JavaScript's objects have", async () => {
    expect((await get("/api/v1/label/constructor/values")).text).toBe(
      '{"status":"success","data":[]}',
    );
  });

  it("refuses an answer that would fill its memory", async () => {
    const now = Date.now() / 1000;
    const { status, text } = await get(
      `/api/v1/query_range?query=m&start=${now - 5}&end=${now + 280}&step=0.5`,
    );
    expect(status).toBe(422);
    expect(text).toContain(`in ${series} series, and at most 1000000 samples are sent`);
  });

  it("does not work for another site's page, and may be linked to", async () => {
    const status = async (path: string, site: string, mode: string): Promise<string> => {
      const lines = [`GET ${path} HTTP/1.1`, "host: localhost", "connection: close"];
      const fetchLines = [`sec-fetch-site: ${site}`, `sec-fetch-mode: ${mode}`];
      const answer = await say(`${[...lines, ...fetchLines].join("\r\n")}\r\n\r\n`);
      return answer.slice("HTTP/1.1 ".length).slice(0, 3);
    };
    const query = "/api/v1/query?query=up";
    expect(await status(query, "cross-site", "no-cors")).toBe("403");
    expect(await status(query, "cross-site", "navigate")).toBe("403");
    expect(await status("/page/main.js", "same-site", "cors")).toBe("403");
    expect(await status("/d/promenade-node", "cross-site", "navigate")).toBe("200");
    expect(await status(query, "same-origin", "cors")).toBe("200");
    expect(await status(query, "none", "navigate")).toBe("200");
  });

  it.each([
    ["what is no HTTP", "garbage\r\n\r\n", "400"],
    ["too much of a header", `GET / HTTP/1.1\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, "431"],
    ["a request to nobody", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "421"],
    [
      "an expectation",
      "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nConnection: close\r\n\r\n",
      "200",
    ],
  ])("answers %s with all of its headers", async (_what, text, status) => {
    const answer = await say(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain("content-security-policy: default-src 'none'");
  });

  it("hangs up on who never ends a request", async () => {
    expect(await say("GET / HTTP/1.1\r\nHost: local", "h")).toMatch(/^HTTP\/1.1 408 /);
  }, 60_000);

  it("answers hundreds at a time", async () => {
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, index) => get(`/api/v1/query?query=sum(m)*${index}`)),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }, 60_000);
});

describe("turns", () => {
  it("let others in between, and go on after one that failed", async () => {
    const turns = new Turns(10);
    const order: string[] = [];
    const first = turns.run(
      () => {
        setImmediate(() => order.push("another"));
        throw new Error("first");
      },
      () => true,
    );
    const second = turns.run(
      () => order.push("second"),
      () => true,
    );
    await expect(first).rejects.toThrow("first");
    await second;
    expect(order).toEqual(["another", "second"]);
  });

  it("pass over what nobody waits for, and refuse too many", async () => {
    const turns = new Turns(2);
    const waiting = [turns.run(String, () => false), turns.run(String, () => true)];
    await expect(turns.run(String, () => true)).rejects.toThrow("2 queries wait already");
    expect(await Promise.all(waiting)).toEqual([undefined, ""]);
    expect(
      await turns.run(
        () => 3,
        () => true,
      ),
    ).toBe(3);
  });

  it("refuse work while its answers are not read", async () => {
    const turns = new Turns(2);
    const work = async (): Promise<number | undefined> =>
      await turns.run(
        () => 3,
        () => true,
      );
    const held = turns.hold(65 * 1024 * 1024);
    await expect(work()).rejects.toThrow("Answers of 64 MiB wait to be read already");
    held.release();
    expect(await work()).toBe(3);
  });
});
