import { PromqlError, type RangeSeries } from "@promenade/promql";

/** More than any screen shows. As JSON, it takes a hundred times as much memory as in the engine. */
const mostSamples = 1_000_000;

/**
 * Refuses what would fill the memory when it is written down.
 * @throws PromqlError `PROMENADE_PROMQL_LIMIT`
 */
export function checkSize(
  expression: string,
  series: readonly RangeSeries[],
): readonly RangeSeries[] {
  const samples = series.reduce((sum, { timestamps }) => sum + timestamps.length, 0);
  if (samples > mostSamples)
    throw new PromqlError(
      "PROMENADE_PROMQL_LIMIT",
      `The answer has ${samples} samples in ${series.length} series, and at most ${mostSamples} samples are sent: aggregate it, filter it, or take a shorter range or a longer step.`,
      { from: 0, to: expression.length },
    );
  return series;
}
