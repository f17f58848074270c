/** How many names {@link EarnedNames} lets through, and how fast. */
export interface EarnedNamesOptions {
  /** Names that always have series of their own. */
  readonly known?: readonly string[];
  /** Other names that may have series of their own. */
  readonly most: number;
  /** So many names with series of their own raise what the next one must show by one sighting. Default 8. */
  readonly step?: number;
}

/** Names remembered before they have series. */
const candidateLimit = 1000;
const longest = 100;

/**
 * Bounds names that come from outside and are not known beforehand.
 *
 * The more names have series, the more often a new one must come before it gets its own: the names that an app really
 * uses show up at once or soon, and a flood of names that come once each adds next to nothing.
 */
export class EarnedNames {
  readonly #known: Set<string>;
  readonly #earned = new Set<string>();
  readonly #candidates = new Map<string, number>();
  readonly #most: number;
  readonly #step: number;

  constructor({ known = [], most, step = 8 }: EarnedNamesOptions) {
    this.#known = new Set(known);
    this.#most = most;
    this.#step = step;
  }

  /** How many names have earned series of their own. */
  get earned(): number {
    return this.#earned.size;
  }

  /** Whether a name has series of its own. */
  has(name: string): boolean {
    return this.#known.has(name) || this.#earned.has(name);
  }

  /** Gives a name series of its own, because it does not come from outside. */
  know(name: string): void {
    this.#known.add(name);
  }

  /** Counts that a name has come, and says whether it has series of its own. */
  see(name: string): boolean {
    if (this.has(name)) return true;
    if (this.#earned.size >= this.#most || name.length > longest) return false;
    const sightings = (this.#candidates.get(name) ?? 0) + 1;
    // Anew at the end, so that the first is the one that has not come for longest.
    this.#candidates.delete(name);
    if (sightings > Math.floor(this.#earned.size / this.#step)) {
      this.#earned.add(name);
      return true;
    }
    this.#candidates.set(name, sightings);
    if (this.#candidates.size > candidateLimit)
      for (const oldest of this.#candidates.keys()) {
        this.#candidates.delete(oldest);
        break;
      }
    return false;
  }
}
