import type { Engine, Source } from "@promenade/promql";
import type { Random } from "./random.ts";
import { askEngine, askPrometheus, differenceOf, type When } from "./referee.ts";
import { dataEnd, dataStart } from "./series.ts";

/** What came out of a comparison. */
export interface Comparison {
  readonly failures: readonly string[];
  /** Queries with a result: nothing but empty answers would agree as well. */
  readonly answered: number;
}

/** Asks Prometheus and the engine the same random questions. */
export async function compare(
  url: string,
  engine: Engine,
  source: Source,
  random: Random,
  queries: readonly string[],
): Promise<Comparison> {
  const questions = queries.map((query) => ({ query, when: randomTime(random) }));
  const failures: string[] = [];
  let answered = 0;
  const ask = async (): Promise<void> => {
    for (let next = questions.pop(); next !== undefined; next = questions.pop()) {
      const { query, when } = next;
      const expected = await askPrometheus(url, query, when);
      const difference = differenceOf(expected, askEngine(engine, source, query, when));
      if ("points" in expected && expected.points.size > 0) answered += 1;
      if (difference !== undefined)
        failures.push(`${query} ${JSON.stringify(when)}: ${difference}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  return { failures, answered };
}

function randomTime(random: Random): When {
  const time = random.chance(0.3)
    ? dataStart + random.whole(0, 160) * 15_000
    : random.whole(dataStart, dataEnd + 400_000);
  if (random.chance(0.4)) return { time };
  const step = random.pick([7000, 15_000, 60_000, 47_000, 300_000]);
  return { start: time, end: time + step * random.whole(0, 12) + random.whole(0, 500), step };
}
