import type { LabelValues } from "../store/label-values.ts";
import type { Bytes, Ranges } from "./bytes.ts";
import { escapeLabelValue } from "./escape.ts";

/** The values of one label name, encoded as `,name="value"` under their ids. */
export class LabelFragments {
  readonly ranges: Ranges;
  readonly #values: LabelValues;
  readonly #bytes: Bytes;

  constructor(values: LabelValues, bytes: Bytes) {
    this.#values = values;
    this.#bytes = bytes;
    this.ranges = bytes.ranges();
    // Another renderer may have looked before this one.
    for (const [id, text] of values.texts.entries()) if (text !== undefined) values.changed.add(id);
  }

  /** Encodes what changed until the time is over; false when some is left. */
  update(until: number): boolean {
    const { changed, texts, name } = this.#values;
    let encoded = 0;
    for (const id of changed) {
      const text = texts[id];
      changed.delete(id);
      // To Prometheus an empty value is an absent label.
      if (text !== undefined)
        this.#bytes.put(this.ranges, id, text === "" ? "" : `,${name}="${escapeLabelValue(text)}"`);
      encoded += 1;
      if ((encoded & 31) === 0 && performance.now() > until) return changed.size === 0;
    }
    return true;
  }
}
