import { AsyncLocalStorage } from "node:async_hooks";
import type { Assignment } from "../consumers.ts";
import { sharedState } from "../state.ts";
import type { OffsetReader, PartitionOffsets } from "./reader.ts";

/** The part of an admin client that is used; kafkajs and Confluent's client have the same. */
export interface AdminLike {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  fetchOffsets(options: { groupId: string; topics: string[] }): Promise<
    readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[]
  >;
  fetchTopicOffsets(topic: string): Promise<
    readonly {
      readonly partition: number;
      readonly high: string;
      readonly low: string;
    }[]
  >;
}

/** Set while our own requests run, so that what they log is not booked on the app. */
export const ownWork: AsyncLocalStorage<true> = new AsyncLocalStorage<true>();

const closeMilliseconds = 1000;

/** Reads offsets through an admin client of its own, which is connected at the first read. */
export class AdminReader implements OffsetReader {
  readonly #make: () => AdminLike;
  #admin: Promise<AdminLike> | undefined;

  constructor(make: () => AdminLike) {
    this.#make = make;
  }

  async read(group: string, assignment: Assignment): Promise<readonly PartitionOffsets[]> {
    return await ownWork.run(true, async () => {
      const admin = await this.#connected();
      try {
        return await readOffsets(admin, group, assignment);
      } catch (error) {
        // A connection that answers wrongly or not at all is not worth keeping.
        await this.close();
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    sharedState().readers.delete(this);
    if (admin === undefined) return;
    const closed = admin.then(async (one) => await one.disconnect()).catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    // A broker that hangs would let the stop of the app hang.
    const limit = new Promise((resolve) => (timer = setTimeout(resolve, closeMilliseconds)));
    await Promise.race([closed, limit]);
    clearTimeout(timer);
  }

  async #connected(): Promise<AdminLike> {
    const admin = (this.#admin ??= this.#connect());
    sharedState().readers.add(this);
    return await admin;
  }

  async #connect(): Promise<AdminLike> {
    const admin = this.#make();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      this.#admin = undefined;
      sharedState().readers.delete(this);
      void admin.disconnect().catch(() => undefined);
      throw error;
    }
  }
}

async function readOffsets(
  admin: AdminLike,
  groupId: string,
  assignment: Assignment,
): Promise<readonly PartitionOffsets[]> {
  const topics = [...assignment.keys()];
  // The committed offsets first: read the other way round, a group that keeps up would seem to be ahead of the end.
  const committed = await admin.fetchOffsets({ groupId, topics });
  const found = await Promise.all(
    topics.map(async (topic) => {
      const ends = await admin.fetchTopicOffsets(topic);
      const own = committed.find((one) => one.topic === topic)?.partitions ?? [];
      return (assignment.get(topic) ?? []).flatMap((partition): readonly PartitionOffsets[] => {
        const end = ends.find((one) => one.partition === partition);
        if (end === undefined) return [];
        const offset = own.find((one) => one.partition === partition)?.offset;
        return [
          {
            topic,
            partition,
            committed: offset === undefined || Number(offset) < 0 ? undefined : BigInt(offset),
            start: BigInt(end.low),
            end: BigInt(end.high),
          },
        ];
      });
    }),
  );
  return found.flat();
}
