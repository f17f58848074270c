import type { PluginContext, Scope } from "@promenade/core";
import type { metrics } from "./metrics.ts";
import { noModel } from "./record.ts";
import { enclosing, spanStart } from "./sources/span.ts";
import { transactionVerbs } from "./sources/verb.ts";

/** Units inside units: a request that runs a GraphQL operation that… */
const depthLimit = 8;

/**
 * Counts SQL statements into the units of work that run now, and reports when a unit ends.
 *
 * N+1 is told by calls that issued SQL, not by SQL: one call with a wide `include` issues many statements and is right,
 * and calls that Prisma's loader batched issue one statement together.
 * @param threshold from how many of the same call on it is N+1; `false` does not look for it
 */
export function countUnits(
  context: PluginContext<typeof metrics>,
  threshold: number | false,
): void {
  const countCall = threshold === false ? undefined : context.countCalls(threshold);
  const countStatement = context.isEnabled("queriesPerUnit") ? countStatements(context) : undefined;
  if (countCall === undefined && countStatement === undefined) return;

  context.on(spanStart, (span) => {
    if (span.kind !== "statement" || transactionVerbs.has(span.verb)) return;
    countStatement?.();
    const operation = enclosing(span, "operation");
    if (operation?.statements === 1)
      countCall?.(`${operation.model || noModel}.${operation.method}`);
  });
}

/** A statement counts in every unit that is open: the request that runs an operation waits for its SQL as well. */
function countStatements({ metrics: record, scopes }: PluginContext<typeof metrics>): () => void {
  const key = Symbol("promenade.prisma.statements");
  scopes.consume({
    end({ kind, name = "unknown", state }) {
      const count = state.get(key);
      if (typeof count === "number") record.queriesPerUnit.observe({ kind, unit: name }, count);
    },
  });
  return () => {
    let scope: Scope | undefined = scopes.current();
    for (let depth = 0; scope !== undefined && depth < depthLimit; depth += 1) {
      scope.state.set(key, Number(scope.state.get(key) ?? 0) + 1);
      scope = scope.parent;
    }
  };
}
