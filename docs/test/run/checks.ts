import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ScrapeOptions } from "./example.ts";

const patienceMilliseconds = 60_000;

/** Asks again until it no longer throws. */
export async function eventually<R>(ask: () => Promise<R>): Promise<R> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** Metrics with these series, each as the beginning of its line. */
export function assertSeries(text: string, ...series: readonly string[]): void {
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  for (const one of series) {
    const name = one.replace(/[{ ].*/, "");
    const near = lines.filter((line) => line.startsWith(name)).join("\n");
    assert.ok(
      lines.some((line) => line.startsWith(one)),
      `There is no ${one}, but: ${near || lines.join("\n")}`,
    );
  }
}

export function bearer(token: string): ScrapeOptions {
  return { headers: { authorization: `Bearer ${token}` } };
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A server on a port of the page that keeps what it gets. */
export async function startReceiver(port: number): Promise<readonly Received[]> {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (part: string) => (body += part));
    incoming.once("end", () => {
      received.push({ method: incoming.method ?? "", url: incoming.url ?? "", body });
      response.end();
    });
  });
  await once(server.listen(port), "listening");
  return received;
}

/** What an app of the page answers to JSON. */
export async function post(url: string, body: object): Promise<string> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return await answer.text();
}
