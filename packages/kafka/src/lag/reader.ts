import type { Assignment } from "../consumers.ts";

/** What the brokers say about one partition. */
export interface PartitionOffsets {
  readonly topic: string;
  readonly partition: number;
  /** Absent when the group has committed nothing there. */
  readonly committed: bigint | undefined;
  readonly start: bigint;
  readonly end: bigint;
}

/** Asks the brokers for offsets. */
export interface OffsetReader {
  /** Rejects when the brokers do not tell; it may hang as long as they do. */
  read(group: string, assignment: Assignment): Promise<readonly PartitionOffsets[]>;
  /** Ends its connection, if it has one; the next read makes a new one. Never rejects. */
  close(): Promise<void>;
}
