import { h, link } from "../dom.ts";
import { interpolate, type Scope } from "../model/interpolate.ts";
import { timeVariables, windowsOf, type TimeRange } from "../model/time.ts";
import type { PanelModel } from "../model/types.ts";
import type { Drawing, Mark, PanelHost } from "../panels/context.ts";
import { emptyView } from "../panels/empty.ts";
import { drawingOf } from "../panels/registry.ts";
import { runPanel } from "../query/run-panel.ts";
import { change, currentRange, serverNow, zoom } from "./state.ts";

/** What the cards of a dashboard have in common. */
export interface CardContext {
  readonly scrapeInterval: number;
  readonly syncKey: string | undefined;
  scope(): Scope;
  marks(): readonly Mark[];
}

/** A line needs a point every other pixel; a cell of a heat map must be wide enough to be seen. */
function pointsOf({ type }: PanelModel, width: number): number {
  const least = type === "heatmap" ? 9 : 2;
  return Math.max(40, Math.min(600, Math.round(width / least)));
}

/** A panel on the page. It asks for data only while it can be seen. */
export class PanelCard {
  readonly element: HTMLElement;
  readonly panel: PanelModel;
  isVisible = false;
  readonly #context: CardContext;
  readonly #body = h("div", { class: "panel-body" });
  readonly #title = h("h3");
  readonly #drawing: Drawing;
  #turn = 0;
  #isStale = true;
  #hasDrawn = false;

  constructor(panel: PanelModel, context: CardContext) {
    this.panel = panel;
    this.#context = context;
    this.element = this.#shell();
    this.#drawing = drawingOf(panel.type)(this.#host());
  }

  /** Asks for new data, now or when it comes into sight. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    if (this.isVisible) await this.#load();
  }

  async show(): Promise<void> {
    this.isVisible = true;
    if (this.#isStale) await this.#load();
  }

  destroy(): void {
    this.#turn = -1;
    this.#drawing.destroy();
    this.element.remove();
  }

  async #load(): Promise<void> {
    const turn = (this.#turn += 1);
    this.#isStale = false;
    const { panel } = this;
    const full = currentRange();
    const scope = this.#context.scope();
    if (!this.#hasDrawn) this.element.classList.add("loading");
    try {
      const result = await runPanel({
        panel,
        range: full,
        points: pointsOf(panel, this.#body.clientWidth),
        scrapeInterval: this.#context.scrapeInterval,
        scope,
      });
      // A later question has overtaken this one, or the card is gone.
      if (turn !== this.#turn) return;
      this.#title.textContent = interpolate(panel.title, scope);
      const { frames, exemplars, step, why } = result;
      this.#drawing.draw({
        frames,
        exemplars,
        step,
        why,
        range: full,
        marks: this.#context.marks(),
        now: serverNow(),
      });
      this.#hasDrawn = true;
    } catch (error) {
      if (turn !== this.#turn) return;
      const text = error instanceof Error ? error.message : String(error);
      this.#drawing.destroy();
      this.#body.replaceChildren(
        emptyView({ kind: "error", text: `This panel could not be drawn: ${text}` }),
      );
    } finally {
      this.element.classList.remove("loading");
      this.element.dataset["state"] = "ready";
    }
  }

  #host(): PanelHost {
    return {
      panel: this.panel,
      body: this.#body,
      syncKey: this.#context.syncKey,
      zoom: ({ from, to }: TimeRange) => change({ from: String(from), to: String(to) }),
      zoomOut: () => zoom(2),
      fill: (text, values = {}) => {
        const scope = this.#context.scope();
        const range = currentRange();
        const times = timeVariables(range, windowsOf(range, 200, this.#context.scrapeInterval));
        return interpolate(text, {
          ...scope,
          builtIns: { ...scope.builtIns, ...times, ...values },
        });
      },
    };
  }

  #shell(): HTMLElement {
    const { panel } = this;
    const { description, links } = panel;
    this.#title.textContent = panel.title;
    const info = h(
      "button",
      { type: "button", class: "info", "aria-label": `About this panel: ${description}` },
      "i",
      h(
        "div",
        { class: "hover-card below" },
        description.split("\n").map((line) => h("div", {}, line)),
      ),
    );
    return h(
      "section",
      {
        class: `panel ${panel.type}${panel.isTransparent ? " transparent" : ""}`,
        tabindex: "-1",
        "aria-label": panel.title,
        "data-panel": panel.title,
        "data-state": "waiting",
      },
      h(
        "header",
        {},
        this.#title,
        description !== "" && info,
        links.map(({ title, url }) => link(url, title || "↗")),
      ),
      this.#body,
    );
  }
}
