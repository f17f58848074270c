import type { BoundCounter, BoundHistogram, PluginContext } from "@promenade/core";
import { errorCode, transactionTimeout } from "./error-code.ts";
import type { metrics } from "./metrics.ts";
import type { Pools } from "./pool/pools.ts";
import { enclosing, type PrismaSpan } from "./sources/span.ts";
import { transactionVerbs } from "./sources/verb.ts";

/** What stands for a model where there is none, as in raw queries: no model can have this name. */
export const noModel = "(none)";
/** The operation of SQL that belongs to a transaction and to no call in it, such as COMMIT. */
export const transactionOperation = "$transaction";

/** The series of one `model.operation`, resolved once. */
interface Known {
  readonly labels: { readonly model: string; readonly operation: string };
  ok: BoundHistogram | undefined;
  rows: BoundCounter | undefined;
  /** By system, verb and pool. */
  readonly statements: Map<string, BoundHistogram>;
}

/** More names than any schema has: past it, names are no longer kept here. */
const knownLimit = 5000;

/** Returns the listener that turns spans that ended into records. */
export function createRecorder(
  context: PluginContext<typeof metrics>,
  pools: Pools,
): (span: PrismaSpan) => void {
  const record = context.metrics;
  const known = new Map<string, Map<string, Known>>();
  const compile = record.compileDuration.bind();

  function knownOf(span: PrismaSpan | undefined): Known {
    const model = span?.model || noModel;
    const operation = span === undefined ? transactionOperation : span.method;
    let operations = known.get(model);
    if (operations === undefined) {
      operations = new Map();
      if (known.size < knownLimit) known.set(model, operations);
    }
    let one = operations.get(operation);
    if (one === undefined) {
      one = { labels: { model, operation }, ok: undefined, rows: undefined, statements: new Map() };
      if (operations.size < knownLimit) operations.set(operation, one);
    }
    return one;
  }

  function endOperation(span: PrismaSpan): void {
    const one = knownOf(span);
    const { labels } = one;
    if (!span.hasFailed) {
      one.ok ??= record.operationDuration.bind({ ...labels, outcome: "ok" });
      return one.ok.observe(span.seconds);
    }
    record.operationDuration.observe({ ...labels, outcome: "error" }, span.seconds);
    record.operationErrors.inc({ ...labels, code: errorCode(span.error) });
  }

  function endStatement(span: PrismaSpan): void {
    const one = knownOf(enclosing(span, "operation"));
    const seconds = Math.max(0, span.seconds - span.waitSeconds);
    const pool = pools.nameOf(span.pool);
    const labels = (error_type: string) => ({
      ...one.labels,
      db_system_name: span.system,
      db_operation_name: span.verb,
      db_client_connection_pool_name: pool,
      error_type,
    });
    if (span.hasFailed)
      return record.statementDuration.observe(labels(errorCode(span.error)), seconds);
    const key = `${span.verb} ${span.system} ${pool}`;
    let child = one.statements.get(key);
    if (child === undefined)
      one.statements.set(key, (child = record.statementDuration.bind(labels(""))));
    child.observe(seconds);
    if (transactionVerbs.has(span.verb)) return undefined;
    one.rows ??= record.rows.bind(one.labels);
    return one.rows.inc(span.rows);
  }

  return (span) => {
    const outcome = span.hasFailed ? "error" : "ok";
    switch (span.kind) {
      case "operation":
        return endOperation(span);
      case "statement":
        return endStatement(span);
      case "transaction":
        return record.transactionDuration.observe(
          { outcome: transactionOutcome(span) },
          span.seconds,
        );
      case "begin":
        markBroken(span);
        return record.transactionStartDuration.observe(
          { outcome: isTimeout(span) ? "timeout" : outcome },
          span.seconds,
        );
      case "commit":
        return markBroken(span);
      case "compile":
        return compile.observe(span.seconds);
      case "connect":
        return record.connectDuration.observe({ outcome }, span.seconds);
      case "rollback":
        return undefined;
    }
  };
}

/** Transactions of which a step failed: they ended neither by the app's will nor by an error of its own. */
const broken = new WeakSet<PrismaSpan>();

function markBroken(step: PrismaSpan): void {
  const transaction = step.hasFailed ? enclosing(step, "transaction") : undefined;
  if (transaction !== undefined) broken.add(transaction);
}

function transactionOutcome(span: PrismaSpan): "commit" | "rollback" | "timeout" | "error" {
  if (!span.hasFailed) return "commit";
  if (isTimeout(span)) return "timeout";
  return broken.has(span) ? "error" : "rollback";
}

function isTimeout(span: PrismaSpan): boolean {
  return span.hasFailed && errorCode(span.error) === transactionTimeout;
}
