import { randomUUID } from "node:crypto";
import type { ServiceIdentity } from "@promenade/core";
import type { GrafanaClient } from "../client/client.ts";
import { entriesIn } from "../ledger/board.ts";
import { enter } from "../ledger/enter.ts";
import type { Transport } from "../transport/transport.ts";
import { uidOf } from "../upload/names.ts";
import { ledgerBoard } from "./ledger-board.ts";
import { deployKey, type MarkKind } from "./words.ts";

/** One mark that a process undertook to write. */
export interface LedgerEntry {
  readonly kind: MarkKind;
  readonly key: string;
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly version: string;
  readonly revision: string;
  readonly author: string;
  /** Which process. */
  readonly by: string;
}

export interface LedgerPlace {
  readonly client: GrafanaClient;
  readonly transport: Transport;
  readonly who: ServiceIdentity;
  readonly folderUid: string | undefined;
  readonly commitUrl: string | undefined;
}

/** A claim that is not kept for so long, the process having died, may be taken over. */
export const claimMilliseconds = 60_000;
const mostEntries = 50;

/**
 * Makes one of many replicas write a mark. Grafana's annotations cannot be written under a condition, its dashboards can:
 * so who wants to write a mark first enters it into the dashboard "Deploys of …". The first one wins.
 */
export class Ledger {
  readonly uid: string;
  readonly #place: LedgerPlace;
  readonly #self = randomUUID().slice(0, 8);

  constructor(place: LedgerPlace) {
    this.#place = place;
    this.uid = uidOf("promenade-deploys", place.who.service, place.who.environment);
  }

  /**
   * Whether this process is the one to write the mark.
   * @throws GrafanaFailure when the dashboard cannot be written
   */
  async claim(kind: MarkKind): Promise<boolean> {
    const { client, transport, who, folderUid, commitUrl } = this.#place;
    const key = deployKey(who);
    const { version, revision, author } = who;
    const place = { transport, uid: this.uid, folderUid, purpose: "deploys" };
    const attempt = async () =>
      await enter<boolean>(place, (content) => {
        const entries = entriesIn(content) as readonly LedgerEntry[];
        const now = Date.now();
        const held = entries.find(
          (entry) => entry.kind === kind && entry.key === key && now - entry.at < claimMilliseconds,
        );
        // Ours already: the answer to the first attempt was lost.
        if (held !== undefined) return { result: held.by === this.#self };
        const entry = { kind, key, at: now, version, revision, author, by: this.#self };
        return {
          result: true,
          message: `Promenade: ${kind} of ${who.service} ${version}`.trimEnd(),
          content: ledgerBoard(content, {
            who,
            commitUrl,
            entries: [entry, ...entries].slice(0, mostEntries),
          }),
        };
      });
    const result = await client.repeat(attempt);
    return result ?? false;
  }
}
