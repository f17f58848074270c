import { dashboard, type DashboardDefinition } from "@promenade/dashboard";
import { alerts } from "./alerts.ts";
import { connections } from "./dashboard/connections.ts";
import { nPlusOne } from "./dashboard/n-plus-one.ts";
import { operations } from "./dashboard/operations.ts";
import { overview } from "./dashboard/overview.ts";
import { uid } from "./dashboard/parts.ts";
import { sql } from "./dashboard/sql.ts";
import { client, errors, transactions } from "./dashboard/transactions.ts";
import { metrics } from "./metrics.ts";

export { alerts };

export const dashboards: readonly DashboardDefinition[] = [
  dashboard({
    uid,
    title: "Prisma",
    description:
      "Prisma Client: operations, SQL, N+1 suspects, connections, transactions and errors.",
    anchor: metrics.operationDuration,
    rows: [overview, operations, sql, nPlusOne, connections, transactions, errors, client],
  }),
];
