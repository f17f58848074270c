import { display } from "../data/display.ts";
import type { ShownField, ShownFrame } from "../data/frame.ts";
import { sortedIndices } from "../data/transform.ts";
import { h, link } from "../dom.ts";
import { at, list, record, text } from "../json.ts";
import type { Drawing, PanelData, PanelHost } from "./context.ts";
import { emptyView } from "./empty.ts";

/** More lines than anyone reads would only make the page slow. */
const mostLines = 500;

export function table(host: PanelHost): Drawing {
  const { body, panel } = host;
  const initial = record(list(panel.options["sortBy"])[0]);
  let sort = { column: text(initial["displayName"]), isDescending: initial["desc"] === true };
  let latest: PanelData | undefined;
  let scroll = 0;
  const draw = (data: PanelData): void => {
    latest = data;
    const frame = frameOf(data);
    const count = frame?.fields[0]?.values.length ?? 0;
    if (frame === undefined || count === 0) {
      const noValue = text(panel.defaults["noValue"]);
      const why = data.why ?? { kind: "empty", text: "" };
      body.replaceChildren(
        emptyView(noValue === "" || why.kind === "error" ? why : { kind: "empty", text: noValue }),
      );
      return;
    }
    const sorted = frame.fields.find(({ title }) => title === sort.column);
    const order =
      sorted === undefined
        ? [...(frame.fields[0]?.values.keys() ?? [])]
        : sortedIndices(sorted.values, sort.isDescending);
    const header = frame.fields.map((field) =>
      headCell(field, sort, (column) => {
        sort = {
          column,
          isDescending: sort.column === column ? !sort.isDescending : field.kind === "number",
        };
        if (latest !== undefined) draw(latest);
      }),
    );
    const lines = order.slice(0, mostLines).map((index) =>
      h(
        "tr",
        {},
        frame.fields.map((field) => cell(host, field, index, data)),
      ),
    );
    const box = h(
      "div",
      {
        class: "table-box",
        onscroll: (event: Event) => {
          scroll = (event.target as HTMLElement).scrollTop;
        },
      },
      h(
        "table",
        {},
        panel.options["showHeader"] === false ? undefined : h("thead", {}, h("tr", {}, header)),
        h("tbody", {}, lines),
      ),
      order.length > mostLines &&
        h("p", { class: "note" }, `The first ${mostLines} of ${order.length} lines.`),
    );
    body.replaceChildren(box);
    box.scrollTop = scroll;
  };
  return { draw, destroy: () => body.replaceChildren() };
}

/** A table shows one frame: several series become lines of their name and last value. */
function frameOf({ frames }: PanelData): ShownFrame | undefined {
  const [first] = frames;
  if (frames.length <= 1 || first === undefined) return first;
  const numeric = frames.flatMap(({ fields }) => fields.filter(({ kind }) => kind === "number"));
  const [sample] = numeric;
  if (sample === undefined) return first;
  return {
    refId: first.refId,
    fields: [
      {
        ...sample,
        kind: "string",
        title: "Series",
        name: "Series",
        values: numeric.map(({ title }) => title),
        config: { ...sample.config, unit: "", links: [] },
      },
      {
        ...sample,
        title: "Last",
        values: numeric.map(({ values }) => values.findLast((value) => value !== null) ?? null),
      },
    ],
  };
}

function headCell(
  field: ShownField,
  sort: { readonly column: string; readonly isDescending: boolean },
  onSort: (column: string) => void,
): HTMLElement {
  const isSorted = sort.column === field.title;
  return h(
    "th",
    {
      class: field.kind === "number" ? "right" : "",
      scope: "col",
      "aria-sort": isSorted ? (sort.isDescending ? "descending" : "ascending") : "none",
    },
    h(
      "button",
      { type: "button", onclick: () => onSort(field.title) },
      field.title,
      isSorted ? (sort.isDescending ? " ↓" : " ↑") : "",
    ),
  );
}

function cell(host: PanelHost, field: ShownField, index: number, data: PanelData): HTMLElement {
  const value = field.values[index] ?? null;
  const { config } = field;
  const numbers = field.values.filter(
    (each): each is number => typeof each === "number" && Number.isFinite(each),
  );
  const bounds = { min: Math.min(...numbers, 0), max: Math.max(...numbers, 0) };
  const isTime = field.kind === "time" && config.unit === "";
  const shown = display(value, isTime ? { ...config, unit: "dateTimeAsIso" } : config, {
    index,
    ...bounds,
    now: data.now,
  });
  const kind = text(at(config.custom, "cellOptions", "type")) || text(config.custom["displayMode"]);
  const isColored = kind === "color-text" || kind === "color-background";
  const mode = kind.startsWith("color-background") ? "color-background" : kind;
  const url = config.links[0]?.url;
  const words =
    url === undefined || value === null
      ? shown.text
      : link(
          host.fill(url, { "__value.raw": String(value), "__value.text": shown.text }),
          shown.text,
        );
  const alignment = text(config.custom["align"], "auto");
  const side = alignment === "auto" ? (field.kind === "number" ? "right" : "") : alignment;
  const width = Number(config.custom["width"]);
  const style = {
    ...(isColored && mode === "color-text" && value !== null ? { color: shown.color } : {}),
    ...(mode === "color-background" && value !== null
      ? { background: shown.color, color: "#fff" }
      : {}),
    ...(width > 0 ? { width: `${width}px` } : {}),
  };
  if (
    ["gauge", "basic", "gradient-gauge", "lcd-gauge"].includes(kind) &&
    typeof value === "number"
  ) {
    const min = config.min ?? bounds.min;
    const share = Math.min(1, Math.max(0, (value - min) / ((config.max ?? bounds.max) - min || 1)));
    const fill = h("i", {
      style: { width: `${(share * 100).toFixed(1)}%`, background: shown.color },
    });
    return h(
      "td",
      { class: "right gauge-cell", "data-value": String(value) },
      h(
        "div",
        {},
        h("span", { class: "cell-bar" }, fill),
        h("span", { style: { color: shown.color } }, words),
      ),
    );
  }
  return h("td", { class: side, style, "data-value": String(value ?? "") }, words);
}
