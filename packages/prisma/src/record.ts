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
  /** A few, so a list is faster than a key made of three words. */
  readonly statements: KnownStatement[];
}

interface KnownStatement {
  readonly system: string;
  readonly verb: string;
  readonly pool: string;
  readonly duration: BoundHistogram;
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
      one = { labels: { model, operation }, ok: undefined, rows: undefined, statements: [] };
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
    if (span.hasFailed) {
      const failed = statementLabels(one, span, pool, errorCode(span.error));
      return record.statementDuration.observe(failed, seconds);
    }
    let statement = findStatement(one.statements, span, pool);
    if (statement === undefined) {
      const duration = record.statementDuration.bind(statementLabels(one, span, pool, ""));
      statement = { system: span.system, verb: span.verb, pool, duration };
      one.statements.push(statement);
    }
    statement.duration.observe(seconds);
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

/** As OpenTelemetry's convention has it, a statement that succeeded has no `error.type`. */
function statementLabels({ labels }: Known, span: PrismaSpan, pool: string, error_type: string) {
  return {
    ...labels,
    db_system_name: span.system,
    db_operation_name: span.verb,
    db_client_connection_pool_name: pool,
    error_type,
  };
}

function findStatement(
  known: readonly KnownStatement[],
  { system, verb }: PrismaSpan,
  pool: string,
): KnownStatement | undefined {
  for (const one of known)
    if (one.verb === verb && one.pool === pool && one.system === system) return one;
  return undefined;
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
