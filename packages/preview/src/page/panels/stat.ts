import { h } from "../dom.ts";
import { mixed } from "../format/colors.ts";
import { text } from "../json.ts";
import type { Drawing, PanelHost } from "./context.ts";
import { emptyView } from "./empty.ts";
import { sparkline } from "./sparkline.ts";
import { valuesOf, type PanelValue } from "./values.ts";

const nothingShown = {
  kind: "empty",
  text: "The answer has no field that the panel shows.",
} as const;

/** One big number a series, with its line below it. */
export function stat(host: PanelHost): Drawing {
  const { body, panel } = host;
  return {
    draw(data) {
      const values = valuesOf(host, data);
      const noValue = text(panel.defaults["noValue"]);
      if (values.length === 0 && (noValue === "" || data.why?.kind === "error")) {
        body.replaceChildren(emptyView(data.why ?? nothingShown));
        return;
      }
      const shown =
        values.length === 0
          ? [h("div", { class: "stat-tile" }, h("div", { class: "stat-value none" }, noValue))]
          : tiles(host, values);
      body.replaceChildren(h("div", { class: `stats ${directionOf(host, values.length)}` }, shown));
      fit(body);
    },
    destroy: () => body.replaceChildren(),
  };
}

function directionOf({ panel, body }: PanelHost, count: number): string {
  if (count === 1) return "columns";
  const orientation = text(panel.options["orientation"], "auto");
  if (orientation !== "auto") return orientation === "horizontal" ? "rows" : "columns";
  return body.clientWidth > body.clientHeight * 1.2 ? "columns" : "rows";
}

function tiles({ panel, fill }: PanelHost, values: readonly PanelValue[]): readonly HTMLElement[] {
  const { options } = panel;
  const textMode = text(options["textMode"], "auto");
  const colorMode = text(options["colorMode"], "value");
  const hasLine = text(options["graphMode"], "none") === "area";
  return values.map(({ title, value, shown, series, config }) => {
    const isName = textMode === "name";
    const showsTitle = textMode === "value_and_name" || (textMode === "auto" && values.length > 1);
    const isBackground = colorMode.startsWith("background");
    const isNone = colorMode === "none" || textMode === "none";
    const background = /^#[0-9a-f]{6}$/i.test(shown.color)
      ? `linear-gradient(120deg, ${mixed(shown.color, "#000000", 0.35)}, ${mixed(shown.color, "#000000", 0.15)})`
      : shown.color;
    const style = isBackground
      ? { background, color: "#fff" }
      : isNone
        ? {}
        : { color: shown.color };
    const words = isName
      ? title || "–"
      : shown.text || (value === null ? text(config.noValue, "–") : "");
    const url = config.links[0]?.url;
    return h(
      "div",
      { class: `stat-tile${isBackground ? " filled" : ""}${isName ? " named" : ""}`, style },
      hasLine && sparkline(series, isBackground ? "#ffffff" : shown.color),
      showsTitle && h("div", { class: "stat-title" }, title),
      textMode === "none"
        ? undefined
        : h(
            "div",
            {
              class: "stat-value",
              title: words,
              "data-value": String(value ?? ""),
              ...(url === undefined ? {} : { "data-link": fill(url) }),
            },
            words,
          ),
    );
  });
}

const measure = document.createElement("canvas").getContext("2d");

/** As large as the tile allows, and the same for all tiles of the panel. */
function fit(body: HTMLElement): void {
  const found = [...body.querySelectorAll<HTMLElement>(".stat-value")];
  if (measure === null || found.length === 0) return;
  measure.font = "500 100px Inter, Roboto, 'Helvetica Neue', Arial, sans-serif";
  let size = 52;
  for (const element of found) {
    const tile = element.parentElement;
    const width = (tile?.clientWidth ?? 100) - 20;
    const height =
      (tile?.clientHeight ?? 60) * (tile?.querySelector(".stat-title") === null ? 0.44 : 0.36);
    const natural = Math.max(1, measure.measureText(element.textContent ?? "").width) / 100;
    size = Math.min(size, width / natural, height);
  }
  for (const element of found)
    element.style.setProperty("font-size", `${Math.max(13, size).toFixed(1)}px`);
}
