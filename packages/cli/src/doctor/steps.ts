import type { Step } from "./step.ts";
import { budget } from "./steps/budget.ts";
import { collectors } from "./steps/collectors.ts";
import { contentType } from "./steps/content-type.ts";
import { current, present } from "./steps/dashboards.ts";
import { dataSource } from "./steps/data-source.ts";
import { exemplars } from "./steps/exemplars.ts";
import { exposition } from "./steps/exposition.ts";
import { grafanaAnswers } from "./steps/grafana.ts";
import { panels } from "./steps/panels.ts";
import { prometheusAnswers } from "./steps/prometheus.ts";
import { reachable } from "./steps/reachable.ts";
import { recorded } from "./steps/recorded.ts";
import { series } from "./steps/series.ts";
import { setUp } from "./steps/set-up.ts";
import { target } from "./steps/target.ts";
import { token } from "./steps/token.ts";

/** Everything that must be right, from the app to the eye, in the order in which data flows. */
export const steps: readonly Step[] = [
  setUp,
  reachable,
  contentType,
  exposition,
  recorded,
  budget,
  collectors,
  prometheusAnswers,
  target,
  series,
  exemplars,
  panels,
  grafanaAnswers,
  token,
  dataSource,
  present,
  current,
];
