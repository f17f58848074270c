import { randomUUID } from "node:crypto";
import type { ServiceIdentity } from "@promenade/core";
import type { GrafanaClient } from "../client/client.ts";
import { GrafanaFailure } from "../client/failure.ts";
import { fieldsOf, textOf, type Transport } from "../transport/transport.ts";
import { uidOf } from "../upload/names.ts";
import { ledgerBoard, variableName } from "./ledger-board.ts";
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
    const result = await client.repeat(async () => {
      const stored = await transport.dashboard(this.uid);
      const entries = entriesOf(stored?.content);
      const now = Date.now();
      const held = entries.find(
        (entry) => entry.kind === kind && entry.key === key && now - entry.at < claimMilliseconds,
      );
      // Ours already: the answer to the first attempt was lost.
      if (held !== undefined) return held.by === this.#self;
      const { version, revision, author } = who;
      const entry = { kind, key, at: now, version, revision, author, by: this.#self };
      const content = ledgerBoard(stored?.content, {
        who,
        commitUrl,
        entries: [entry, ...entries].slice(0, mostEntries),
      });
      const written = await transport.write({
        uid: this.uid,
        content: { ...content, uid: this.uid },
        folderUid: stored === undefined ? folderUid : stored.folderUid,
        message: `Promenade: ${kind} of ${who.service} ${version}`.trimEnd(),
        replaces: stored,
      });
      if (written === "provisioned")
        throw new GrafanaFailure(
          "PROMENADE_GRAFANA_REFUSED",
          `The dashboard ${this.uid} belongs to a file, so deploys cannot be entered; take it out there.`,
        );
      return written === "written" ? true : undefined;
    });
    return result ?? false;
  }
}

function entriesOf(content: Readonly<Record<string, unknown>> | undefined): readonly LedgerEntry[] {
  const { list } = fieldsOf(content?.["templating"]);
  const variables = Array.isArray(list) ? (list as readonly unknown[]) : [];
  const variable = variables.find((one) => fieldsOf(one)["name"] === variableName);
  try {
    const parsed: unknown = JSON.parse(textOf(fieldsOf(variable)["query"]) ?? "[]");
    return Array.isArray(parsed) ? (parsed as LedgerEntry[]) : [];
  } catch {
    return [];
  }
}
