import { h } from "../dom.ts";
import { colorOf } from "../format/colors.ts";
import { text } from "../json.ts";
import type { Drawing, PanelHost } from "./context.ts";
import { emptyView } from "./empty.ts";
import { valuesOf, type PanelValue } from "./values.ts";

/** One bar a series, from the smallest to the largest possible value. */
export function barGauge(host: PanelHost): Drawing {
  const { body, panel } = host;
  return {
    draw(data) {
      const values = valuesOf(host, data).filter(({ value }) => value !== null);
      if (values.length === 0) {
        const noValue = text(panel.defaults["noValue"]);
        const why = data.why ?? { kind: "empty", text: "" };
        body.replaceChildren(
          emptyView(
            noValue === "" || why.kind === "error" ? why : { kind: "empty", text: noValue },
          ),
        );
        return;
      }
      const amounts = values.map(({ value }) =>
        typeof value === "number" && Number.isFinite(value) ? value : 0,
      );
      const min = values[0]?.config.min ?? Math.min(0, ...amounts);
      const max = values[0]?.config.max ?? Math.max(...amounts, min);
      const isVertical = text(panel.options["orientation"], "horizontal") === "vertical";
      const mode = text(panel.options["displayMode"], "gradient");
      const isHidden = panel.options["valueMode"] === "hidden";
      body.replaceChildren(
        h(
          "div",
          { class: `bars ${isVertical ? "vertical" : "horizontal"}` },
          values.flatMap((value, index) =>
            bar(value, shareOf(amounts[index] ?? 0, min, max), {
              mode,
              isVertical,
              isHidden,
              min,
              max,
            }),
          ),
        ),
      );
    },
    destroy: () => body.replaceChildren(),
  };
}

function shareOf(value: number, min: number, max: number): number {
  return max === min ? 0 : Math.min(1, Math.max(0, (value - min) / (max - min)));
}

function bar(
  { title, shown, config }: PanelValue,
  share: number,
  options: { mode: string; isVertical: boolean; isHidden: boolean; min: number; max: number },
): readonly HTMLElement[] {
  const { mode, isVertical, isHidden, min, max } = options;
  const size = `${(share * 100).toFixed(2)}%`;
  const fill =
    mode === "gradient" && config.color.mode === "thresholds"
      ? gradient(config.thresholds.steps, min, min + (max - min) * share, isVertical)
      : mode === "basic" || mode === "gradient"
        ? shown.color
        : `repeating-linear-gradient(${isVertical ? 0 : 90}deg, ${shown.color} 0 6px, transparent 6px 9px)`;
  return [
    h("div", { class: "bar-title", title }, title),
    h(
      "div",
      { class: "bar-track" },
      h("div", {
        class: "bar-fill",
        style: {
          [isVertical ? "height" : "width"]: size,
          background: fill,
          "border-color": shown.color,
        },
      }),
    ),
    isHidden
      ? h("div")
      : h("div", { class: "bar-value", style: { color: shown.color } }, shown.text),
  ];
}

/** From the colour of each threshold to the next, up to the value. */
function gradient(
  steps: readonly { readonly value: number; readonly color: string }[],
  min: number,
  end: number,
  isVertical: boolean,
): string {
  const reached = steps.filter(({ value }) => value <= end);
  const first = colorOf(reached[0]?.color ?? "green");
  const stops = reached.slice(1).map(({ value, color }) => {
    const place = end === min ? 0 : ((value - min) / (end - min)) * 100;
    return `${colorOf(color)} ${Math.max(0, place).toFixed(1)}%`;
  });
  const all = [`${first} 0%`, ...stops];
  return all.length === 1 ? first : `linear-gradient(${isVertical ? 0 : 90}deg, ${all.join(", ")})`;
}
