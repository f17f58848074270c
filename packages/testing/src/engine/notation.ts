import { createEngine, seriesOf, type Labels, type Series } from "@promenade/promql";

const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf|nan`;
const item = new RegExp(
  `^(?:(?<blank>_)|(?<stale>stale)|(?<first>[+-]?(?:${number}))(?<step>[+-](?:${number}))?)(?:x(?<times>\\d+))?$`,
  "i",
);

/**
 * A series of promtool's notation: `readSeries('errors_total{job="shop"}', "0+60x60 _ stale", 60_000)`, from time 0 on.
 * @throws Error that names what cannot be read
 */
export function readSeries(text: string, values: string, intervalMilliseconds: number): Series {
  const samples: [number, number][] = [];
  const staleAt: number[] = [];
  let time = 0;
  const add = (value: number | "blank" | "stale"): void => {
    if (value === "stale") staleAt.push(time);
    else if (value !== "blank") samples.push([time, value]);
    time += intervalMilliseconds;
  };
  for (const each of values.trim().split(/\s+/)) {
    const { blank, stale, first = "", step = "0", times } = item.exec(each)?.groups ?? {};
    if (blank !== undefined) repeat(Number(times ?? 1), () => add("blank"));
    else if (stale !== undefined) repeat(Number(times ?? 0) + 1, () => add("stale"));
    else if (first === "" || (step !== "0" && times === undefined))
      throw new Error(`${text}: the engine cannot read "${each}" of "${values}".`);
    else {
      let value = toNumber(first);
      repeat(Number(times ?? 0) + 1, () => {
        add(value);
        value += toNumber(step);
      });
    }
  }
  return seriesOf(labelsOf(text), samples, staleAt);
}

/** Not those of an exposition: what is written stays as it is, `le="1"` too. */
function labelsOf(text: string): Labels {
  const [selector] = createEngine().parse(text).selectors;
  return Object.fromEntries((selector?.matchers ?? []).map(({ name, value }) => [name, value]));
}

function repeat(count: number, work: () => void): void {
  for (let done = 0; done < count; done += 1) work();
}

function toNumber(text: string): number {
  if (!/inf/i.test(text)) return Number(text);
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
