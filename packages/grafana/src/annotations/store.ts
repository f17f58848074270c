import type { GrafanaClient } from "../client/client.ts";
import { fieldsOf } from "../transport/transport.ts";

export interface StoredMark {
  readonly id: number;
  readonly tags: readonly string[];
  /** Unix time in milliseconds. */
  readonly time: number;
  readonly timeEnd: number;
}

export interface NewMark {
  readonly text: string;
  readonly tags: readonly string[];
  readonly time: number;
  readonly timeEnd: number;
}

/** `/api/annotations`, as far as marks need it. */
export interface MarkStore {
  /** Those that have all the tags, the newest first; at most 50. */
  find(tags: readonly string[]): Promise<readonly StoredMark[]>;
  create(mark: NewMark): Promise<number>;
  stretch(mark: StoredMark, time: number, timeEnd: number): Promise<void>;
}

export function markStore(client: GrafanaClient): MarkStore {
  return {
    async find(tags) {
      const query = new URLSearchParams({ type: "annotation", limit: "50" });
      for (const tag of tags) query.append("tags", tag);
      const { body } = await client.send({
        path: `/api/annotations?${query.toString()}`,
        action: "list its annotations",
      });
      const list = Array.isArray(body) ? (body as readonly unknown[]) : [];
      return list
        .map((one) => {
          const { id, tags: own, time, timeEnd } = fieldsOf(one);
          const start = Number(time ?? 0);
          return {
            id: Number(id),
            tags: Array.isArray(own) ? (own as readonly string[]) : [],
            time: start,
            // An annotation that is no region may come without an end.
            timeEnd: Math.max(start, Number(timeEnd ?? 0)),
          };
        })
        .toSorted((a, b) => b.time - a.time);
    },
    async create(mark) {
      const { body } = await client.send({
        method: "POST",
        path: "/api/annotations",
        body: mark,
        action: "add an annotation",
      });
      return Number(fieldsOf(body)["id"]);
    },
    async stretch({ id }, time, timeEnd) {
      await client.send({
        method: "PATCH",
        path: `/api/annotations/${id}`,
        body: { time: Math.round(time), timeEnd: Math.round(timeEnd) },
        action: "change an annotation",
        // Somebody deleted it.
        expects: [404],
      });
    },
  };
}
