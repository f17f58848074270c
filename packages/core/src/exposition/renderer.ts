import type { Registry } from "../registry.ts";
import type { LabelValues } from "../store/label-values.ts";
import type { StoredMetric } from "../store/metrics.ts";
import { Bytes } from "./bytes.ts";
import { encodeFamily, type Family } from "./family.ts";
import type { ExpositionFormat } from "./formats.ts";
import { LabelFragments } from "./label-fragments.ts";
import { Page } from "./page.ts";
import type { Slice } from "./slice.ts";

/** What a render writes to. */
export interface RenderTarget {
  readonly format: ExpositionFormat;
  /** Gets pieces of the exposition. A piece is valid only until the call returns: copy it. */
  readonly write: (chunk: Uint8Array) => void | Promise<void>;
}

/** Renders the metrics of one registry; keeps their constant texts and label values encoded between scrapes. */
export class Renderer {
  readonly #registry: Registry;
  readonly #bytes = new Bytes();
  readonly #families = new WeakMap<StoredMetric, Family>();
  readonly #fragments = new WeakMap<LabelValues, LabelFragments>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  async render(target: RenderTarget, slice: Slice): Promise<void> {
    const endRender = this.#registry.beginRender();
    try {
      // A copy: the list may change while the event loop has its turn.
      for (const metric of this.#registry.metrics.slice())
        await this.#renderMetric(metric, target, slice);
    } finally {
      endRender();
    }
    if (target.format === "openmetrics") this.#nextExemplars();
  }

  async #renderMetric(metric: StoredMetric, target: RenderTarget, slice: Slice): Promise<void> {
    const family = this.#familyOf(metric);
    const fragments = metric.labels.map((values) => this.#fragmentsOf(values));
    // Series that come after this moment wait for the next scrape.
    const { slots } = metric;
    const page = new Page(this.#bytes, family, fragments, target);
    for (let slot = -1; slot < slots;) {
      while (fragments.some((fragment) => !fragment.update(slice.until))) await slice.next();
      slot = page.fill(slot, slots, slice.until);
      await page.flushed();
      if (slice.isOver) await slice.next();
    }
  }

  #familyOf(metric: StoredMetric): Family {
    let family = this.#families.get(metric);
    if (family === undefined)
      this.#families.set(metric, (family = encodeFamily(this.#bytes, metric)));
    return family;
  }

  #fragmentsOf(values: LabelValues): LabelFragments {
    let fragments = this.#fragments.get(values);
    if (fragments === undefined)
      this.#fragments.set(values, (fragments = new LabelFragments(values, this.#bytes)));
    return fragments;
  }

  /** A bucket takes one exemplar between two scrapes that show them. */
  #nextExemplars(): void {
    for (const metric of this.#registry.metrics) {
      if (metric.type === "histogram") metric.exemplarCycle += 1;
    }
  }
}
