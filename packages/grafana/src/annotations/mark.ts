import type { ServiceIdentity } from "@promenade/core";
import type { GrafanaClient } from "../client/client.ts";
import type { Ledger } from "./ledger.ts";
import type { MarkStore, StoredMark } from "./store.ts";
import { commonTags, keyTag, tagsOf, textOf, type MarkKind } from "./words.ts";

/** `created`: this process wrote the mark; `joined`: another had. */
export interface Marked {
  readonly kind: MarkKind;
  readonly result: "created" | "joined";
  /** Number of the annotation, where it is known. */
  readonly id: number | undefined;
}

export interface Marking {
  readonly client: GrafanaClient;
  readonly store: MarkStore;
  readonly ledger: Ledger;
  readonly who: ServiceIdentity;
  readonly commitUrl: string | undefined;
  /** How long after a deploy a start still belongs to it. */
  readonly rolloutMilliseconds: number;
  /** How long a former version waits for the newer one to stop, before it is told to be a replica that came back. */
  readonly settleMilliseconds: number;
  /** Whether a start that is no deploy is marked. */
  readonly marksRestarts: boolean;
}

/** Marks of one kind that follow each other within this time are one region. */
const together = 600_000;
/** A region is not stretched for less. */
const step = 30_000;
/** Whoever lost the race looks again until the winner has written, or can be replaced. */
const patience = 120_000;

/**
 * Marks a start: as a deploy when what starts is not what was deployed last, else as a restart.
 *
 * During a roll-out, replicas of the version before may crash and come back. Such a start is a restart, too; unless the
 * newer version was told to stop: then it is a roll-back, which is a deploy.
 * @throws GrafanaFailure
 */
export async function markStart(
  marking: Marking,
  time: number,
  timeEnd: number,
): Promise<Marked | undefined> {
  for (const begin = Date.now(); Date.now() - begin < patience;) {
    const isEarly = (): boolean => Date.now() - begin < marking.settleMilliseconds;
    const attempt = async () => await tryStart(marking, time, timeEnd, isEarly);
    const outcome = await marking.client.repeat(attempt);
    if (outcome === "nothing") return undefined;
    if (outcome !== undefined && outcome !== "wait") return outcome;
    await marking.client.sleep(1000 + Math.random() * 2000);
  }
  return undefined;
}

/** `wait`: another replica is about to write it, or it is too early to tell; `undefined`: what was read is out of date. */
async function tryStart(
  marking: Marking,
  time: number,
  timeEnd: number,
  isEarly: () => boolean,
): Promise<Marked | "nothing" | "wait" | undefined> {
  const { store, ledger, who, rolloutMilliseconds, marksRestarts } = marking;
  const mine = keyTag(who);
  const deploys = await store.find(commonTags("deploy", who));
  const [newest] = deploys;
  const isFresh = newest !== undefined && timeEnd - newest.timeEnd < rolloutMilliseconds;
  const isMine = newest?.tags.includes(mine) === true;
  if (isMine && isFresh) return { kind: "deploy", result: "joined", id: newest.id };
  const isFormer = isFresh && !isMine && deploys.some(({ tags }) => tags.includes(mine));
  const isRollBack = isFormer && (await hasStopped(marking, newest));
  // Who rolls back may start the former version first, and stop the newer one when it is up.
  if (isFormer && !isRollBack && isEarly()) return "wait";
  if (isMine || (isFormer && !isRollBack))
    return marksRestarts ? await markMoment(marking, "restart", timeEnd) : "nothing";
  if (!(await ledger.claim("deploy"))) return "wait";
  const [latest] = await store.find(commonTags("deploy", who));
  if (latest?.id !== newest?.id) return undefined;
  return await create(marking, "deploy", time, timeEnd);
}

/** Whether a replica of what was deployed has been told to stop since the last of them was up. */
async function hasStopped({ store, who }: Marking, deploy: StoredMark): Promise<boolean> {
  const keys = deploy.tags.filter((tag) => tag.startsWith("deploy:"));
  const stops = await store.find([...commonTags("stop", who), ...keys]);
  return stops.some(({ timeEnd }) => timeEnd > deploy.timeEnd);
}

/**
 * Marks a moment, a restart or stop. Those of other replicas within ten minutes are one region with it.
 * @throws GrafanaFailure
 */
export async function markMoment(
  marking: Marking,
  kind: "restart" | "stop",
  time: number,
): Promise<Marked> {
  const { store, ledger, who } = marking;
  const [newest] = await store.find([...commonTags(kind, who), keyTag(who)]);
  if (newest !== undefined && time - newest.timeEnd < together) {
    if (time - newest.timeEnd > step) await store.stretch(newest, newest.time, time);
    return { kind, result: "joined", id: newest.id };
  }
  if (await ledger.claim(kind)) return await create(marking, kind, time, time);
  return { kind, result: "joined", id: undefined };
}

/**
 * Stretches the region of a deploy so that this process's start is in it.
 * @throws GrafanaFailure
 */
export async function stretchDeploy(
  { store, who }: Marking,
  id: number,
  time: number,
  timeEnd: number,
): Promise<void> {
  // Two that stretch at once may undo each other's work.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const marks = await store.find([...commonTags("deploy", who), keyTag(who)]);
    const mark = marks.find((one) => one.id === id);
    if (mark === undefined || isWithin(mark, time, timeEnd)) return;
    await store.stretch(mark, Math.min(mark.time, time), Math.max(mark.timeEnd, timeEnd));
  }
}

function isWithin(mark: StoredMark, time: number, timeEnd: number): boolean {
  return mark.time <= time + 500 && mark.timeEnd >= timeEnd - 500;
}

async function create(
  { store, who, commitUrl }: Marking,
  kind: MarkKind,
  time: number,
  timeEnd: number,
): Promise<Marked> {
  const id = await store.create({
    text: textOf(kind, who, commitUrl),
    tags: tagsOf(kind, who),
    time: Math.round(time),
    timeEnd: Math.round(timeEnd),
  });
  return { kind, result: "created", id };
}
