import { persisted } from "../events.ts";
import { isNotPersisted } from "../failures.ts";
import type { Answer, FastifyReply } from "./types.ts";

/** An operation as the client sent it. */
interface GraphqlRequest {
  readonly query?: unknown;
  readonly operationName?: string | null;
  /** Mercurius's own form of a persisted query: `query` is its hash. */
  readonly persisted?: boolean;
  readonly extensions?: unknown;
}

/** The operations of one HTTP request: of its body, or of its query string. */
export function requestsOf(reply: FastifyReply | undefined): readonly GraphqlRequest[] {
  const { body, query } = reply?.request ?? {};
  const found = body ?? query;
  if (Array.isArray(found)) return found as readonly GraphqlRequest[];
  return typeof found === "object" && found !== null ? [found] : [];
}

/** Records how the requests by hash went; `begun` are those whose text was found. */
export function recordPersisted(
  reply: FastifyReply,
  payload: unknown,
  begun: ReadonlySet<number>,
): void {
  if (!persisted.hasSubscribers) return;
  for (const [index, request] of requestsOf(reply).entries()) {
    const isHash = hasHash(request.extensions);
    if (request.persisted !== true && !isHash) continue;
    const answer = (Array.isArray(payload) ? payload[index] : payload) as Answer | null | undefined;
    const asks = request.persisted === true || typeof request.query !== "string";
    if (begun.has(index)) persisted.publish({ outcome: asks ? "hit" : "registered" });
    else if (request.persisted === true || answer?.errors?.some(isNotPersisted) === true)
      persisted.publish({ outcome: "miss" });
  }
}

function hasHash(extensions: unknown): boolean {
  if (typeof extensions === "string") return extensions.includes('"persistedQuery"');
  return typeof extensions === "object" && extensions !== null && "persistedQuery" in extensions;
}
