import { alert, rate, ratio, value, type AlertDefinition } from "../src/index.ts";
import { failed, metrics, poolName } from "./shop.ts";

const { duration, pool } = metrics;

const runbook = {
  meaning: "Requests end with a 5xx status.",
  impact: "Users see errors.",
  diagnosis: "Open the dashboard: which route, since which deploy?",
  mitigation: "Roll back.",
};

export const alerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeShopErrors",
    expression: ratio(
      rate(duration, { by: ["job"], where: failed }),
      rate(duration, { by: ["job"] }),
    ),
    above: 0.05,
    for: "5m",
    severity: "critical",
    summary: "More than 5 % of the shop's requests fail.",
    description: "{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests.",
    runbook,
    dashboard: "promenade-shop",
  }),
  alert({
    name: "PromenadeShopIdle",
    expression: rate(duration, { by: ["job", "instance"] }),
    below: 0.1,
    for: "15m",
    severity: "warning",
    summary: "A process gets almost no requests.",
    description: "{{ $labels.instance }} of {{ $labels.job }} gets {{ $value }} requests a second.",
    runbook,
    window: "10m",
    dashboard: "promenade-shop",
  }),
  alert({
    name: "PromenadeShopPoolFull",
    expression: value(pool, {
      by: ["job", "db_client_connection_pool_name"],
      where: { db_client_connection_state: "used", db_client_connection_pool_name: poolName },
    }),
    above: 9,
    for: "10m",
    severity: "info",
    summary: "A connection pool is nearly used up.",
    description: "Pool {{ $labels.db_client_connection_pool_name }}: {{ $value }} connections.",
    runbook,
  }),
];
