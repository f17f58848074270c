import { h } from "../dom.ts";
import { barGauge } from "./bar-gauge.ts";
import type { MakeDrawing } from "./context.ts";
import { gauge } from "./gauge.ts";
import { heatmap } from "./heatmap.ts";
import { stat } from "./stat.ts";
import { table } from "./table.ts";
import { text } from "./text.ts";
import { timeSeries } from "./time-series.ts";

/** By Grafana's name of the panel's kind. A pie says the same as bars do, and worse. */
const drawings: Readonly<Record<string, MakeDrawing>> = {
  timeseries: timeSeries,
  trend: timeSeries,
  barchart: barGauge,
  stat,
  bargauge: barGauge,
  piechart: barGauge,
  gauge,
  table,
  heatmap,
  text,
};

export function drawingOf(type: string): MakeDrawing {
  return drawings[type] ?? unsupported;
}

const unsupported: MakeDrawing = ({ body, panel }) => ({
  draw() {
    body.replaceChildren(
      h(
        "div",
        { class: "empty", role: "status" },
        h("p", { class: "empty-title" }, `“${panel.type}” panels are not drawn here`),
        h("p", { class: "empty-why" }, "Grafana draws them from the same file."),
      ),
    );
  },
  destroy: () => body.replaceChildren(),
});
