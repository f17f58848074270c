import { fieldsOf, textOf } from "../transport/transport.ts";

type Content = Readonly<Record<string, unknown>>;

/** The hidden variable that holds the entries as JSON. */
const variableName = "promenade_ledger";
const tableId = 1;

/** What a dashboard that serves as a ledger holds. */
export function entriesIn(content: Content | undefined): readonly unknown[] {
  const variable = listOf(fieldsOf(content?.["templating"])).find(
    (one) => fieldsOf(one)["name"] === variableName,
  );
  try {
    const parsed: unknown = JSON.parse(textOf(fieldsOf(variable)["query"]) ?? "[]");
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** The same dashboard with other entries, and with the table that shows them to people. What people added stays. */
export function withEntries(
  board: Content,
  entries: readonly object[],
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Content {
  const panels = Array.isArray(board["panels"]) ? (board["panels"] as readonly unknown[]) : [];
  const templating = fieldsOf(board["templating"]);
  const query = JSON.stringify(entries);
  const variable = { name: variableName, type: "constant", query, hide: 2, skipUrlSync: true };
  const content = [header, header.map(() => "---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
  return {
    ...board,
    panels: panels.map((panel) =>
      fieldsOf(panel)["id"] === tableId
        ? { ...fieldsOf(panel), options: { mode: "markdown", content } }
        : panel,
    ),
    templating: {
      ...templating,
      list: [
        ...listOf(templating).filter((one) => fieldsOf(one)["name"] !== variableName),
        variable,
      ],
    },
  };
}

/** A new ledger: the panel for the table, and the panels beside it. */
export function emptyLedger(
  about: { readonly title: string; readonly description: string; readonly tag: string },
  width: number,
  others: readonly object[] = [],
): Content {
  return {
    title: about.title,
    description: about.description,
    tags: ["promenade", about.tag],
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
        gridPos: { x: 0, y: 0, w: width, h: 18 },
        options: { mode: "markdown", content: "" },
      },
      ...others,
    ],
  };
}

/** A moment as people read it. */
export function momentOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function listOf(templating: Content): readonly unknown[] {
  const { list } = templating;
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
