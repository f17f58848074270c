/** Labels that no operation's name can be: GraphQL allows letters, digits and underscores. */
export const anonymous = "<anonymous>";
export const other = "<other>";
export const invalid = "<invalid>";
export const unknown = "<unknown>";

export interface NameLimits {
  /** Names that the server knows by itself. They always have series of their own. */
  readonly known: readonly string[];
  /** Names from clients that may have series of their own. */
  readonly most: number;
}

/** So many names with series of their own raise what the next one must show by one operation. */
const step = 8;
/** Names remembered before they have series. */
const candidateLimit = 1000;
const longest = 100;

/**
 * Bounds the names of operations, which clients choose.
 *
 * The more names have series, the more often a new one must come before it gets its own: the names that an app really
 * uses show up at once or soon, and a flood of names that come once each adds next to nothing.
 */
export class OperationNames {
  readonly #admitted: Set<string>;
  readonly #limit: number;
  readonly #knownCount: number;
  readonly #candidates = new Map<string, number>();

  constructor({ known, most }: NameLimits) {
    this.#admitted = new Set(known);
    this.#knownCount = this.#admitted.size;
    this.#limit = this.#knownCount + most;
  }

  /** The label of an operation that is about to be recorded. */
  label(name: string | null | undefined): string {
    if (name === undefined || name === null || name === "") return anonymous;
    if (this.#admitted.has(name)) return name;
    return this.#isEarned(name) ? name : other;
  }

  /** The label, without counting: for what belongs to an operation that is recorded elsewhere. */
  peek(name: string | null | undefined): string {
    if (name === undefined || name === null || name === "") return anonymous;
    return this.#admitted.has(name) ? name : other;
  }

  #isEarned(name: string): boolean {
    if (this.#admitted.size >= this.#limit || name.length > longest) return false;
    const sightings = (this.#candidates.get(name) ?? 0) + 1;
    if (sightings > Math.floor((this.#admitted.size - this.#knownCount) / step)) {
      this.#candidates.delete(name);
      this.#admitted.add(name);
      return true;
    }
    // Anew at the end, so that the first is the one that has not come for longest.
    this.#candidates.delete(name);
    this.#candidates.set(name, sightings);
    if (this.#candidates.size > candidateLimit)
      for (const oldest of this.#candidates.keys()) {
        this.#candidates.delete(oldest);
        break;
      }
    return false;
  }
}
