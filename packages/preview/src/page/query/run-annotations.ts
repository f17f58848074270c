import { api } from "../api.ts";
import { seriesName } from "../data/frames-of.ts";
import { toNumber } from "../data/numbers.ts";
import { interpolate, type Scope } from "../model/interpolate.ts";
import type { TimeRange } from "../model/time.ts";
import type { AnnotationModel } from "../model/types.ts";
import type { Mark } from "../panels/context.ts";

/** The marks of a dashboard in that time. A query that fails has none: the panels say what is wrong. */
export async function runAnnotations(
  annotations: readonly AnnotationModel[],
  range: TimeRange,
  scope: Scope,
): Promise<readonly Mark[]> {
  const found = await Promise.all(
    annotations
      .filter(({ isEnabled }) => isEnabled)
      .map((each) => marksOf(each, range, scope).catch(() => [])),
  );
  return found.flat();
}

async function marksOf(
  annotation: AnnotationModel,
  range: TimeRange,
  scope: Scope,
): Promise<readonly Mark[]> {
  const { from, to } = range;
  const step = Math.max(1000, Math.ceil((to - from) / 240 / 1000) * 1000);
  const series = await api.queryRange(
    interpolate(annotation.expr, scope, "promql"),
    from,
    to,
    step,
  );
  return series.flatMap(({ metric, values = [] }) => {
    const title = fill(annotation.title, metric) || annotation.name;
    const mark = { title, text: fill(annotation.text, metric), color: annotation.color };
    if (annotation.usesValueAsTime) {
      const times = new Set(values.map(([, value]) => toNumber(value)));
      return [...times]
        .filter((time) => time >= from && time <= to)
        .map((time) => ({ ...mark, time }));
    }
    // Where it is above zero, and was not the step before.
    return values
      .filter(([time, value], index) => {
        const before = values[index - 1];
        const isNew =
          before === undefined ||
          toNumber(before[1]) <= 0 ||
          (time - before[0]) * 1000 > step * 1.5;
        return toNumber(value) > 0 && isNew;
      })
      .map(([time]) => ({ ...mark, time: time * 1000 }));
  });
}

function fill(format: string, labels: Readonly<Record<string, string>>): string {
  return format === "" ? "" : seriesName(labels, format, "").trim();
}
