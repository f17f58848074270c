import { newSpan, spanEnd, spanStart, type PrismaSpan, type SpanFacts } from "./span.ts";
import { sharedState } from "./state.ts";
import { transactionVerbs } from "./verb.ts";

/** The span that runs now in this asynchronous context. */
export function currentSpan(): PrismaSpan | undefined {
  return sharedState().storage.getStore();
}

/** How a span ended. */
export interface SpanResult {
  /** Absent when it succeeded. */
  readonly failure?: { readonly error: unknown };
  /** Of a statement: rows returned or changed. */
  readonly rows?: number;
  /** Time that it took. Default: since its start. */
  readonly seconds?: number;
}

/** Begins a span inside the one that runs now. For a source whose hooks come in pairs, before and after. */
export function beginSpan(
  facts: SpanFacts,
  around: PrismaSpan | undefined = currentSpan(),
): PrismaSpan {
  const span = newSpan(facts, around);
  if (span.kind === "operation") sharedState().operationsInFlight += 1;
  else if (span.kind === "statement" && !transactionVerbs.has(span.verb)) {
    for (let { parent } = span; parent !== undefined; parent = parent.parent)
      parent.statements += 1;
  }
  spanStart.publish(span);
  return span;
}

/** Ends a span that {@link beginSpan} began; later calls do nothing. */
export function endSpan(span: PrismaSpan, { failure, rows, seconds }: SpanResult = {}): void {
  if (span.isEnded) return;
  span.isEnded = true;
  span.seconds = seconds ?? (performance.now() - span.startedAt) / 1000;
  span.rows = rows ?? 0;
  span.hasFailed = failure !== undefined;
  span.error = failure?.error;
  if (span.kind === "operation") sharedState().operationsInFlight -= 1;
  spanEnd.publish(span);
}

/**
 * Runs `work` as a span: the same result, the same error, thrown or rejected alike. A promise is awaited in an async
 * function rather than by `then`, because V8 follows `await` when it writes an error's asynchronous stack.
 */
export function observe<R>(facts: SpanFacts, work: () => R): R {
  if (!spanStart.hasSubscribers && !spanEnd.hasSubscribers) return work();
  const { storage } = sharedState();
  const span = beginSpan(facts, storage.getStore());
  let result: R;
  try {
    result = storage.run(span, work);
  } catch (error) {
    endSpan(span, { failure: { error } });
    throw error;
  }
  if (isPromiseLike(result)) return settled(span, result) as R;
  endSpan(span, { rows: rowsOf(span, result) });
  return result;
}

async function settled<V>(span: PrismaSpan, promise: PromiseLike<V>): Promise<V> {
  let value: V;
  try {
    value = await promise;
  } catch (error) {
    endSpan(span, { failure: { error } });
    throw error;
  }
  endSpan(span, { rows: rowsOf(span, value) });
  return value;
}

/** A driver adapter answers a query with `{ rows }` and a command with the count of changed rows. */
function rowsOf(span: PrismaSpan, result: unknown): number {
  if (span.kind !== "statement") return 0;
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
