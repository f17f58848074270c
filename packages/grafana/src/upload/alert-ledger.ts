import { randomUUID } from "node:crypto";
import { emptyLedger, entriesIn, momentOf, withEntries } from "../ledger/board.ts";
import { enter, type Decision, type LedgerPlace } from "../ledger/enter.ts";
import type { Transport } from "../transport/transport.ts";
import { whyOlder, type Candidate } from "./judge.ts";
import { uidOf } from "./names.ts";

/** Who undertook to save a group of alert rules, and as what. */
interface GroupEntry extends Candidate {
  readonly group: string;
  /** Hashes that were replaced, newest first. */
  readonly previous: readonly string[];
  /** Unix time in milliseconds. */
  readonly at: number;
  /** Which upload. */
  readonly by: string;
  /** Why Grafana did not take it; absent: it did, or is about to. */
  readonly refusal?: string;
}

/** `write`: it is this upload's turn; `wait`: another is about to save. */
export type Turn =
  | { readonly kind: "write" }
  | { readonly kind: "wait" }
  | { readonly kind: "older" | "refused"; readonly reason: string };

export interface AlertLedgerOptions {
  readonly transport: Transport;
  readonly folderUid: string;
  readonly isDryRun: boolean;
  readonly isForced: boolean;
}

/** A claim that is not kept for so long, the process having died, may be taken over. */
const claimMilliseconds = 60_000;
const mostHashes = 40;

/**
 * Makes one of many replicas save a group of alert rules, and orders releases. Grafana's rules cannot be saved under a
 * condition, its dashboards can: so who wants to save a group first enters it into the dashboard "Alert rules of …".
 */
export class AlertLedger {
  readonly #options: AlertLedgerOptions;
  readonly #place: LedgerPlace;
  readonly #self = randomUUID().slice(0, 8);
  readonly #begin = Date.now();

  constructor(options: AlertLedgerOptions) {
    const { transport, folderUid } = options;
    this.#options = options;
    const uid = uidOf("promenade-alert-rules", folderUid);
    this.#place = { transport, folderUid, uid, purpose: "alert rules" };
  }

  /**
   * Whose turn it is, when Grafana's group has the hash `stored`. `undefined`: ask again, from the start.
   * @throws GrafanaFailure
   */
  async claim(
    group: string,
    mine: Candidate,
    stored: string | undefined,
  ): Promise<Turn | undefined> {
    return await enter<Turn>(this.#place, (content) => {
      const entries = entriesIn(content) as readonly GroupEntry[];
      const known = entries.find((entry) => entry.group === group);
      const turn = this.#judge(known, mine, stored);
      // Ours already: an answer was lost.
      const isOurs = known?.by === this.#self && known.hash === mine.hash;
      if (turn.kind !== "write" || isOurs || this.#options.isDryRun) return { result: turn };
      const former = [known?.refusal === undefined ? known?.hash : undefined, stored];
      const previous = [...new Set([...former, ...(known?.previous ?? [])])].filter(
        (hash): hash is string => hash !== undefined && hash !== mine.hash,
      );
      const at = Date.now();
      const entry = { group, ...mine, previous: previous.slice(0, mostHashes), at, by: this.#self };
      return this.#saved(content, entries, entry, turn);
    });
  }

  /**
   * Tells the others that Grafana refused what this upload undertook: they need not wait, nor try.
   * @throws GrafanaFailure
   */
  async refuse(group: string, refusal: string): Promise<true | undefined> {
    return await enter<true>(this.#place, (content) => {
      const entries = entriesIn(content) as readonly GroupEntry[];
      const known = entries.find((entry) => entry.group === group && entry.by === this.#self);
      if (known === undefined) return { result: true };
      return this.#saved(content, entries, { ...known, at: Date.now(), refusal }, true);
    });
  }

  #judge(known: GroupEntry | undefined, mine: Candidate, stored: string | undefined): Turn {
    if (known === undefined || known.by === this.#self) return { kind: "write" };
    const { hash, at, refusal } = known;
    const { isForced, isDryRun } = this.#options;
    if (refusal !== undefined)
      return hash === mine.hash && at >= this.#begin
        ? { kind: "refused", reason: refusal }
        : { kind: "write" };
    const isUnderWay = hash !== stored && Date.now() - at < claimMilliseconds;
    if (isUnderWay && !isDryRun) return { kind: "wait" };
    const reason = hash === mine.hash || isForced ? undefined : whyOlder(mine, known);
    return reason === undefined ? { kind: "write" } : { kind: "older", reason };
  }

  #saved<R>(
    content: Readonly<Record<string, unknown>> | undefined,
    entries: readonly GroupEntry[],
    entry: GroupEntry,
    result: R,
  ): Decision<R> {
    const all = [entry, ...entries.filter(({ group }) => group !== entry.group)];
    const rows = all.map(({ group, service, release, at, refusal }) => [
      group,
      `${service} ${release}`.trim(),
      momentOf(at),
      refusal === undefined ? "" : "refused",
    ]);
    const { folderUid } = this.#options;
    const about = {
      title: `Alert rules of ${folderUid}`,
      description:
        "Which app saved which group of alert rules in this folder, entered by the apps themselves. Entering them here makes one replica save each group.",
      tag: "alert-rules",
    };
    return {
      result,
      content: withEntries(
        content ?? emptyLedger(about, 24),
        all,
        ["Group", "From", "When", ""],
        rows,
      ),
      message: `Promenade: alert rules ${entry.group}`,
    };
  }
}
