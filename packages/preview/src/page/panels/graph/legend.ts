import { display } from "../../data/display.ts";
import { calcTitle, reduce } from "../../data/reduce.ts";
import { sortedIndices } from "../../data/transform.ts";
import { h } from "../../dom.ts";
import { at, text, texts } from "../../json.ts";
import type { PanelModel } from "../../model/types.ts";
import type { Graph, Line } from "./lines.ts";
import { swatch } from "./tooltip.ts";

const mostEntries = 200;

export interface LegendState {
  readonly hidden: ReadonlySet<string>;
  /** A click shows that line alone; with Ctrl or Shift it hides or shows it beside the others. */
  readonly toggle: (title: string, isAdding: boolean) => void;
}

/** The names of the lines, with the numbers that the dashboard asks for. */
export function legend(
  panel: PanelModel,
  graph: Graph,
  state: LegendState,
): HTMLElement | undefined {
  const options = at(panel.options, "legend");
  const mode = text(at(options, "displayMode"), "list");
  if (at(options, "showLegend") === false || mode === "hidden" || graph.lines.length === 0)
    return undefined;
  const calcs = texts(at(options, "calcs"));
  const entries = graph.lines.filter(
    ({ config }) => at(config.custom, "hideFrom", "legend") !== true,
  );
  return mode === "table"
    ? table(entries, calcs, options, state)
    : h(
        "ul",
        { class: "legend list" },
        entries.slice(0, mostEntries).map((line) => listItem(line, calcs, state)),
        more(entries),
      );
}

function more(entries: readonly Line[]): HTMLElement | undefined {
  return entries.length > mostEntries
    ? h("li", { class: "note" }, `and ${entries.length - mostEntries} more`)
    : undefined;
}

function name(line: Line, { hidden, toggle }: LegendState): HTMLElement {
  const click = (event: MouseEvent): void =>
    toggle(line.title, event.ctrlKey || event.metaKey || event.shiftKey);
  return h(
    "button",
    {
      type: "button",
      class: "legend-name",
      "aria-pressed": String(!hidden.has(line.title)),
      onclick: click,
      title: line.title,
    },
    swatch(line.color),
    h("span", {}, line.title),
  );
}

function listItem(line: Line, calcs: readonly string[], state: LegendState): HTMLElement {
  const numbers = calcs.map((calc) =>
    h("span", { class: "legend-calc" }, `${calcTitle(calc)}: ${shownCalc(line, calc)}`),
  );
  return h("li", { class: state.hidden.has(line.title) ? "off" : "" }, name(line, state), numbers);
}

function shownCalc(line: Line, calc: string): string {
  const value = reduce(line.values, calc);
  return value === null ? "" : display(value, line.config).text;
}

function table(
  lines: readonly Line[],
  calcs: readonly string[],
  options: unknown,
  state: LegendState,
): HTMLElement {
  const sortBy = text(at(options, "sortBy"));
  const sorted = calcs.find(
    (calc) => calcTitle(calc) === sortBy || (sortBy === "Last *" && calc === "lastNotNull"),
  );
  const order =
    sorted === undefined
      ? [...lines.keys()]
      : sortedIndices(
          lines.map(({ values }) => reduce(values, sorted)),
          at(options, "sortDesc") === true,
        );
  const body = order.slice(0, mostEntries).flatMap((index) => {
    const line = lines[index];
    if (line === undefined) return [];
    return [
      h(
        "tr",
        { class: state.hidden.has(line.title) ? "off" : "" },
        h("td", {}, name(line, state)),
        calcs.map((calc) => h("td", { class: "right" }, shownCalc(line, calc))),
      ),
    ];
  });
  return h(
    "div",
    { class: "legend table" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", {}, "Name"),
          calcs.map((calc) => h("th", { class: "right" }, calcTitle(calc))),
        ),
      ),
      h("tbody", {}, body),
    ),
    more(lines),
  );
}
