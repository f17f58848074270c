import { colorOf, mixed } from "../../format/colors.ts";
import { at, number, text } from "../../json.ts";
import type { PanelModel } from "../../model/types.ts";

/** From few to many on a dark page, of the schemes that d3 and Grafana know by these names. */
const schemes: Readonly<Record<string, readonly string[]>> = {
  Oranges: ["#3b2410", "#7f3c0d", "#c9570f", "#f58634", "#fdbe85", "#fff1e0"],
  Blues: ["#0d2038", "#12457a", "#2b76b9", "#6aaed6", "#b3d3e8", "#eff5fb"],
  Greens: ["#0c2913", "#15592b", "#2e934d", "#76c278", "#bde4b5", "#f0f9ec"],
  Reds: ["#350b0e", "#7d1217", "#c2232a", "#f0543f", "#fba082", "#fff0e9"],
  Purples: ["#1d1538", "#4a3088", "#7a67b3", "#a7a3cd", "#d6d5e8", "#f9f8fb"],
  Spectral: ["#5e4fa2", "#3288bd", "#66c2a5", "#e6f598", "#fee08b", "#f46d43", "#9e0142"],
  RdYlGn: ["#006837", "#66bd63", "#d9ef8b", "#fee08b", "#f46d43", "#a50026"],
  Turbo: ["#30123b", "#4675ed", "#1bcfd4", "#62fc6b", "#d1e834", "#fe9b2d", "#d93806"],
  Viridis: ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"],
  Magma: ["#0b0724", "#3b0f70", "#8c2981", "#de4968", "#fe9f6d", "#fcfdbf"],
  Inferno: ["#0b0724", "#420a68", "#932667", "#dd513a", "#fca50a", "#fcffa4"],
};

/** From one colour to another instead of from dark to light: the same on a light page. */
const diverging = new Set(["Spectral", "RdYlGn"]);

/** The colour for a share from 0 to 1. */
export type Paint = (share: number) => string;

export function paintOf(panel: PanelModel): Paint {
  const options = at(panel.options, "color");
  const mode = text(at(options, "mode"), "scheme");
  if (mode === "opacity") {
    const fill = colorOf(text(at(options, "fill"), "orange"));
    const exponent =
      text(at(options, "scale"), "exponential") === "exponential"
        ? (number(at(options, "exponent")) ?? 0.5)
        : 1;
    return (share) => withAlpha(fill, Math.max(0.04, share ** exponent));
  }
  const name = text(at(options, "scheme"), "Oranges");
  const scheme = schemes[name] ?? schemes["Oranges"] ?? [];
  // What is rare looks like the page.
  const isLight = document.documentElement.dataset["theme"] === "light" && !diverging.has(name);
  const stops = (at(options, "reverse") === true) === isLight ? scheme : scheme.toReversed();
  return (share) => {
    const place = Math.min(0.9999, Math.max(0, share)) * (stops.length - 1);
    const index = Math.floor(place);
    return mixed(stops[index] ?? "#000000", stops[index + 1] ?? "#ffffff", place - index);
  };
}

function withAlpha(color: string, alpha: number): string {
  const part = Math.round(Math.min(1, alpha) * 255);
  return `${color}${part.toString(16).padStart(2, "0")}`;
}
