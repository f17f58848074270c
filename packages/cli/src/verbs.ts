import type { Verb } from "./verb.ts";
import { lint } from "./verbs/lint.ts";

/** Every command, in the order of the help. */
export const verbs: readonly Verb[] = [lint];
