import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { contentSecurityPolicy } from "./assets.ts";

/** On every answer. */
export const headers: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const statusOf: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers what is no HTTP request, in the place of Node, which would leave out our headers. */
export function refuseRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  const { _httpMessage: response } = socket as { _httpMessage?: ServerResponse | null };
  // Half of an answer that is under way must not end in the middle of another one.
  if (!socket.writable || error.code === "ECONNRESET" || response?.headersSent === true) {
    socket.destroy();
    return;
  }
  const status = statusOf[error.code ?? ""] ?? 400;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries({ ...headers, connection: "close", "content-length": "0" }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ];
  // Whoever sends byte after byte would hold the other half open.
  socket.end(`${lines.join("\r\n")}\r\n\r\n`, () => socket.destroy());
}
