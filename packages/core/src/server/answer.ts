import { acceptsGzip, contentTypes, negotiate } from "../exposition/formats.ts";
import { challenge, isAuthorized, type Auth } from "./auth.ts";
import type { Scraper } from "./scraper.ts";

/** A request, whatever framework it came through. */
export interface ScrapeRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly header: (name: string) => string | undefined;
}

/** What to send back. */
export interface ScrapeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Not to be sent for HEAD. */
  readonly body: Uint8Array;
  /** Call it when the body is no longer read. */
  readonly release: () => void;
}

export interface HandlerOptions {
  /** Who may read the metrics. Default: everybody who can reach them. */
  readonly auth?: Auth;
  /** Answer this path only, all others with 404. Default: any, for a handler that is mounted on a route. */
  readonly path?: string;
}

const nothing = (): void => {};
const commonHeaders = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** An answer of one line. */
export function plain(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ScrapeAnswer {
  const body = Buffer.from(`${text}\n`);
  return {
    status,
    headers: {
      ...commonHeaders,
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(body.length),
      ...headers,
    },
    body,
    release: nothing,
  };
}

/** Answers what is no GET or HEAD; undefined for these. */
export function refuseMethod({ method }: ScrapeRequest): ScrapeAnswer | undefined {
  return method === "GET" || method === "HEAD"
    ? undefined
    : plain(405, "method not allowed", { allow: "GET, HEAD", connection: "close" });
}

/** Answers a request for the metrics. Never rejects. */
export async function answerScrape(
  scraper: Scraper,
  request: ScrapeRequest,
  { auth, path }: HandlerOptions,
): Promise<ScrapeAnswer> {
  try {
    if (path !== undefined && request.path !== path) return plain(404, "not found");
    const refusal = refuseMethod(request);
    if (refusal !== undefined) return refusal;
    if (auth !== undefined && !isAuthorized(auth, request.header("authorization")))
      return plain(401, "unauthorized", { "www-authenticate": challenge(auth) });
    return await scrapeFor(scraper, request);
  } catch (error) {
    // The client may be a stranger: what went wrong is for the log alone.
    scraper.reportFailure(error);
    return plain(500, "the scrape failed");
  }
}

async function scrapeFor(scraper: Scraper, request: ScrapeRequest): Promise<ScrapeAnswer> {
  const format = negotiate(request.header("accept"));
  const isZipped = acceptsGzip(request.header("accept-encoding"));
  const { bytes, release } = await scraper.lease({
    format,
    gzip: isZipped,
    deadlineMilliseconds: deadlineOf(request.header("x-prometheus-scrape-timeout-seconds")),
  });
  return {
    status: 200,
    headers: {
      ...commonHeaders,
      "content-type": contentTypes[format],
      "content-length": String(bytes.length),
      vary: "accept, accept-encoding",
      ...(isZipped ? { "content-encoding": "gzip" } : {}),
    },
    body: bytes,
    release,
  };
}

const defaultDeadline = 5000;
const longestDeadline = 60_000;

/** The scraper's patience in milliseconds, less a tenth for rendering and the way. */
export function deadlineOf(header: string | undefined): number {
  const seconds = Number(header ?? Number.NaN);
  if (!(seconds > 0)) return defaultDeadline;
  return Math.min(seconds * 900, longestDeadline);
}
