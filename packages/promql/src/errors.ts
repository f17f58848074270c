import { PromenadeError } from "@promenade/core";
import type { Position } from "./types.ts";

/**
 * What is wrong: `SYNTAX` it is not PromQL; `TYPE` a scalar where a vector belongs, and so on; `UNSUPPORTED` Prometheus
 * knows it, this engine does not; `EXECUTION` the data do not allow it, for example two series with the same labels;
 * `LIMIT` it is too much work.
 */
export type PromqlErrorCode =
  | "PROMENADE_PROMQL_SYNTAX"
  | "PROMENADE_PROMQL_TYPE"
  | "PROMENADE_PROMQL_UNSUPPORTED"
  | "PROMENADE_PROMQL_EXECUTION"
  | "PROMENADE_PROMQL_LIMIT";

/** An expression that cannot be answered, and the place in its text that is the reason. */
export class PromqlError extends PromenadeError {
  declare readonly code: PromqlErrorCode;
  readonly position: Position;

  constructor(code: PromqlErrorCode, message: string, position: Position, options?: ErrorOptions) {
    super(code, message, options);
    this.position = position;
  }
}
