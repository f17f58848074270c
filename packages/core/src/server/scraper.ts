import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ExpositionFormat } from "../exposition/formats.ts";
import { defaultBudgetMilliseconds, rendererOf, writeEnd } from "../exposition/render.ts";
import { Slice } from "../exposition/slice.ts";
import { ForeignRegistries, type ForeignRegistry } from "../foreign/adopt.ts";
import { renderForeign } from "../foreign/render-foreign.ts";
import { logOnce, messageOf } from "../logger.ts";
import type { Registry } from "../registry.ts";
import { Body, BufferPool } from "./body.ts";

export interface ScrapeOptions {
  readonly format: ExpositionFormat;
  /** Compress the result. Default false. */
  readonly gzip?: boolean;
  /** Time that collectors and adopted registries get. Default 5,000 ms. */
  readonly deadlineMilliseconds?: number;
}

/** A scrape in memory that is used again after the release. */
export interface ScrapeLease {
  readonly bytes: Uint8Array;
  /** Call it once, when the bytes are no longer read. */
  readonly release: () => void;
}

const compress = promisify(gzip);

/**
 * Makes scrapes: polls the collectors and the adopted registries, renders, compresses. Scrapes of one format at the
 * same time share one.
 */
export class Scraper {
  readonly #registry: Registry;
  readonly #foreign: ForeignRegistries;
  readonly #pool = new BufferPool();
  readonly #running = new Map<ExpositionFormat, Body>();

  /** @throws PromenadeError `PROMENADE_REGISTRY_INVALID` */
  constructor(registry: Registry, foreign: readonly ForeignRegistry[] = []) {
    this.#registry = registry;
    this.#foreign = new ForeignRegistries(registry, foreign);
  }

  /** One scrape. */
  async scrape(options: ScrapeOptions): Promise<Uint8Array> {
    const { bytes, release } = await this.lease(options);
    const copy = options.gzip === true ? bytes : Uint8Array.from(bytes);
    release();
    return copy;
  }

  /** One scrape as text. */
  async text(format: ExpositionFormat = "text"): Promise<string> {
    const { bytes, release } = await this.lease({ format });
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    release();
    return text;
  }

  /** One scrape without a copy. */
  async lease({
    format,
    gzip: isZipped,
    deadlineMilliseconds = 5000,
  }: ScrapeOptions): Promise<ScrapeLease> {
    const body = this.#running.get(format) ?? this.#start(format, deadlineMilliseconds);
    const release = (): void => body.release();
    body.retain();
    try {
      await body.ready;
      if (isZipped !== true) return { bytes: body.bytes, release };
      body.zipped ??= compressBody(body.bytes);
      const bytes = await body.zipped;
      release();
      return { bytes, release: () => {} };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Logs what made a request for a scrape fail, the first time. */
  reportFailure(error: unknown): void {
    const text = messageOf(error);
    logOnce(
      this.#registry.log,
      `scrape:${text}`,
      `A scrape was answered with status 500: ${text}. Scrapes stay without metrics until this works again.`,
    );
  }

  #start(format: ExpositionFormat, deadlineMilliseconds: number): Body {
    const body = new Body(this.#pool);
    this.#running.set(format, body);
    body.ready = this.#fill(body, format, deadlineMilliseconds).finally(() =>
      this.#running.delete(format),
    );
    return body;
  }

  async #fill(body: Body, format: ExpositionFormat, deadlineMilliseconds: number): Promise<void> {
    const started = performance.now();
    const [families] = await Promise.all([
      this.#foreign.collect(deadlineMilliseconds),
      this.#registry.collect(deadlineMilliseconds),
    ]);
    const target = { format, write: (chunk: Uint8Array) => body.append(chunk) };
    const slice = new Slice(defaultBudgetMilliseconds);
    await rendererOf(this.#registry).render(target, slice);
    for (const { name, source } of await renderForeign(families, target, slice)) {
      const text = `metric "${name}" has samples that Prometheus would refuse; they are left out`;
      this.#foreign.report(source, { reason: "invalid", text });
    }
    await writeEnd(target);
    this.#registry.self.scrapeDuration.observe({ format }, (performance.now() - started) / 1000);
  }
}

/** One job on the thread pool: a stream costs the main thread more than twice as much. */
function compressBody(bytes: Buffer): Promise<Buffer> {
  const chunkSize = Math.min(Math.max(bytes.length >> 3, 1 << 12), 1 << 18);
  return compress(bytes, { level: 1, chunkSize });
}
