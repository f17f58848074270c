import {
  createEngine,
  seriesOf,
  type Labels,
  type NativeHistogram,
  type Series,
} from "@promenade/promql";
import { toNative } from "./histogram-notation.ts";
import { readSequence, type SequenceItem } from "./sequence.ts";

/**
 * A series of promtool's notation: `readSeries('errors_total{job="shop"}', "0+60x60 _ stale", 60_000)`, from time 0 on.
 * @throws Error that names what cannot be read
 */
export function readSeries(text: string, values: string, intervalMilliseconds: number): Series {
  const samples: [number, number | NativeHistogram][] = [];
  const staleAt: number[] = [];
  for (const [index, item] of itemsOf(text, values).entries()) {
    const time = index * intervalMilliseconds;
    if (item === "stale") staleAt.push(time);
    else if (item !== "blank")
      samples.push([time, typeof item === "number" ? item : toNative(item)]);
  }
  return seriesOf(readLabels(text), samples, staleAt);
}

function itemsOf(text: string, values: string): readonly SequenceItem[] {
  try {
    const items = readSequence(values);
    if (items.length > 0) return items;
  } catch (error) {
    throw unreadable(text, values, (error as Error).message);
  }
  throw unreadable(text, values, "it has no values");
}

function unreadable(text: string, values: string, reason: string): Error {
  return new Error(`${text}: the engine cannot read "${values}": ${reason}`);
}

/** The labels of `name{label="value"}`. Not as in an exposition: what is written stays as it is, `le="1"` too. */
export function readLabels(text: string): Labels {
  // A selector needs at least one condition, and a series has no need of a label.
  const selector = text.trim().replace(/^\{/, `{__name__=~".+",`);
  const [use] = createEngine().parse(selector.replace(/,\s*\}$/, "}")).selectors;
  const matchers = (use?.matchers ?? []).filter(({ type }) => type === "=");
  return Object.fromEntries(matchers.map(({ name, value }) => [name, value]));
}
