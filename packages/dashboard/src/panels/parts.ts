import type { Expression } from "../promql/expression.ts";
import { query, type Query } from "./query.ts";

/** Sizes of panels, in cells of Grafana's grid of 24 columns: `stat({ …, ...small })`. Six fill a row. */
export const small = { width: 4, height: 4 } as const;
/** Three panels side by side. */
export const third = { width: 8, height: 8 } as const;
/** Two panels side by side. */
export const half = { width: 12, height: 8 } as const;
/** A panel that fills the row. */
export const whole = { width: 24, height: 9 } as const;

/** Three queries of one panel, p50, p95 and p99: `percentiles((q) => orZero(quantile(q, duration)))`. */
export function percentiles(of: (q: number) => Expression<never>): readonly Query[] {
  return [0.5, 0.95, 0.99].map((q) => query(of(q), `p${q * 100}`));
}
