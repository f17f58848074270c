import { testAlerts, type AlertCase } from "@promenade/testing";
import { alerts } from "../src/dashboard.ts";

const target = `job="shop", instance="a"`;
const pool = `${target}, db_client_connection_pool_name="main"`;
const unit = `${target}, kind="http", unit="GET /orders"`;
const find = `${target}, model="User", operation="findMany"`;

/** A histogram of which `slow` of 100 statements a minute take a second, and the rest 10 ms. */
function statements(slow: number): Readonly<Record<string, string>> {
  const name = `db_client_operation_duration_seconds_bucket{${find}`;
  return {
    [`${name}, le="0.01"}`]: `0+${100 - slow}x60`,
    [`${name}, le="0.5"}`]: `0+${100 - slow}x60`,
    [`${name}, le="1.0"}`]: "0+100x60",
    [`${name}, le="+Inf"}`]: "0+100x60",
  };
}

const cases: Readonly<Record<string, AlertCase>> = {
  PromenadePrismaPoolExhausted: {
    fires: { [`db_client_connection_pending_requests{${pool}}`]: "1x60" },
    // Requests that wait now and then are what a pool is for.
    quiet: {
      [`db_client_connection_pending_requests{${pool}}`]:
        "9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0",
    },
  },
  PromenadePrismaConnectionTimeouts: {
    fires: { [`db_client_connection_timeouts_total{${pool}}`]: "0+1x60" },
    quiet: { [`db_client_connection_timeouts_total{${pool}}`]: "9x60" },
  },
  PromenadePrismaErrors: {
    fires: {
      [`prisma_operation_errors_total{${find}, code="P1001"}`]: "0+6x60",
      [`prisma_operation_duration_seconds_count{${find}, outcome="ok"}`]: "0+94x60",
      [`prisma_operation_duration_seconds_count{${find}, outcome="error"}`]: "0+6x60",
    },
    quiet: {
      [`prisma_operation_errors_total{${find}, code="P1001"}`]: "0+4x60",
      [`prisma_operation_errors_total{${find}, code="P2002"}`]: "0+30x60",
      [`prisma_operation_errors_total{${find}, code="P2025"}`]: "0+30x60",
      [`prisma_operation_duration_seconds_count{${find}, outcome="ok"}`]: "0+36x60",
      [`prisma_operation_duration_seconds_count{${find}, outcome="error"}`]: "0+64x60",
    },
  },
  PromenadePrismaSlowStatements: { fires: statements(6), quiet: statements(4) },
  PromenadePrismaNPlusOne: {
    fires: {
      [`app_n_plus_one_total{${unit}, plugin="prisma", call="User.findMany"}`]: "0+12x60",
      [`prisma_queries_per_unit_count{${unit}}`]: "0+100x60",
    },
    // The share is as high, but it happens too seldom to matter.
    quiet: {
      [`app_n_plus_one_total{${unit}, plugin="prisma", call="User.findMany"}`]: "0+5x60",
      [`prisma_queries_per_unit_count{${unit}}`]: "0+10x60",
    },
  },
  PromenadePrismaTransactionTimeouts: {
    fires: {
      [`prisma_transaction_duration_seconds_count{${target}, outcome="timeout"}`]: "0+2x60",
      [`prisma_transaction_duration_seconds_count{${target}, outcome="commit"}`]: "0+98x60",
    },
    quiet: {
      [`prisma_transaction_duration_seconds_count{${target}, outcome="rollback"}`]: "0+90x60",
      [`prisma_transaction_duration_seconds_count{${target}, outcome="timeout"}`]: "0+1x60",
      [`prisma_transaction_duration_seconds_count{${target}, outcome="commit"}`]: "0+109x60",
    },
  },
};

testAlerts(alerts, cases);
