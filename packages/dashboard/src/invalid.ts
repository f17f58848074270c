import { PromenadeError } from "@promenade/core";

/** Throws `PROMENADE_DASHBOARD_INVALID`: which part is wrong, why, and what to write instead. */
export function invalid(part: string, problem: string): never {
  throw new PromenadeError("PROMENADE_DASHBOARD_INVALID", `${part} ${problem}.`);
}
