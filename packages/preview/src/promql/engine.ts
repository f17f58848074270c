import { PromqlError } from "./errors.ts";
import type { Engine, EngineOptions } from "./types.ts";

/** Makes an engine. */
export function createEngine(_options: EngineOptions = {}): Engine {
  const notYet = (expression: string): never => {
    throw new PromqlError("PROMENADE_PROMQL_UNSUPPORTED", "Not there yet.", {
      from: 0,
      to: expression.length,
    });
  };
  return { parse: notYet, instant: notYet, range: notYet };
}
