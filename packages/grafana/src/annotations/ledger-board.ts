import type { ServiceIdentity } from "@promenade/core";
import { fieldsOf } from "../transport/transport.ts";
import type { LedgerEntry } from "./ledger.ts";
import { commitAddress, commonTags, escape } from "./words.ts";

type Content = Readonly<Record<string, unknown>>;

/** The hidden variable that holds the entries as JSON. */
export const variableName = "promenade_ledger";
const tableId = 1;

export interface LedgerContent {
  readonly who: ServiceIdentity;
  readonly commitUrl: string | undefined;
  readonly entries: readonly LedgerEntry[];
}

/** The dashboard "Deploys of …": what people added to it stays, our table and the entries are renewed. */
export function ledgerBoard(known: Content | undefined, ledger: LedgerContent): Content {
  const base = known ?? emptyBoard(ledger.who);
  const panels = Array.isArray(base["panels"]) ? (base["panels"] as readonly unknown[]) : [];
  const templating = fieldsOf(base["templating"]);
  const list = Array.isArray(templating["list"]) ? (templating["list"] as readonly unknown[]) : [];
  const query = JSON.stringify(ledger.entries);
  const variable = { name: variableName, type: "constant", query, hide: 2, skipUrlSync: true };
  return {
    ...base,
    panels: panels.map((panel) =>
      fieldsOf(panel)["id"] === tableId
        ? { ...fieldsOf(panel), options: { mode: "markdown", content: tableOf(ledger) } }
        : panel,
    ),
    templating: {
      ...templating,
      list: [...list.filter((one) => fieldsOf(one)["name"] !== variableName), variable],
    },
  };
}

function tableOf({ entries, commitUrl }: LedgerContent): string {
  const rows = entries.map(({ kind, at, version, revision, author }) => {
    const short = escape(revision.slice(0, 12));
    const address = commitAddress(revision, commitUrl);
    const commit = address === undefined ? short : `[${short}](${address})`;
    const when = `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
    return `| ${[when, kind, escape(version), commit, escape(author)].join(" | ")} |`;
  });
  return [
    "| When | What | Version | Commit | Author |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function emptyBoard(who: ServiceIdentity): Content {
  const place = who.environment === "" ? "" : ` (${who.environment})`;
  return {
    title: `Deploys of ${who.service}${place}`,
    description:
      "Deploys, restarts and stops, entered by the app itself; the newest 50. Entering them here makes one replica write each annotation.",
    tags: ["promenade", "deploys"],
    schemaVersion: 41,
    editable: true,
    time: { from: "now-30d", to: "now" },
    timezone: "browser",
    annotations: { list: [] },
    templating: { list: [] },
    links: [],
    panels: [
      {
        id: tableId,
        type: "text",
        title: "Log",
        gridPos: { x: 0, y: 0, w: 14, h: 18 },
        options: { mode: "markdown", content: "" },
      },
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
    ],
  };
}
