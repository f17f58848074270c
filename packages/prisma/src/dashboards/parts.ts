import { variable, type DashboardVariable } from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

export const uid = "promenade-prisma";

/** Chooses the models that the rows on operations and SQL show. */
export const model: DashboardVariable = variable({
  name: "model",
  label: "Model",
  metric: metrics.operationDuration,
  of: "model",
});

/** Labels by which a call of Prisma Client is named. */
export const call = ["model", "operation"] as const;
export const unit = ["kind", "unit"] as const;
/** What an N+1 suspect is named by, and which of them are Prisma's. */
export const culprit = [...unit, "call"] as const;
export const ofPrisma = { plugin: "prisma" } as const;
export const pool = "db_client_connection_pool_name" as const;

/** What a panel shows in place of labels while there is nothing to show. */
export const none = {
  call: { model: "none", operation: "none" },
  unit: { kind: "none", unit: "no unit of work" },
  pool: { [pool]: "no pool named" },
} as const;

export const failed = { outcome: "error" } as const;
/** Ten lines, each with its numbers under the graph. */
export const listed = { legend: "table", height: 10 } as const;
