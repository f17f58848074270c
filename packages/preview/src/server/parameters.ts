import { parseDuration, type Engine, type Matcher } from "@promenade/promql";

/** A request that cannot be answered as it stands; becomes Prometheus' `bad_data`. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";

  constructor(parameter: string, reason: string) {
    super(`invalid parameter "${parameter}": ${reason}`);
  }
}

/** A time as Prometheus' API takes it, Unix seconds or RFC 3339, in milliseconds. */
export function timeOf(parameters: URLSearchParams, name: string, fallback: number): number {
  const text = parameters.get(name);
  if (text === null || text === "") return fallback;
  const seconds = Number(text);
  const time = Number.isNaN(seconds) ? Date.parse(text) : Math.round(seconds * 1000);
  if (!Number.isFinite(time)) throw new BadRequest(name, `"${text}" is no time`);
  return time;
}

/** A step, in seconds or as a duration, in milliseconds. */
export function stepOf(parameters: URLSearchParams): number {
  const text = parameters.get("step") ?? "";
  const step = parseDuration(text) ?? Number(text) * 1000;
  if (!Number.isFinite(step) || step < 1)
    throw new BadRequest("step", `"${text}" is no duration above zero`);
  return step;
}

/** A part of the path. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadRequest("path", `"${part}" has a % that is followed by no character`);
  }
}

export function required(parameters: URLSearchParams, name: string): string {
  const text = parameters.get(name);
  if (text === null || text.trim() === "") throw new BadRequest(name, "it is missing");
  return text;
}

/** The series selectors of `match[]`. */
export function matchersOf(
  engine: Engine,
  parameters: URLSearchParams,
): readonly (readonly Matcher[])[] {
  return parameters.getAll("match[]").map((text) => {
    const { selectors, type } = engine.parse(text);
    const [selector] = selectors;
    if (type !== "vector" || selector === undefined || selectors.length !== 1)
      throw new BadRequest("match[]", `"${text}" is not one series selector`);
    return selector.matchers;
  });
}
