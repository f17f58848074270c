import {
  SampleStore,
  Target,
  type Family,
  type Scrape,
  type StoreLimits,
  type TargetStatus,
} from "@promenade/promql/samples";
import { shownUrl } from "./address.ts";
import { scrapeUrl } from "./scrape-url.ts";

/** Something to scrape. */
export interface SampledTarget {
  readonly job: string;
  readonly instance: string;
  /** Of its metrics, credentials included; `undefined` when its scrapes are handed in by {@link Sampler.ingest}. */
  readonly url: string | undefined;
}

export interface SamplerOptions {
  readonly targets: readonly SampledTarget[];
  readonly intervalMilliseconds: number;
  readonly limits?: Partial<StoreLimits>;
  /** Runs after each scrape. */
  readonly onScrape?: () => void;
}

/** A starved app answers late, and what it says then is worth more than a gap. */
const shortestTimeout = 5000;

/** Scrapes targets at an interval into memory. Its timers never hold the process. */
export class Sampler {
  readonly store: SampleStore;
  readonly intervalMilliseconds: number;
  readonly #targets: readonly { readonly options: SampledTarget; readonly target: Target }[];
  readonly #onScrape: () => void;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: SamplerOptions) {
    this.store = new SampleStore(options.limits);
    this.intervalMilliseconds = options.intervalMilliseconds;
    this.#onScrape = options.onScrape ?? (() => {});
    this.#targets = options.targets.map((each) => ({
      options: each,
      target: new Target(this.store, {
        ...each,
        url: each.url === undefined ? "" : shownUrl(each.url),
      }),
    }));
  }

  get targets(): readonly TargetStatus[] {
    return this.#targets.map(({ target }) => target.status);
  }

  /** What the targets said about their metrics. */
  get families(): readonly Family[] {
    const all = new Map<string, Family>();
    for (const { target } of this.#targets)
      for (const [name, family] of target.families) all.set(name, family);
    return [...all.values()];
  }

  start(): void {
    for (const { options, target } of this.#targets) {
      const { url } = options;
      if (url === undefined) continue;
      let isBusy = false;
      const scrape = async (): Promise<void> => {
        if (isBusy) return;
        isBusy = true;
        const answer = await scrapeUrl(url, Math.max(shortestTimeout, this.intervalMilliseconds));
        isBusy = false;
        if (this.#timers.length === 0) return;
        target.ingest(answer);
        this.#onScrape();
      };
      this.#timers.push(setInterval(() => void scrape(), this.intervalMilliseconds).unref());
      void scrape();
    }
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** Takes a scrape of the target with this number, in the order of the options. */
  ingest(index: number, scrape: Scrape): void {
    this.#targets[index]?.target.ingest(scrape);
    this.#onScrape();
  }
}
