import type { IncomingMessage, ServerResponse } from "node:http";
import { answerScrape, type HandlerOptions, type ScrapeRequest } from "./answer.ts";
import type { Scraper } from "./scraper.ts";
import { send } from "./send.ts";

export type { HandlerOptions } from "./answer.ts";

/**
 * Serves the metrics on a route of node:http, Express, Connect, and through `reply.raw` Fastify. Negotiates the format
 * and gzip; GET and HEAD only. Never throws.
 */
export function createHandler(
  scraper: Scraper,
  options: HandlerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void answerScrape(scraper, toScrapeRequest(request), options).then((answer) =>
      send(request, response, answer),
    );
  };
}

/** Serves the metrics in frameworks on the Fetch API. Never rejects. */
export function createResponder(
  scraper: Scraper,
  options: HandlerOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const answer = await answerScrape(scraper, fromFetch(request), options);
    const body = request.method === "HEAD" ? null : Uint8Array.from(answer.body);
    answer.release();
    // A hop-by-hop header is the server's business.
    const { connection: _connection, ...headers } = answer.headers;
    return new Response(body, { status: answer.status, headers });
  };
}

function fromFetch(request: Request): ScrapeRequest {
  return {
    method: request.method,
    path: pathOf(request.url),
    header: (name) => request.headers.get(name) ?? undefined,
  };
}

export function toScrapeRequest(request: IncomingMessage): ScrapeRequest {
  return {
    method: request.method ?? "GET",
    path: pathOf(request.url ?? "/"),
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
  };
}

/** The path of a request line, which a proxy may have made absolute. */
function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, "").split(/[?#]/, 1)[0];
  return path === undefined || path === "" ? "/" : path;
}
