import type { IncomingMessage, ServerResponse } from "node:http";
import { failure, type Answer } from "./answers.ts";
import { assetAt, contentSecurityPolicy, page } from "./assets.ts";
import { labelValues, queryApi } from "./query-api.ts";
import type { PreviewState } from "./state.ts";
import { dashboardJson, statusApi } from "./status-api.ts";

const headers: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Whether the browser was sent here by a name of this machine. A stranger's name that was made to point at 127.0.0.1 (DNS
 * rebinding) would let the stranger's page read ours.
 */
export function isOwnHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}

/** Answers one request. Never rejects. */
export async function respond(
  state: PreviewState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, type: string, body: string | Buffer): void => {
    response.writeHead(status, { ...headers, "content-type": type });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  const plain = (status: number, text: string): void =>
    send(status, "text/plain; charset=utf-8", `${text}\n`);
  try {
    if (!isOwnHost(request.headers.host))
      return plain(421, "Open this page as localhost or 127.0.0.1: other names are refused.");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return plain(405, "This page is for reading: GET only.");
    }
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const answer = answerOf(state, pathname, searchParams);
    if (answer !== undefined)
      return send(answer.status, "application/json; charset=utf-8", JSON.stringify(answer.body));
    if (pathname === "/" || pathname.startsWith("/d/") || /^\/(?:alerts|targets)$/.test(pathname))
      return send(200, "text/html; charset=utf-8", page);
    const asset = await assetAt(pathname);
    return asset === undefined
      ? plain(404, "There is nothing here.")
      : send(200, asset.type, asset.body);
  } catch (error) {
    if (!response.headersSent)
      return plain(500, error instanceof Error ? error.message : "It failed.");
    response.destroy();
  }
}

function answerOf(
  state: PreviewState,
  path: string,
  parameters: URLSearchParams,
): Answer | undefined {
  try {
    const handler = queryApi[path] ?? statusApi[path];
    if (handler !== undefined) return handler(state, parameters);
    const [, label] = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path) ?? [];
    if (label !== undefined) return labelValues(state, decodeURIComponent(label), parameters);
    const [, uid] = /^\/api\/preview\/dashboards\/([^/]+)$/.exec(path) ?? [];
    if (uid !== undefined) return dashboardJson(state, decodeURIComponent(uid));
    return path.startsWith("/api/")
      ? {
          status: 404,
          body: { status: "error", errorType: "not_found", error: `There is no ${path}.` },
        }
      : undefined;
  } catch (error) {
    return failure(error);
  }
}
