import type { StoredHistogram, StoredMetric } from "../store/metrics.ts";
import type { Bytes, Ranges } from "./bytes.ts";
import {
  countName,
  openmetricsHeader,
  sampleName,
  sumName,
  textHeader,
  type Family,
} from "./family.ts";
import type { LabelFragments } from "./label-fragments.ts";
import { longestNumber, writeNumber } from "./numbers.ts";
import type { RenderTarget } from "./renderer.ts";
import { longestExemplar, writeExemplar } from "./write-exemplar.ts";

const newline = 10;
const space = 32;
const openBrace = 123;
const closeBrace = 125;

/** Writes the lines of one metric into the output area, and hands the area on whenever it is full. */
export class Page {
  readonly #bytes: Bytes;
  readonly #family: Family;
  readonly #labels: readonly Ranges[];
  readonly #target: RenderTarget;
  #memory: Uint8Array;
  #at = 0;
  /** Beyond it the output area may have no room for a line. */
  #fullAt = 0;
  #pending: Promise<void> | undefined;

  constructor(
    bytes: Bytes,
    family: Family,
    fragments: readonly LabelFragments[],
    target: RenderTarget,
  ) {
    this.#bytes = bytes;
    this.#family = family;
    this.#labels = fragments.map(({ ranges }) => ranges);
    this.#target = target;
    this.#memory = bytes.memory;
  }

  /**
   * Writes series from a slot on (-1: the header first) until the time is over or the reader is slow; gives the slot
   * to go on with. A series is never split over two calls, so its lines are of one moment.
   */
  fill(from: number, slots: number, until: number): number {
    this.#prepare();
    const { metric } = this.#family;
    let slot = from;
    if (slot === -1) {
      this.#put(this.#target.format === "openmetrics" ? openmetricsHeader : textHeader);
      slot = 0;
    }
    for (; slot < slots; slot += 1) {
      if (!metric.isLive(slot)) continue;
      if (metric.type === "histogram") this.#histogram(metric, slot);
      else this.#single(metric, slot);
      if (this.#at < this.#fullAt) continue;
      this.#flush();
      if (this.#pending !== undefined || performance.now() >= until) {
        slot += 1;
        break;
      }
    }
    this.#flush();
    return slot;
  }

  /** Waits for a slow reader. */
  async flushed(): Promise<void> {
    await this.#pending;
    this.#pending = undefined;
  }

  #prepare(): void {
    let longestLabels = 0;
    for (const { longest } of this.#labels) longestLabels += longest;
    const line = this.#family.texts.longest + longestLabels + longestNumber + longestExemplar;
    this.#bytes.fit(line);
    this.#memory = this.#bytes.memory;
    this.#fullAt = this.#bytes.outputSize - line;
  }

  #single(metric: StoredMetric, slot: number): void {
    this.#put(sampleName);
    const start = this.#at;
    const end = this.#writeLabels(metric, slot, start);
    this.#at = end;
    if (end > start) {
      this.#memory[start] = openBrace;
      this.#memory[this.#at++] = closeBrace;
    }
    this.#memory[this.#at++] = space;
    this.#number(metric.values[slot] as number);
  }

  #histogram(metric: StoredHistogram, slot: number): void {
    const { values, stride } = metric;
    const offset = slot * stride;
    const isOpenMetrics = this.#target.format === "openmetrics";
    const exemplars = isOpenMetrics ? metric.exemplars?.get(slot) : undefined;
    const first = this.#family.buckets[this.#target.format];
    const { scratch } = this.#bytes;
    const labelsEnd = this.#writeLabels(metric, slot, scratch);
    this.#memory[labelsEnd] = closeBrace;
    this.#memory[labelsEnd + 1] = space;
    const memory = this.#memory;
    const { starts, ends } = this.#family.texts;
    const labelsLength = labelsEnd + 2 - scratch;
    let count = 0;
    // The commonest lines by far: nothing but two copies and digits.
    for (let bucket = 0; bucket < stride - 1; bucket += 1) {
      const start = starts[first + bucket] as number;
      const end = ends[first + bucket] as number;
      let at = this.#at;
      memory.copyWithin(at, start, end);
      at += end - start;
      memory.copyWithin(at, scratch, labelsEnd + 2);
      count += values[offset + 1 + bucket] as number;
      at = writeNumber(memory, at + labelsLength, count);
      const exemplar = exemplars?.[bucket];
      if (exemplar !== undefined) at = writeExemplar(memory, at, exemplar);
      memory[at] = newline;
      this.#at = at + 1;
      if (at >= this.#fullAt) this.#flush();
    }
    const hasLabels = labelsEnd > scratch;
    if (hasLabels) memory[scratch] = openBrace;
    const labelsStart = hasLabels ? scratch : labelsEnd + 1;
    this.#total(sumName, labelsStart, labelsEnd + 2, values[offset] as number);
    this.#total(countName, labelsStart, labelsEnd + 2, count);
  }

  #total(name: number, labelsStart: number, labelsEnd: number, value: number): void {
    this.#put(name);
    this.#copy(labelsStart, labelsEnd);
    this.#number(value);
    if (this.#at >= this.#fullAt) this.#flush();
  }

  #writeLabels(metric: StoredMetric, slot: number, to: number): number {
    const { ids, arity } = metric.table;
    const labels = this.#labels;
    let at = to;
    for (let label = 0; label < arity; label += 1) {
      const { starts, ends } = labels[label] as Ranges;
      const id = ids[slot * arity + label] as number;
      const start = starts[id] as number;
      const end = ends[id] as number;
      this.#memory.copyWithin(at, start, end);
      at += end - start;
    }
    return at;
  }

  #put(index: number): void {
    const { starts, ends } = this.#family.texts;
    this.#copy(starts[index] as number, ends[index] as number);
  }

  #copy(start: number, end: number): void {
    this.#memory.copyWithin(this.#at, start, end);
    this.#at += end - start;
  }

  #number(value: number): void {
    this.#at = writeNumber(this.#memory, this.#at, value);
    this.#memory[this.#at++] = newline;
  }

  #flush(): void {
    if (this.#at === 0) return;
    const written = this.#target.write(this.#memory.subarray(0, this.#at));
    this.#at = 0;
    if (written !== undefined)
      this.#pending =
        this.#pending === undefined
          ? written
          : Promise.all([this.#pending, written]).then(() => undefined);
  }
}
