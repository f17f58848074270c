import { Backlog } from "./lag/backlog.ts";
import type { OffsetReader } from "./lag/reader.ts";
import { sharedState } from "./state.ts";

/** Partitions by topic. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

/** `crashed`: it will not come back by itself. */
export type ConsumerState = "joining" | "active" | "crashed";

const none: Assignment = new Map();

/** One consumer of this process, from its first join until it stops. A crashed one stays: somebody must say so. */
export class ConsumerRecord {
  readonly group: string;
  readonly reader: OffsetReader | undefined;
  readonly backlog = new Backlog();
  state: ConsumerState = "joining";
  #assignment: Assignment = none;
  #beforeStop: Assignment = none;
  /** Where reading began, by partition, until the group commits there. */
  readonly #positions = new Map<string, bigint>();
  readonly #createdAt = performance.now();
  #crashedAt = Number.POSITIVE_INFINITY;
  #live: (() => Assignment) | undefined;

  constructor(group: string, reader?: OffsetReader) {
    this.group = group;
    this.reader = reader;
  }

  get assignment(): Assignment {
    return this.#assignment;
  }

  starting(): void {
    this.state = "joining";
    sharedState().consumers.add(this);
  }

  joined(assignment: Assignment): void {
    const { consumers } = sharedState();
    consumers.add(this);
    this.state = "active";
    this.assign(assignment);
    // What came after a crash stands in for what crashed.
    for (const other of consumers)
      if (other.group === this.group && other.#crashedAt < this.#createdAt) other.stopped();
  }

  assign(assignment: Assignment): void {
    this.#assignment = assignment;
    this.#positions.clear();
    this.backlog.keep(assignment);
  }

  /** For a client that does not tell when it gets partitions, but can be asked. */
  follow(live: () => Assignment): void {
    this.#live = live;
  }

  /** Asks such a client. */
  refresh(): void {
    const now = this.#live?.();
    if (now === undefined) return;
    this.state = now.size > 0 ? "active" : "joining";
    if (!isSame(now, this.#assignment)) this.assign(now);
  }

  rebalancing(): void {
    if (this.state === "active") this.state = "joining";
  }

  /** The first offset that was handed over since the partition was assigned. */
  began(topic: string, partition: number, offset: bigint): void {
    const key = `${topic} ${partition}`;
    if (!this.#positions.has(key)) this.#positions.set(key, offset);
  }

  positionOf(topic: string, partition: number): bigint | undefined {
    return this.#positions.get(`${topic} ${partition}`);
  }

  stopped(): void {
    this.#beforeStop = this.#assignment;
    this.#assignment = none;
    sharedState().consumers.delete(this);
    this.#release();
  }

  /** A client that crashes stops first. When nobody restarts it, the lag of its partitions must not go out of sight. */
  crashed(willRestart: boolean): void {
    if (willRestart) return this.starting();
    if (this.#assignment.size === 0) this.#assignment = this.#beforeStop;
    this.state = "crashed";
    this.#crashedAt = performance.now();
    sharedState().consumers.add(this);
    return this.#release();
  }

  /** The connection for offsets must not keep a process alive that has no consumer at work. */
  #release(): void {
    const { reader } = this;
    if (reader === undefined) return;
    for (const other of sharedState().consumers)
      if (other.reader === reader && other.state !== "crashed") return;
    void reader.close();
  }
}

function isSame(a: Assignment, b: Assignment): boolean {
  if (a.size !== b.size) return false;
  for (const [topic, partitions] of a) if (partitions.join() !== b.get(topic)?.join()) return false;
  return true;
}
