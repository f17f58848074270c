/** Finds the slot of a series by the ids of its label values: open addressing, linear probing, no object per series. */
export class SeriesTable {
  /** `slot + 1`, or 0 for an empty cell. Its length is a power of two. */
  cells: Int32Array = new Int32Array(16);
  /** The label value ids of slot s are at `s * arity …`; a free slot has -1 in the first. */
  ids: Int32Array;
  readonly arity: number;
  #used = 0;

  constructor(arity: number) {
    this.arity = arity;
    this.ids = new Int32Array(8 * arity);
  }

  /** The slot of these ids, or -1. */
  find(key: Int32Array): number {
    const { cells, ids, arity } = this;
    const mask = cells.length - 1;
    for (let cell = hash(key, 0, arity) & mask; ; cell = (cell + 1) & mask) {
      const entry = cells[cell] as number;
      if (entry === 0) return -1;
      const base = (entry - 1) * arity;
      let at = 0;
      while (at < arity && ids[base + at] === key[at]) at += 1;
      if (at === arity) return entry - 1;
    }
  }

  /** Puts ids that are not there yet at a slot. */
  insert(key: Int32Array, slot: number): void {
    const { arity } = this;
    const start = slot * arity;
    if (start + arity > this.ids.length) this.ids = grown(this.ids, start + arity);
    this.ids.set(key.subarray(0, arity), start);
    if ((this.#used + 1) * 3 > this.cells.length * 2) this.#rehash();
    this.#place(slot);
    this.#used += 1;
  }

  /** Takes a slot out and marks it free. */
  remove(slot: number): void {
    const { cells, ids, arity } = this;
    const mask = cells.length - 1;
    let hole = hash(ids, slot * arity, arity) & mask;
    while (cells[hole] !== slot + 1) hole = (hole + 1) & mask;
    // Later entries of the probe run move back over the hole, so that no tombstones are needed.
    for (let cell = (hole + 1) & mask; cells[cell] !== 0; cell = (cell + 1) & mask) {
      const entry = cells[cell] as number;
      const home = hash(ids, (entry - 1) * arity, arity) & mask;
      if (((cell - home) & mask) >= ((cell - hole) & mask)) {
        cells[hole] = entry;
        hole = cell;
      }
    }
    cells[hole] = 0;
    ids[slot * arity] = -1;
    this.#used -= 1;
  }

  #place(slot: number): void {
    const mask = this.cells.length - 1;
    let cell = hash(this.ids, slot * this.arity, this.arity) & mask;
    while (this.cells[cell] !== 0) cell = (cell + 1) & mask;
    this.cells[cell] = slot + 1;
  }

  #rehash(): void {
    const old = this.cells;
    this.cells = new Int32Array(old.length * 2);
    for (const entry of old) if (entry !== 0) this.#place(entry - 1);
  }
}

const factors = Int32Array.of(0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f);

/** Mixes ids; {@link ./find.ts} has the same sum unrolled. */
export function hash(ids: Int32Array, start: number, arity: number): number {
  let mixed = 0;
  for (let at = 0; at < arity; at += 1) {
    mixed ^= Math.imul((ids[start + at] as number) + 1, factors[at & 3] as number);
  }
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** A larger copy: doubling while small, by a quarter when large, so that little memory idles. */
export function grown<A extends Int32Array | Float64Array>(array: A, atLeast: number): A {
  const wanted = array.length < 2048 ? array.length * 2 : Math.ceil(array.length * 1.25);
  const copy = (
    array instanceof Int32Array
      ? new Int32Array(Math.max(wanted, atLeast))
      : new Float64Array(Math.max(wanted, atLeast))
  ) as A;
  copy.set(array);
  return copy;
}
