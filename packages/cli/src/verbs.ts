import type { Verb } from "./verb.ts";
import { annotate } from "./verbs/annotate.ts";
import { compareVerb } from "./verbs/compare.ts";
import { doctor } from "./verbs/doctor.ts";
import { exportFiles } from "./verbs/export.ts";
import { init } from "./verbs/init.ts";
import { lint } from "./verbs/lint.ts";
import { preview } from "./verbs/preview.ts";
import { publish } from "./verbs/publish.ts";
import { up } from "./verbs/up.ts";

/** Every command, in the order of the help. */
export const verbs: readonly Verb[] = [
  init,
  doctor,
  preview,
  up,
  exportFiles,
  lint,
  publish,
  annotate,
  compareVerb,
];
