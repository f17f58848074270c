import { thresholdColor } from "../data/display.ts";
import { h, svg } from "../dom.ts";
import type { Drawing, PanelHost } from "./context.ts";
import { emptyView } from "./empty.ts";
import { valuesOf, type PanelValue } from "./values.ts";

const startAngle = 210;
const sweep = 240;

/** A dial a series. */
export function gauge(host: PanelHost): Drawing {
  const { body } = host;
  return {
    draw(data) {
      const values = valuesOf(host, data);
      body.replaceChildren(
        values.length === 0
          ? emptyView(data.why ?? { kind: "empty", text: "" })
          : h(
              "div",
              { class: "gauges" },
              values.map((value) => dial(value, values.length > 1)),
            ),
      );
    },
    destroy: () => body.replaceChildren(),
  };
}

function dial({ title, value, shown, config }: PanelValue, showsTitle: boolean): HTMLElement {
  const min = config.min ?? 0;
  const max = config.max ?? (config.unit === "percentunit" ? 1 : 100);
  const amount = typeof value === "number" && Number.isFinite(value) ? value : min;
  const share = Math.min(1, Math.max(0, (amount - min) / (max - min || 1)));
  const color = thresholdColor(amount, config, min, max);
  return h(
    "div",
    { class: "gauge" },
    svg(
      "svg",
      { viewBox: "0 0 100 78", role: "img", "aria-label": `${title}: ${shown.text}` },
      svg("path", { d: arc(0, 1), class: "gauge-track" }),
      svg("path", { d: arc(0, share), stroke: color, class: "gauge-fill" }),
      svg("text", { x: 50, y: 56, class: "gauge-value", fill: color }, shown.text),
    ),
    showsTitle && h("div", { class: "gauge-title" }, title),
  );
}

function arc(from: number, to: number): string {
  const point = (share: number): string => {
    const angle = ((startAngle - share * sweep) * Math.PI) / 180;
    return `${(50 + 40 * Math.cos(angle)).toFixed(2)} ${(50 - 40 * Math.sin(angle)).toFixed(2)}`;
  };
  const isLarge = (to - from) * sweep > 180 ? 1 : 0;
  return `M ${point(from)} A 40 40 0 ${isLarge} 1 ${point(Math.max(to, from + 0.001))}`;
}
