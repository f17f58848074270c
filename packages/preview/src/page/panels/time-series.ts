import uPlot from "uplot";
import { h } from "../dom.ts";
import { at, text } from "../json.ts";
import type { Drawing, PanelData, PanelHost } from "./context.ts";
import { emptyView } from "./empty.ts";
import { legend } from "./graph/legend.ts";
import { linesOf, type Graph } from "./graph/lines.ts";
import { scaleOf, uplotOptions } from "./graph/options.ts";
import { dotsOf, drawThresholds, placeOverlay } from "./graph/overlay.ts";
import { updateTooltip } from "./graph/tooltip.ts";

/** Lines, areas and bars over time. */
export function timeSeries(host: PanelHost): Drawing {
  return new TimeSeries(host);
}

class TimeSeries implements Drawing {
  readonly #host: PanelHost;
  readonly #box = h("div", { class: "plot" });
  readonly #layer = h("div", { class: "overlay" });
  readonly #tip = h("div", { class: "tooltip", hidden: true });
  readonly #legend = h("div", { class: "legend-box" });
  readonly #hidden = new Set<string>();
  readonly #observer = new ResizeObserver(() => this.#resize());
  #plot: uPlot | undefined;
  #shape = "";
  #graph: Graph = { times: [], lines: [], bands: [] };
  #data: PanelData | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  draw(data: PanelData): void {
    this.#data = data;
    this.#graph = linesOf(data, this.#hidden);
    if (this.#graph.lines.length === 0) {
      this.#drop();
      const noValue = text(this.#host.panel.defaults["noValue"]);
      const why = data.why ?? { kind: "empty", text: "" };
      this.#host.body.replaceChildren(
        emptyView(why.kind === "error" || noValue === "" ? why : { ...why, text: noValue }),
      );
      return;
    }
    if (!this.#box.isConnected) this.#mount();
    this.#drawLegend();
    this.#update();
  }

  destroy(): void {
    this.#drop();
    this.#host.body.replaceChildren();
  }

  #mount(): void {
    const placement = text(at(this.#host.panel.options, "legend", "placement"), "bottom");
    this.#host.body.replaceChildren(
      h("div", { class: `graph legend-${placement}` }, this.#box, this.#legend),
    );
    document.body.append(this.#tip);
    this.#observer.observe(this.#box);
  }

  #drop(): void {
    this.#observer.disconnect();
    this.#tip.remove();
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#shape = "";
    this.#box.remove();
  }

  /** The same lines as before get new data; other ones get a new plot. */
  #update(): void {
    const { lines, bands } = this.#graph;
    const shape = JSON.stringify([
      lines.map(({ title, color, config }) => [title, color, config.unit, config.custom]),
      bands,
      [...this.#hidden],
    ]);
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (width < 20 || height < 20) return;
    const data = [
      this.#graph.times,
      ...lines.map(({ drawn }) => drawn),
    ] as unknown as uPlot.AlignedData;
    if (this.#plot !== undefined && shape === this.#shape) {
      this.#plot.setData(data);
      return;
    }
    this.#plot?.destroy();
    this.#shape = shape;
    const options = uplotOptions(this.#graph, {
      width,
      height,
      syncKey: this.#host.syncKey,
      hidden: this.#hidden,
      range: () => this.#data?.range ?? { from: 0, to: 1 },
    });
    this.#plot = new uPlot({ ...options, hooks: this.#hooks() }, data, this.#box);
    this.#plot.over.append(this.#layer);
    this.#plot.over.addEventListener("dblclick", () => this.#host.zoomOut());
    this.#plot.over.addEventListener("mouseleave", () => {
      this.#tip.hidden = true;
    });
    this.#overlay(this.#plot);
  }

  #hooks(): uPlot.Hooks.Arrays {
    return {
      drawClear: [],
      draw: [
        (plot) => {
          drawThresholds(plot, this.#graph.lines[0]);
          this.#overlay(plot);
        },
      ],
      setCursor: [
        (plot) => updateTooltip(this.#tip, plot, this.#graph, this.#host.panel, this.#hidden),
      ],
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

  #overlay(plot: uPlot): void {
    const [line] = this.#graph.lines;
    if (this.#data === undefined || line === undefined) return;
    const dots = dotsOf(this.#data, scaleOf(line), line.config.unit, (value) => value);
    placeOverlay(plot, this.#layer, this.#data, dots);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (this.#plot === undefined) this.#update();
    else if (
      width > 20 &&
      height > 20 &&
      (this.#plot.width !== width || this.#plot.height !== height)
    )
      this.#plot.setSize({ width, height });
  }

  #drawLegend(): void {
    const scroll = this.#legend.scrollTop;
    const content = legend(this.#host.panel, this.#graph, {
      hidden: this.#hidden,
      toggle: (title, isAdding) => this.#toggle(title, isAdding),
    });
    this.#legend.replaceChildren(...(content === undefined ? [] : [content]));
    this.#legend.hidden = content === undefined;
    this.#legend.scrollTop = scroll;
  }

  #toggle(title: string, isAdding: boolean): void {
    const titles = this.#graph.lines.map((line) => line.title);
    const isAlone = !this.#hidden.has(title) && this.#hidden.size === titles.length - 1;
    if (isAdding) {
      if (!this.#hidden.delete(title)) this.#hidden.add(title);
    } else {
      this.#hidden.clear();
      if (!isAlone) for (const each of titles) if (each !== title) this.#hidden.add(each);
    }
    if (this.#data !== undefined) this.draw(this.#data);
  }
}
