import type { PluginContext, Scope } from "@promenade/core";
import type { metrics } from "./metrics.ts";
import { noModel } from "./record.ts";
import { enclosing, type PrismaSpan } from "./sources/span.ts";
import { transactionVerbs } from "./sources/verb.ts";

/** What one unit of work has asked the database for. */
interface UnitState {
  statements: number;
  /** Calls that went to the database, by model and method. */
  readonly calls: Map<
    string,
    { readonly model: string; readonly operation: string; count: number }
  >;
}

/** Distinct operations counted per unit; a unit with more is no N+1 of those beyond. */
const callsLimit = 100;
/** Units inside units: a request that runs a GraphQL operation that… */
const depthLimit = 8;

/**
 * Counts SQL statements into the units of work that run now, and reports when a unit ends.
 *
 * N+1 is told by calls that issued SQL, not by SQL: one call with a wide `include` issues many statements and is right,
 * and calls that Prisma's loader batched issue one statement together.
 */
export function countUnits(
  context: PluginContext<typeof metrics>,
  threshold: number,
): (span: PrismaSpan) => void {
  const { metrics: record, scopes } = context;
  const key = Symbol("promenade.prisma.unit");

  scopes.consume({
    end(scope) {
      const state = scope.state.get(key) as UnitState | undefined;
      if (state === undefined) return;
      const labels = { kind: scope.kind, unit: scope.name ?? "unknown" };
      record.queriesPerUnit.observe(labels, state.statements);
      for (const { model, operation, count } of state.calls.values()) {
        if (count < threshold) continue;
        record.nPlusOne.inc({ ...labels, model, operation });
        record.nPlusOneQueries.inc({ ...labels, model, operation }, count - 1);
      }
    },
  });

  return (span) => {
    if (span.kind !== "statement" || transactionVerbs.has(span.verb)) return;
    const operation = enclosing(span, "operation");
    const isFirst = operation !== undefined && operation.statements === 1;
    let scope = scopes.current();
    for (let depth = 0; scope !== undefined && depth < depthLimit; depth += 1) {
      const state = stateOf(scope, key);
      state.statements += 1;
      if (isFirst) countCall(state, operation);
      scope = scope.parent;
    }
  };
}

function stateOf(scope: Scope, key: symbol): UnitState {
  let state = scope.state.get(key) as UnitState | undefined;
  if (state === undefined) scope.state.set(key, (state = { statements: 0, calls: new Map() }));
  return state;
}

function countCall(state: UnitState, { model, method }: PrismaSpan): void {
  const name = `${model}.${method}`;
  const known = state.calls.get(name);
  if (known !== undefined) known.count += 1;
  else if (state.calls.size < callsLimit)
    state.calls.set(name, { model: model || noModel, operation: method, count: 1 });
}
