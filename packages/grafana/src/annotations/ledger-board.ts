import type { ServiceIdentity } from "@promenade/core";
import { emptyLedger, momentOf, withEntries } from "../ledger/board.ts";
import type { LedgerEntry } from "./ledger.ts";
import { commitAddress, commonTags, escape } from "./words.ts";

type Content = Readonly<Record<string, unknown>>;

export interface LedgerContent {
  readonly who: ServiceIdentity;
  readonly commitUrl: string | undefined;
  readonly entries: readonly LedgerEntry[];
}

/** The dashboard "Deploys of …": what people added to it stays, our table and the entries are renewed. */
export function ledgerBoard(
  known: Content | undefined,
  { who, commitUrl, entries }: LedgerContent,
): Content {
  const header = ["When", "What", "Version", "Commit", "Author"];
  const rows = entries.map(({ kind, at, version, revision, author }) => {
    const short = escape(revision.slice(0, 12));
    const address = commitAddress(revision, commitUrl);
    const commit = address === undefined ? short : `[${short}](${address})`;
    return [momentOf(at), kind, escape(version), commit, escape(author)];
  });
  return withEntries(known ?? emptyBoard(who), entries, header, rows);
}

function emptyBoard(who: ServiceIdentity): Content {
  const place = who.environment === "" ? "" : ` (${who.environment})`;
  const about = {
    title: `Deploys of ${who.service}${place}`,
    description:
      "Deploys, restarts and stops, entered by the app itself; the newest 50. Entering them here makes one replica write each annotation.",
    tag: "deploys",
  };
  return emptyLedger(about, 14, [
    {
      id: 2,
      type: "annolist",
      title: "On the graphs",
      gridPos: { x: 14, y: 0, w: 10, h: 18 },
      options: {
        limit: 50,
        onlyFromThisDashboard: false,
        onlyInTimeRange: true,
        showTags: true,
        showTime: true,
        showUser: false,
        tags: commonTags("deploy", who).filter((tag) => tag !== "deploy"),
      },
    },
  ]);
}
