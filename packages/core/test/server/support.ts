import { readFileSync } from "node:fs";
import { request, type Agent, type IncomingHttpHeaders } from "node:http";
import { request as secureRequest } from "node:https";
import { onTestFinished } from "vitest";
import { counter, Registry } from "../../src/index.ts";
import { Scraper } from "../../src/server/scraper.ts";
import {
  limits,
  startServer,
  type RunningServer,
  type ServerOptions,
} from "../../src/server/server.ts";
import { memoryLogger } from "../helpers.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const fixture = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
export const tls = { key: fixture("key.pem"), cert: fixture("cert.pem") };

/** One request, by node:http, so that every header is as it came. */
export function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith("https:") ? secureRequest : request;
    send(url, { ca: tls.cert, agent: false, ...options } as object, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    })
      .on("error", reject)
      .end();
  });
}

export interface Setup {
  readonly registry: Registry;
  readonly scraper: Scraper;
  readonly server: RunningServer;
  readonly log: ReturnType<typeof memoryLogger>;
}

/** A server on a free port of this machine, stopped after the test. */
export async function serve(
  options: ServerOptions & { readonly port?: number } = {},
  bounds: Partial<typeof limits> = {},
): Promise<Setup> {
  const registry = new Registry();
  const log = memoryLogger();
  registry.log = log;
  registry.register(counter({ name: "x_total", help: "Something." })).inc(5);
  const scraper = new Scraper(registry);
  const all = { host: "127.0.0.1", port: 0, ...options };
  const server = await startServer(scraper, all, log, { ...limits, ...bounds });
  onTestFinished(async () => server.stop());
  return { registry, scraper, server, log };
}

/** Adds enough series that the exposition takes megabytes. */
export function fill(registry: Registry, series: number): void {
  const metric = registry.register(
    counter({ name: "big_total", help: "Big.", labels: ["a", "b"], labelLimit: 200_000 }),
  );
  for (let at = 0; at < series; at += 1)
    metric.inc({ a: `${at % 5000}-`.padEnd(100, "x"), b: Math.floor(at / 5000) });
}
