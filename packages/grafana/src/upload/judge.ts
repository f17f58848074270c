import type { StoredDashboard } from "../transport/transport.ts";
import type { EditPolicy } from "./options.ts";
import type { UploadResult } from "./report.ts";
import { hashOf, stampOf, type Stamp } from "./stamp.ts";

/** What this process would upload. */
export interface Candidate {
  readonly hash: string;
  readonly service: string;
  readonly release: string;
}

export interface JudgeOptions {
  readonly onEdit: EditPolicy;
  /** Replace also what is newer. */
  readonly isForced: boolean;
}

export interface Verdict {
  readonly result: UploadResult;
  /** For a person: why, and what to do; "" when there is nothing to say. */
  readonly reason: string;
  /** Hashes that the write would supersede. */
  readonly previous: readonly string[];
}

/** Whether to write, from what Grafana has. */
export function judge(
  stored: StoredDashboard | undefined,
  mine: Candidate,
  options: JudgeOptions,
): Verdict {
  if (stored === undefined) return { result: "created", reason: "", previous: [] };
  if (stored.provisionedBy !== undefined)
    return keep(
      "provisioned",
      `It belongs to ${stored.provisionedBy}, which would undo an upload; change it there, or take it out there.`,
    );
  const stamp = stored.content === undefined ? undefined : stampOf(stored.content);
  const isEdited = stamp === undefined || !isUntouched(stored, stamp);
  if (stamp?.hash === mine.hash && !isEdited) return keep("unchanged", "");
  if (stamp !== undefined && !options.isForced) {
    const reason = whyOlder(mine, stamp);
    if (reason !== undefined) return keep("older", reason);
  }
  const previous = stamp === undefined ? [] : [stamp.hash, ...stamp.previous];
  const write: Verdict = {
    result: "updated",
    reason: "",
    previous: [...new Set(previous)].filter((hash) => hash !== mine.hash),
  };
  if (!isEdited || options.onEdit === "overwrite") return write;
  const by = stored.updatedBy === "" ? "Somebody" : stored.updatedBy;
  const what = stamp === undefined ? "made it by hand" : "changed it in Grafana";
  const reason = `${by} ${what}. To have ours: \`onEdit: "overwrite"\`, or delete it in Grafana. To keep both: save that one under another name.`;
  return keep(options.onEdit === "fail" ? "failed" : "kept", reason);
}

export function keep(result: UploadResult, reason: string): Verdict {
  return { result, reason, previous: [] };
}

/** Nobody saved since, or what was saved says the same. */
function isUntouched({ version, content }: StoredDashboard, stamp: Stamp): boolean {
  return (
    version === stamp.version ||
    (content !== undefined && hashOf(content, stamp.folder) === stamp.hash)
  );
}

/**
 * Releases of one service are ordered by their version. Where that says nothing (another service, no version, the same
 * one), content that has been replaced before is the older one: so two apps, or two commits, never write in turns.
 */
export function whyOlder(
  mine: Candidate,
  stamp: Pick<Stamp, "service" | "release" | "previous">,
): string | undefined {
  const order =
    mine.service === stamp.service ? compareVersions(mine.release, stamp.release) : undefined;
  if (order !== undefined && order > 0) return undefined;
  if (order !== undefined && order < 0)
    return `Grafana has the one of ${stamp.service} ${stamp.release}, and this is ${mine.release}. To go back on purpose: publish with \`force\`.`;
  return stamp.previous.includes(mine.hash)
    ? `Grafana has a later one, from ${stamp.service} ${stamp.release}`.trimEnd() +
        ", which replaced this. To go back on purpose: publish with `force`."
    : undefined;
}

/** Semantic versions, with or without "v"; `undefined` when one is none. */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === undefined || right === undefined) return undefined;
  for (const index of [0, 1, 2] as const) {
    const difference = left.numbers[index] - right.numbers[index];
    if (difference !== 0) return Math.sign(difference);
  }
  if (left.rest === right.rest) return 0;
  // A release is newer than its candidates.
  if (left.rest === "" || right.rest === "") return left.rest === "" ? 1 : -1;
  return Math.sign(left.rest.localeCompare(right.rest, "en", { numeric: true }));
}

function partsOf(
  version: string,
): { readonly numbers: readonly [number, number, number]; readonly rest: string } | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\w.-]+))?(?:\+.*)?$/.exec(version.trim());
  if (match === null) return undefined;
  const [, major, minor = "0", patch = "0", rest = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], rest };
}
