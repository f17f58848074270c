import { newSpan, spanEnd, spanStart, type PrismaSpan, type SpanFacts } from "./span.ts";
import { sharedState } from "./state.ts";
import { transactionVerbs } from "./verb.ts";

/** The span that runs now in this asynchronous context. */
export function currentSpan(): PrismaSpan | undefined {
  return sharedState().storage.getStore();
}

/**
 * Runs `work` as a span: the same result, the same error, thrown or rejected alike. A promise is awaited in an async
 * function rather than by `then`, because V8 follows `await` when it writes an error's asynchronous stack.
 */
export function observe<R>(facts: SpanFacts, work: () => R): R {
  const state = sharedState();
  if (!spanStart.hasSubscribers && !spanEnd.hasSubscribers) return work();
  const span = newSpan(facts, state.storage.getStore());
  begin(span);
  let result: R;
  try {
    result = state.storage.run(span, work);
  } catch (error) {
    fail(span, error);
    throw error;
  }
  if (isPromiseLike(result)) return settled(span, result) as R;
  succeed(span, result);
  return result;
}

async function settled<V>(span: PrismaSpan, promise: PromiseLike<V>): Promise<V> {
  let value: V;
  try {
    value = await promise;
  } catch (error) {
    fail(span, error);
    throw error;
  }
  succeed(span, value);
  return value;
}

function begin(span: PrismaSpan): void {
  if (span.kind === "operation") sharedState().operationsInFlight += 1;
  else if (span.kind === "statement" && !transactionVerbs.has(span.verb)) {
    for (let { parent } = span; parent !== undefined; parent = parent.parent)
      parent.statements += 1;
  }
  spanStart.publish(span);
}

function succeed(span: PrismaSpan, result: unknown): void {
  if (span.kind === "statement") span.rows = rowsOf(result);
  end(span);
}

function fail(span: PrismaSpan, error: unknown): void {
  span.hasFailed = true;
  span.error = error;
  end(span);
}

function end(span: PrismaSpan): void {
  span.seconds = (performance.now() - span.startedAt) / 1000;
  span.isEnded = true;
  if (span.kind === "operation") sharedState().operationsInFlight -= 1;
  spanEnd.publish(span);
}

/** A driver adapter answers a query with `{ rows }` and a command with the count of changed rows. */
function rowsOf(result: unknown): number {
  if (typeof result === "number") return result;
  const rows = (result as { readonly rows?: unknown } | null | undefined)?.rows;
  return Array.isArray(rows) ? rows.length : 0;
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}
