/**
 * Keeps a used buffer for the next scrape: megabytes of fresh memory per scrape cost time. It is held weakly, because
 * between scrapes the output of many series would outweigh the series themselves.
 */
export class BufferPool {
  #spare: WeakRef<Buffer> | undefined;

  take(): Buffer {
    const spare = this.#spare?.deref();
    this.#spare = undefined;
    return spare ?? Buffer.allocUnsafeSlow(1 << 16);
  }

  /** Takes a buffer back, unless it is much larger than what it was needed for. */
  give(buffer: Buffer, used: number): void {
    if (buffer.length <= Math.max(1 << 16, used * 4)) this.#spare = new WeakRef(buffer);
  }
}

/** One rendered scrape, shared by those who asked for it at the same time. Its memory is reused after the last release. */
export class Body {
  /** Resolves when the scrape is rendered. */
  ready: Promise<void> = Promise.resolve();
  /** The compressed form, made once. */
  zipped: Promise<Buffer> | undefined;
  readonly #pool: BufferPool;
  #buffer: Buffer;
  #length = 0;
  #users = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
    this.#buffer = pool.take();
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  retain(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#pool.give(this.#buffer, this.#length);
  }
}
