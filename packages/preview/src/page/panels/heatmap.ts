import uPlot from "uplot";
import { h } from "../dom.ts";
import { at, number } from "../json.ts";
import type { Drawing, PanelData, PanelHost } from "./context.ts";
import { emptyView } from "./empty.ts";
import { dotsOf, placeOverlay } from "./graph/overlay.ts";
import { cellsOf, rowOf, trimmed, unitOf, type Heat } from "./heat/cells.ts";
import { paintOf } from "./heat/colors.ts";
import { colorScale, drawCells, heatOptions, updateHeatTooltip } from "./heat/view.ts";

/** How many observations fell where, over time. */
export function heatmap(host: PanelHost): Drawing {
  return new Heatmap(host);
}

class Heatmap implements Drawing {
  readonly #host: PanelHost;
  readonly #box = h("div", { class: "plot" });
  readonly #layer = h("div", { class: "overlay" });
  readonly #tip = h("div", { class: "tooltip", hidden: true });
  readonly #legend = h("div", { class: "legend-box" });
  readonly #observer = new ResizeObserver(() => this.#update());
  #plot: uPlot | undefined;
  #heat: Heat = { times: [], bounds: [], names: [], cells: [], most: 0, least: 0 };
  #data: PanelData | undefined;
  #shape = "";

  constructor(host: PanelHost) {
    this.#host = host;
  }

  draw(data: PanelData): void {
    this.#data = data;
    this.#heat = trimmed(cellsOf(data, this.#host.panel));
    if (this.#heat.bounds.length === 0) {
      this.destroy();
      this.#host.body.replaceChildren(emptyView(data.why ?? { kind: "empty", text: "" }));
      return;
    }
    if (!this.#box.isConnected) {
      this.#host.body.replaceChildren(
        h("div", { class: "graph legend-bottom" }, this.#box, this.#legend),
      );
      document.body.append(this.#tip);
      this.#observer.observe(this.#box);
    }
    const scale = colorScale(this.#host, this.#heat, paintOf(this.#host.panel));
    this.#legend.replaceChildren(...(scale === undefined ? [] : [scale]));
    this.#update();
  }

  destroy(): void {
    this.#observer.disconnect();
    this.#tip.remove();
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#box.remove();
    this.#host.body.replaceChildren();
  }

  #update(): void {
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (width < 20 || height < 20) return;
    const { times, bounds } = this.#heat;
    // The series only carries the times: the cells are drawn by hand.
    const data = [times, times.map(() => null)] as unknown as uPlot.AlignedData;
    const shape = JSON.stringify([bounds, width, height]);
    if (this.#plot !== undefined && shape === this.#shape) {
      this.#plot.setData(data);
      return;
    }
    this.#plot?.destroy();
    this.#shape = shape;
    const range = (): PanelData["range"] => this.#data?.range ?? { from: 0, to: 1 };
    const options = heatOptions(this.#host, () => this.#heat, { width, height }, range);
    this.#plot = new uPlot({ ...options, hooks: this.#hooks() }, data, this.#box);
    this.#plot.over.append(this.#layer);
    this.#plot.over.addEventListener("dblclick", () => this.#host.zoomOut());
    this.#plot.over.addEventListener("mouseleave", () => {
      this.#tip.hidden = true;
    });
  }

  #hooks(): uPlot.Hooks.Arrays {
    const step = (): number => this.#data?.step ?? 1000;
    return {
      draw: [
        (plot) => {
          const gap = number(at(this.#host.panel.options, "cellGap")) ?? 1;
          drawCells(plot, this.#heat, paintOf(this.#host.panel), step(), gap);
          if (this.#data === undefined) return;
          const { bounds } = this.#heat;
          const dots = dotsOf(this.#data, "y", unitOf(this.#host.panel), (value) =>
            rowOf(value, bounds),
          );
          placeOverlay(plot, this.#layer, this.#data, dots);
        },
      ],
      setCursor: [(plot) => updateHeatTooltip(this.#tip, plot, this.#heat, this.#host, step())],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          const from = plot.posToVal(left, "x") * 1000;
          const to = plot.posToVal(left + width, "x") * 1000;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          this.#host.zoom({ from: Math.round(from), to: Math.round(to) });
        },
      ],
    };
  }
}
