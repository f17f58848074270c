import { PromenadeError } from "@promenade/core";
import { compile } from "./compile.ts";
import { PromqlError } from "./errors.ts";
import { Budget, limit, type Context } from "./evaluate/context.ts";
import type { Node } from "./evaluate/nodes.ts";
import { oneRow } from "./functions/vectors.ts";
import { emptyLabels } from "./label-set.ts";
import { matrixOf, samplesOf, seriesOf } from "./results.ts";
import { parseExpression } from "./syntax/parse.ts";
import { selectorsIn } from "./syntax/selectors-in.ts";
import type { Engine, EngineOptions, Limits, Query, Range, Source } from "./types.ts";

interface Prepared {
  readonly query: Query;
  readonly node: Node;
}

/** What a page of dashboards has, many times over. */
const cacheSize = 2000;

const defaults: Required<Limits> = { samples: 50_000_000, steps: 11_000, milliseconds: 10_000 };

/**
 * Makes an engine.
 * @throws PromenadeError `PROMENADE_OPTION_INVALID`
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const { semantics = "3", lookbackMilliseconds = 300_000 } = options;
  const { subqueryStepMilliseconds = 60_000 } = options;
  const limits = { ...defaults, ...options.limits };
  checkOptions({ lookbackMilliseconds, subqueryStepMilliseconds, ...limits }, semantics);
  const isVersion2 = semantics === "2";
  const cache = new Map<string, Prepared>();

  const prepare = (expression: string): Prepared => {
    const known = cache.get(expression);
    if (known !== undefined) return known;
    const parsed = parseExpression(expression, isVersion2);
    const prepared = {
      query: { expression, type: parsed.type, selectors: selectorsIn(parsed.expression) },
      node: compile(parsed.expression, isVersion2),
    };
    if (cache.size >= cacheSize) cache.delete(cache.keys().next().value as string);
    cache.set(expression, prepared);
    return prepared;
  };

  const contextFor = (source: Source, queryStart: number, queryEnd: number): Context => ({
    source,
    isVersion2,
    lookback: lookbackMilliseconds,
    subqueryStep: subqueryStepMilliseconds,
    queryStart,
    queryEnd,
    budget: new Budget(limits.samples, limits.milliseconds),
  });

  return {
    parse: (expression) => prepare(expression).query,

    instant: (expression, source, timeMilliseconds) => {
      const { node } = prepare(expression);
      const context = contextFor(source, timeMilliseconds, timeMilliseconds);
      const grid = { start: timeMilliseconds, step: 1, count: 1 };
      switch (node.type) {
        case "vector":
          return {
            type: "vector",
            timeMilliseconds,
            samples: samplesOf(node.evaluate(context, grid)),
          };
        case "scalar":
          return {
            type: "scalar",
            timeMilliseconds,
            value: node.evaluate(context, grid)[0] as number,
          };
        case "string":
          return { type: "string", timeMilliseconds, value: node.value };
        case "matrix":
          return {
            type: "matrix",
            timeMilliseconds,
            series: matrixOf(node.read(context, grid), isVersion2),
          };
      }
    },

    range: (expression, source, range) => {
      const { node, query } = prepare(expression);
      const whole = { from: 0, to: expression.length };
      const grid = { start: range.start, step: range.step, count: countSteps(range) };
      if (node.type !== "vector" && node.type !== "scalar")
        throw new PromqlError(
          "PROMENADE_PROMQL_TYPE",
          `A ${query.type === "string" ? "text" : "range vector"} cannot be drawn over time: a range query needs an instant vector or a number.`,
          whole,
        );
      if (grid.count > limits.steps)
        throw limit(
          `The query has ${grid.count} steps, and at most ${limits.steps} are allowed: take a longer step`,
          whole,
        );
      const context = contextFor(source, range.start, range.end);
      if (node.type === "vector") return seriesOf(node.evaluate(context, grid), range);
      return seriesOf(oneRow(emptyLabels, node.evaluate(context, grid)), range);
    },
  };
}

function countSteps({ start, end, step }: Range): number {
  if (!(step > 0) || !(end >= start) || !Number.isFinite(end - start))
    throw invalid(`The range ${start} to ${end} by ${step}`, "step above zero, end after start");
  return Math.floor((end - start) / step) + 1;
}

function checkOptions(numbers: Readonly<Record<string, number>>, semantics: string): void {
  if (semantics !== "2" && semantics !== "3") throw invalid(`semantics ${semantics}`, `"2" or "3"`);
  for (const [name, value] of Object.entries(numbers))
    if (!(value > 0)) throw invalid(`${name} ${value}`, "a number above zero");
}

function invalid(what: string, allowed: string): PromenadeError {
  return new PromenadeError(
    "PROMENADE_OPTION_INVALID",
    `${what} is not possible: give ${allowed}.`,
  );
}
