import type { IncomingMessage, ServerResponse } from "node:http";
import { failure, type Answer } from "./answers.ts";
import { assetAt, page } from "./assets.ts";
import { headers } from "./headers.ts";
import { decoded } from "./parameters.ts";
import { labelValues, queryApi } from "./query-api.ts";
import type { PreviewState } from "./state.ts";
import { dashboardJson, statusApi } from "./status-api.ts";
import { Busy, type Turns } from "./turns.ts";

/**
 * Whether the browser was sent here by a name of this machine. A stranger's name that was made to point at 127.0.0.1 (DNS
 * rebinding) would let the stranger's page read ours.
 */
export function isOwnHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}

/**
 * Whether another site's page asks. It could not read the answer, but a query costs. Only a link to a page is followed.
 * Pages on other ports of this machine count as other sites.
 */
function isForeign({ headers: asked }: IncomingMessage, path: string): boolean {
  const site = asked["sec-fetch-site"];
  if (site !== "cross-site" && site !== "same-site") return false;
  return asked["sec-fetch-mode"] !== "navigate" || path.startsWith("/api/");
}

/** Answers one request. Never rejects. */
export async function respond(
  state: PreviewState,
  turns: Turns,
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
    const { url: target = "/" } = request;
    if (!target.startsWith("/") || !URL.canParse(`http://localhost${target}`))
      return plain(400, "The address makes no sense.");
    const { pathname, searchParams } = new URL(`http://localhost${target}`);
    if (isForeign(request, pathname))
      return plain(403, "Another site's page asks, and it may not. Open the address itself.");
    const answer = pathname.startsWith("/api/")
      ? await turns
          .run(
            () => answerOf(state, pathname, searchParams),
            () => !response.destroyed,
          )
          .catch(busyAnswer)
      : undefined;
    if (response.destroyed) return;
    if (answer !== undefined) {
      const body = JSON.stringify(answer.body);
      const held = turns.hold(body.length);
      response.once("close", () => held.release());
      return send(answer.status, "application/json; charset=utf-8", body);
    }
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

function busyAnswer(error: unknown): Answer {
  if (!(error instanceof Busy)) throw error;
  const body = { status: "error", errorType: "unavailable", error: error.message };
  return { status: 503, body };
}

function answerOf(state: PreviewState, path: string, parameters: URLSearchParams): Answer {
  try {
    const handler = queryApi[path] ?? statusApi[path];
    if (handler !== undefined) return handler(state, parameters);
    const [, label] = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path) ?? [];
    if (label !== undefined) return labelValues(state, decoded(label), parameters);
    const [, uid] = /^\/api\/preview\/dashboards\/([^/]+)$/.exec(path) ?? [];
    if (uid !== undefined) return dashboardJson(state, decoded(uid));
    return {
      status: 404,
      body: { status: "error", errorType: "not_found", error: `There is no ${path}.` },
    };
  } catch (error) {
    return failure(error);
  }
}
