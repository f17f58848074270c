import type uPlot from "uplot";
import { display } from "../../data/display.ts";
import { h } from "../../dom.ts";
import { isoDate } from "../../format/dates.ts";
import { at, text } from "../../json.ts";
import type { PanelModel } from "../../model/types.ts";
import type { Graph } from "./lines.ts";

const mostRows = 24;

/** What the lines say under the pointer; the crosshair of other panels moves no tooltip here. */
export function updateTooltip(
  box: HTMLElement,
  plot: uPlot,
  graph: Graph,
  panel: PanelModel,
  hidden: ReadonlySet<string>,
): void {
  const { left = -1, top = -1, idx: index } = plot.cursor;
  const isHere = plot.over.matches(":hover");
  const mode = text(at(panel.options, "tooltip", "mode"), "single");
  if (!isHere || left < 0 || index === null || index === undefined || mode === "none") {
    box.hidden = true;
    return;
  }
  const rows = graph.lines.flatMap(({ title, color, values, config }, line) => {
    const value = values[index];
    if (value === null || value === undefined || hidden.has(title)) return [];
    const y = plot.valToPos(
      graph.lines[line]?.drawn[index] ?? value,
      plot.series[line + 1]?.scale ?? "y",
    );
    return [
      { title, color, value, distance: Math.abs(y - top), shown: display(value, config).text },
    ];
  });
  const sort = text(at(panel.options, "tooltip", "sort"), "none");
  const nearest = rows.toSorted((a, b) => a.distance - b.distance)[0];
  const sorted =
    mode === "single"
      ? rows.filter((row) => row === nearest)
      : sort === "desc"
        ? rows.toSorted((a, b) => b.value - a.value)
        : sort === "asc"
          ? rows.toSorted((a, b) => a.value - b.value)
          : rows;
  if (sorted.length === 0) {
    box.hidden = true;
    return;
  }
  const shown = sorted.slice(0, mostRows);
  box.replaceChildren(
    h("time", {}, isoDate((graph.times[index] ?? 0) * 1000)),
    ...shown.map((row) =>
      h(
        "div",
        { class: `tip-row${row === nearest && rows.length > 1 ? " nearest" : ""}` },
        swatch(row.color),
        h("span", { class: "tip-title" }, row.title),
        h("span", { class: "tip-value" }, row.shown),
      ),
    ),
    ...(sorted.length > mostRows
      ? [h("div", { class: "note" }, `and ${sorted.length - mostRows} more`)]
      : []),
  );
  box.hidden = false;
  placeTooltip(box, plot.over, left, top);
}

/** Beside the pointer, and within the window. */
export function placeTooltip(box: HTMLElement, over: HTMLElement, left: number, top: number): void {
  const frame = over.getBoundingClientRect();
  const [x, y] = [frame.left + left, frame.top + top];
  const { offsetWidth: width, offsetHeight: height } = box;
  const isLeft = x + width + 24 > innerWidth;
  box.style.setProperty("left", `${Math.max(4, isLeft ? x - width - 14 : x + 14)}px`);
  box.style.setProperty("top", `${Math.max(4, Math.min(y + 12, innerHeight - height - 8))}px`);
}

export function swatch(color: string): HTMLElement {
  return h("i", { class: "swatch", style: { background: color } });
}
