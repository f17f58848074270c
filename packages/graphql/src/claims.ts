/**
 * What an adapter records already. graphql 17 publishes its own channels for the same work, also below an adapter, and
 * must not count it again.
 */
const documents = new WeakSet<object>();
/** Sources that an adapter is about to parse, with how often. */
const sources = new Map<string, number>();
/** A server that never parses what it announced must not fill the memory. */
const sourceLimit = 1000;

export function claimDocument(document: unknown): void {
  if (typeof document === "object" && document !== null) documents.add(document);
}

export function claimSource(source: unknown): void {
  const text = textOf(source);
  if (text !== undefined && sources.size < sourceLimit)
    sources.set(text, (sources.get(text) ?? 0) + 1);
}

export function releaseSource(source: unknown): void {
  const text = textOf(source);
  const count = text === undefined ? undefined : sources.get(text);
  if (text === undefined || count === undefined) return;
  if (count > 1) sources.set(text, count - 1);
  else sources.delete(text);
}

export function isClaimed(documentOrSource: unknown): boolean {
  if (typeof documentOrSource === "object" && documentOrSource !== null) {
    if (documents.has(documentOrSource)) return true;
  }
  const text = textOf(documentOrSource);
  return text !== undefined && sources.has(text);
}

/** A source is text, or an object with a body. */
function textOf(source: unknown): string | undefined {
  if (typeof source === "string") return source;
  const body = (source as { readonly body?: unknown } | null | undefined)?.body;
  return typeof body === "string" ? body : undefined;
}
