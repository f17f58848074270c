import type { Engine } from "@promenade/promql";
import type { AlertEvaluator } from "@promenade/promql/rules";
import type { Board } from "../boards.ts";
import type { Sampler } from "../sampler/index.ts";

/** What the server answers from. */
export interface PreviewState {
  readonly service: string;
  readonly engine: Engine;
  readonly sampler: Sampler;
  readonly alerts: AlertEvaluator;
  readonly boards: readonly Board[];
  /** Unix milliseconds. */
  readonly now: () => number;
}
