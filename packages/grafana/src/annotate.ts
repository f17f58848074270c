import { PromenadeError, type ServiceIdentity } from "@promenade/core";
import { markStore } from "./annotations/store.ts";
import { commonTags, detectCommitUrl, keyTag, tagsOf, textOf } from "./annotations/words.ts";
import { GrafanaClient } from "./client/client.ts";
import type { GrafanaConnection } from "./client/connection.ts";

/** What `annotate()` takes. */
export interface AnnotateOptions {
  readonly connection: GrafanaConnection;
  /** What is deployed; `service` at least. */
  readonly service: Partial<ServiceIdentity> & { readonly service: string };
  /** When it began. Default: now. */
  readonly time?: Date;
  /** When it ended; the region then is closed. Default: the app's replicas stretch it as they come up. */
  readonly timeEnd?: Date;
  /** Instead of "shop 1.4.2 deployed …". Grafana shows links in it. */
  readonly text?: string;
  /** In addition to Promenade's own. */
  readonly tags?: readonly string[];
  /** The page of a commit, with `{revision}` in it. Default: from the pipeline's variables, else package.json. */
  readonly commitUrl?: string;
  readonly signal?: AbortSignal;
}

/** The mark that is there now. */
export interface AnnotateReport {
  readonly grafana: string;
  readonly id: number;
  /** `unchanged`: this very deploy was marked less than 15 minutes ago, so a pipeline may repeat the step. */
  readonly result: "created" | "updated" | "unchanged";
  readonly tags: readonly string[];
  readonly text: string;
}

/**
 * Marks a deploy in Grafana, for pipelines. The app's replicas recognise it as theirs and stretch it until the last is up.
 * @throws PromenadeError `PROMENADE_GRAFANA_UNREACHABLE`, `…_UNAUTHORIZED`, `…_FORBIDDEN`, `…_REFUSED`, and
 * `PROMENADE_OPTION_INVALID`
 */
export async function annotate(options: AnnotateOptions): Promise<AnnotateReport> {
  const { connection, signal, time = new Date(), timeEnd, commitUrl = detectCommitUrl() } = options;
  if (Number.isNaN(time.getTime()) || Number.isNaN(timeEnd?.getTime() ?? 0))
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      "`time` and `timeEnd` must be valid dates.",
    );
  const who = { version: "", revision: "", author: "", environment: "", ...options.service };
  const text = options.text ?? textOf("deploy", who, commitUrl);
  const tags = [...new Set([...tagsOf("deploy", who), ...(options.tags ?? [])])];
  const client = new GrafanaClient(connection, signal === undefined ? {} : { signal });
  const store = markStore(client);
  try {
    const start = time.getTime();
    const end = Math.max(start, timeEnd?.getTime() ?? start);
    const done = await client.repeat(async () => {
      const [newest] = await store.find(commonTags("deploy", who));
      const isSame = newest?.tags.includes(keyTag(who)) === true;
      if (newest === undefined || !isSame || start - newest.timeEnd > 900_000)
        return {
          id: await store.create({ text, tags, time: start, timeEnd: end }),
          result: "created" as const,
        };
      if (newest.timeEnd >= end && newest.time <= start)
        return { id: newest.id, result: "unchanged" as const };
      await store.stretch(newest, Math.min(newest.time, start), Math.max(newest.timeEnd, end));
      return { id: newest.id, result: "updated" as const };
    });
    return {
      grafana: client.base,
      id: done?.id ?? 0,
      result: done?.result ?? "unchanged",
      tags,
      text,
    };
  } finally {
    await client.close();
  }
}
