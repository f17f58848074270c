import type { StoredSeries } from "./stored-series.ts";

/** The series whose target no longer shows them, those that ended longest ago first; no more than `most`. */
export function endedIn(
  all: ReadonlyMap<string, StoredSeries>,
  most: number,
): readonly (readonly [key: string, series: StoredSeries])[] {
  const ended = [...all].flatMap(([key, series]) =>
    series.hasEnded ? [{ key, series, time: series.lastTime }] : [],
  );
  return ended
    .toSorted((a, b) => a.time - b.time)
    .slice(0, most)
    .map(({ key, series }) => [key, series] as const);
}
