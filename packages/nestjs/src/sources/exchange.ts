import type { IncomingMessage, ServerResponse } from "node:http";
import type { Scope } from "@promenade/core";
import type { ResponseWithHead } from "../host.ts";
import type { ExpressTrail } from "./express-trail.ts";

/** The route of a request that no route took: a bounded stand-in for what scanners ask for. */
export const unmatched = "<unmatched>";

/** Runs a callback in the async context of the request, where its trace is. */
export type Keep = <R>(callback: () => R) => R;

/** One request with its response, from the parsed head to the close. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** As `performance.now()` tells it. */
  readonly startedAt: number;
  /** Bytes on the socket before the response. */
  readonly writtenBefore: number;
  readonly scope: Scope | undefined;
  /** Fastify: the template, and the headers, which reach Node only when they are written. */
  route: string | undefined;
  reply: { getHeader(name: string): unknown } | undefined;
  /** Express: the layers that the request went through. */
  trail: ExpressTrail | undefined;
  keep: Keep | undefined;
}

/** Requests in flight, oldest first. */
export type Exchanges = Map<IncomingMessage, Exchange>;

/** The template of the route that took the request; undefined when none did. */
export type RouteOf = (exchange: Exchange) => string | undefined;

/** How far an exchange came before its client went away; undefined when it ended well. */
export type AbortPhase = "upload" | "waiting" | "response";

export function abortPhase({ request, response }: Exchange): AbortPhase | undefined {
  if (response.writableFinished) return undefined;
  if (!request.complete) return "upload";
  return response.headersSent ? "response" : "waiting";
}

/** The status that the client saw. 499, as nginx has it, when it went away before there was one. */
export function statusOf(exchange: Exchange, phase: AbortPhase | undefined): number {
  return phase === "upload" || phase === "waiting" ? 499 : exchange.response.statusCode;
}

export function isEventStream(exchange: Exchange): boolean {
  return (
    exchange.response.headersSent &&
    headerOf(exchange, "content-type")?.startsWith("text/event-stream") === true
  );
}

/** Size of the request's body; undefined when the client did not tell it or did not send it whole. */
export function requestBodySize({ request }: Exchange): number | undefined {
  const declared = request.headers["content-length"];
  return declared === undefined || !request.complete ? undefined : Number(declared);
}

/** Size of the response's body, which was sent whole. */
export function responseBodySize(exchange: Exchange): number {
  const { request, response, writtenBefore } = exchange;
  if (request.method === "HEAD" || response.statusCode === 204 || response.statusCode === 304)
    return 0;
  const declared = headerOf(exchange, "content-length");
  if (declared !== undefined) return Number(declared);
  return Math.max(request.socket.bytesWritten - writtenBefore - headOf(response).length, 0);
}

function headerOf({ response, reply }: Exchange, name: string): string | undefined {
  const value = response.getHeader(name) ?? reply?.getHeader(name) ?? inHead(response, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Headers that went straight to `writeHead`, and the Content-Length that Node adds, are found nowhere else. */
function inHead(response: ServerResponse, name: string): string | undefined {
  const head = headOf(response);
  const at = head.toLowerCase().indexOf(`\r\n${name}: `);
  if (at < 0) return undefined;
  const from = at + name.length + 4;
  return head.slice(from, head.indexOf("\r\n", from));
}

function headOf(response: ResponseWithHead): string {
  return typeof response._header === "string" ? response._header : "";
}
