import { createEngine, seriesOf, sourceOf } from "@promenade/promql";
import type { PrometheusVersion } from "../services/prometheus-binaries.ts";
import type { PrometheusClient, Sample, Series } from "../services/prometheus-client.ts";
import { ask, askRange } from "./ask.ts";
import { differenceOf } from "./difference.ts";

/** Queries that Prometheus and the engine answer differently on the samples that Prometheus has of the job. */
export async function disagreements(
  prometheus: PrometheusClient,
  version: PrometheusVersion,
  job: string,
  queries: readonly string[],
): Promise<readonly string[]> {
  const now = Date.now() / 1000;
  const scraped = await prometheus.samples(
    `{job="${job}", __name__!~"ALERTS|ALERTS_FOR_STATE"}[10m]`,
    now,
  );
  const scrapes = scraped.find(({ labels }) => labels["__name__"] === "up")?.values ?? [];
  const times = scrapes.map(([time]) => time);
  const end = times.at(-1) ?? now;
  const source = sourceOf(
    scraped.map((series) => withEnds(series, times)),
    version,
  );
  const engine = createEngine({ semantics: version });
  const range = { start: end - 30, end, step: 1 };
  const found: string[] = [];
  for (const query of queries.map(withoutCut)) {
    const pairs: readonly (readonly [readonly Series[], readonly Series[]])[] = [
      [
        asSeries(await prometheus.query(query, end), end),
        asSeries(ask(engine, source, query, Math.round(end * 1000)), end),
      ],
      [await prometheus.queryRange(query, range), askRange(engine, source, query, range)],
    ];
    for (const [theirs, own] of pairs) {
      const difference = differenceOf(theirs, own);
      if (difference !== undefined) found.push(`${query}: ${difference}`);
    }
  }
  return found;
}

/** Where values are equal, Prometheus keeps any of them: all are kept, so that nothing hangs on it. */
function withoutCut(query: string): string {
  return query.replaceAll(/\b(topk|bottomk)\s*\(\s*\d+/g, "$1(1000000");
}

/** Prometheus does not show where it noted that a series was gone: at the first scrape without it. */
function withEnds({ labels, values }: Series, scrapes: readonly number[]) {
  const own = new Set(values.map(([time]) => time));
  const staleAt = scrapes.filter(
    (time, index) => !own.has(time) && own.has(scrapes[index - 1] ?? Number.NaN),
  );
  const milliseconds = (time: number): number => Math.round(time * 1000);
  return seriesOf(
    labels,
    values.map(([time, value]) => [milliseconds(time), value] as const),
    staleAt.map(milliseconds),
  );
}

function asSeries(samples: readonly Sample[], time: number): readonly Series[] {
  return samples.map(({ labels, value }) => ({ labels, values: [[time, value]] }));
}
