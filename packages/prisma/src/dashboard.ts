import { dashboard, type DashboardDefinition } from "@promenade/dashboard";
import { alerts } from "./alerts.ts";
import { connections } from "./dashboards/connections.ts";
import { nPlusOne } from "./dashboards/n-plus-one.ts";
import { operations } from "./dashboards/operations.ts";
import { overview } from "./dashboards/overview.ts";
import { model, uid } from "./dashboards/parts.ts";
import { sql } from "./dashboards/sql.ts";
import { client, errors, transactions } from "./dashboards/transactions.ts";
import { metrics } from "./metrics.ts";

export { alerts };

export const dashboards: readonly DashboardDefinition[] = [
  dashboard({
    uid,
    title: "Prisma",
    description:
      "Prisma Client: operations, SQL, N+1 suspects, connections, transactions and errors.",
    anchor: metrics.operationDuration,
    variables: [model],
    rows: [overview, operations, sql, nPlusOne, connections, transactions, errors, client],
  }),
];
