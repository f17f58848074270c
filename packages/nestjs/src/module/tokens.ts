import { Inject } from "@nestjs/common";
import type { MetricDefinition } from "@promenade/core";

/** Injects the `Promenade` of the application: `constructor(@Inject(PROMENADE) private promenade: Promenade)`. */
export const PROMENADE: unique symbol = Symbol.for("promenade.nestjs") as never;

/** The module's options; not exported from the package. */
export const PROMENADE_OPTIONS: unique symbol = Symbol.for("promenade.nestjs.options") as never;

/** The provider token of a metric that `PromenadeModule.forFeature` made. */
export function metricToken(metric: MetricDefinition | string): symbol {
  return Symbol.for(`promenade.nestjs.metric.${typeof metric === "string" ? metric : metric.name}`);
}

/** Injects the recorder of a metric: `constructor(@InjectMetric(signups) private signups: Counter)`. */
export function InjectMetric(
  metric: MetricDefinition | string,
): PropertyDecorator & ParameterDecorator {
  return Inject(metricToken(metric));
}
