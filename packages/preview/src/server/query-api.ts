import type { Labels, Matcher } from "@promenade/promql";
import { checkSize } from "./answer-size.ts";
import { matrixData, numberText, success, valueData, type Answer } from "./answers.ts";
import { BadRequest, matchersOf, required, stepOf, timeOf } from "./parameters.ts";
import type { PreviewState } from "./state.ts";

export type Handler = (state: PreviewState, parameters: URLSearchParams) => Answer;

const everything: readonly Matcher[] = [{ name: "__name__", type: "=~", value: ".+" }];

/** The part of Prometheus' HTTP API that reads samples, by path. */
export const queryApi: Readonly<Record<string, Handler>> = {
  "/api/v1/query": ({ engine, sampler, now }, parameters) => {
    const time = timeOf(parameters, "time", now());
    const query = required(parameters, "query");
    const value = engine.instant(query, sampler.store, time);
    if (value.type === "matrix") checkSize(query, value.series);
    return success(valueData(value));
  },
  "/api/v1/query_range": ({ engine, sampler, now }, parameters) => {
    const range = {
      start: timeOf(parameters, "start", now() - 3_600_000),
      end: timeOf(parameters, "end", now()),
      step: stepOf(parameters),
    };
    if (range.end < range.start) throw new BadRequest("end", "it is before the start");
    const query = required(parameters, "query");
    return success(matrixData(checkSize(query, engine.range(query, sampler.store, range))));
  },
  "/api/v1/query_exemplars": ({ engine, sampler, now }, parameters) => {
    const { start, end } = spanOf(parameters, now());
    const { selectors } = engine.parse(required(parameters, "query"));
    const found = selectors.flatMap(({ matchers }) =>
      sampler.store.exemplarsOf(matchers, start, end),
    );
    // A series that two selectors of the query choose is listed once.
    const bySeries = new Map(found.map((each) => [each.series, each]));
    return success(
      [...bySeries.values()].map(({ series, exemplars }) => ({
        seriesLabels: series,
        exemplars: exemplars.map(({ labels, value, time }) => ({
          labels,
          value: numberText(value),
          timestamp: time / 1000,
        })),
      })),
    );
  },
  "/api/v1/series": (state, parameters) => {
    if (!parameters.has("match[]")) throw new BadRequest("match[]", "it is missing");
    return success([...foundBy(state, parameters)]);
  },
  "/api/v1/labels": (state, parameters) => {
    const names = new Set([...foundBy(state, parameters)].flatMap((each) => Object.keys(each)));
    return success([...names].toSorted());
  },
};

/** `/api/v1/label/<name>/values` */
export function labelValues(
  state: PreviewState,
  name: string,
  parameters: URLSearchParams,
): Answer {
  const values = [...foundBy(state, parameters)].flatMap((labels) =>
    Object.hasOwn(labels, name) ? (labels[name] ?? []) : [],
  );
  return success([...new Set(values)].toSorted());
}

function foundBy(state: PreviewState, parameters: URLSearchParams): ReadonlySet<Labels> {
  const { engine, sampler, now } = state;
  const { start, end } = spanOf(parameters, now());
  const chosen = matchersOf(engine, parameters);
  const all = new Set<Labels>();
  for (const matchers of chosen.length === 0 ? [everything] : chosen)
    for (const labels of sampler.store.labelsOf(matchers, start, end)) all.add(labels);
  return all;
}

function spanOf(parameters: URLSearchParams, now: number): { start: number; end: number } {
  return { start: timeOf(parameters, "start", 0), end: timeOf(parameters, "end", now) };
}
