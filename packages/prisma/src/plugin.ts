import { check, definePlugin, type PluginFactory } from "@promenade/core";
import { metrics } from "./metrics.ts";
import { checkPools } from "./pool/check.ts";
import { followPools, type PoolSource } from "./pool/pools.ts";
import { createRecorder } from "./record.ts";
import { spanEnd } from "./sources/span.ts";
import { sharedState } from "./sources/state.ts";
import { attachTracingHelper, keepTracingHelper } from "./sources/tracing-helper.ts";
import { countUnits } from "./units.ts";

/** Everything that `prisma()` takes, besides `only` and `except`. All of it is optional. */
export interface PrismaOptions {
  /**
   * Connection pools by name (`{ main: pool, replica: otherPool }`), or functions that return them once they exist.
   * Known kinds: `pg.Pool` and Neon's, `mariadb`'s pool, `mssql.ConnectionPool`.
   */
  readonly pools: Readonly<Record<string, PoolSource>>;
  /** From how many calls of one model's operation in one unit of work on it is an N+1 suspect; or `false`. Default 5. */
  readonly nPlusOneThreshold: number | false;
  /**
   * Whether Prisma is asked to show SQL statements. Default true. With Prisma Accelerate, `true` makes each request
   * ask the service for spans, as Prisma's OpenTelemetry support does.
   */
  readonly statements: boolean;
}

/** Metrics of every Prisma client of this process. */
export const prisma: PluginFactory<typeof metrics, PrismaOptions> = definePlugin<
  typeof metrics,
  PrismaOptions
>({
  name: "prisma",
  metrics,
  options: {
    pools: checkPools,
    nPlusOneThreshold: check.any(check.integer(2), check.oneOf(false)),
    statements: check.boolean,
  },
  setup(context, { pools = {}, nPlusOneThreshold = 5, statements = true }) {
    const known = followPools(context, pools);
    const recordSpan = createRecorder(context, known);
    // Another app in this process may have asked for the statements.
    context.on(spanEnd, (span) => {
      if (statements || span.kind !== "statement") recordSpan(span);
    });
    if (statements) countUnits(context, nPlusOneThreshold);
    context.poll({
      name: "operations",
      metrics: ["operationsInFlight"],
      collect(record) {
        keepTracingHelper();
        record.set("operationsInFlight", sharedState().operationsInFlight);
      },
    });
    return attachTracingHelper({ statements });
  },
  boards: async () => await import("./dashboard.ts"),
});
