import { h } from "../dom.ts";
import type { PanelModel, RowModel } from "../model/types.ts";
import { PanelCard, type CardContext } from "./panel-card.ts";

/** The rows and panels of a dashboard, placed as Grafana places them. */
export class Grid {
  readonly element = h("div", { class: "rows" });
  readonly #cards = new Set<PanelCard>();
  readonly #byElement = new Map<Element, PanelCard>();
  readonly #context: CardContext;
  readonly #rows: { readonly box: HTMLElement; readonly toggle: (isOpen?: boolean) => void }[] = [];
  readonly #observer: IntersectionObserver;

  constructor(rows: readonly RowModel[], context: CardContext) {
    this.#context = context;
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) this.#seen(target, isIntersecting);
      },
      { rootMargin: "200px" },
    );
    for (const row of rows) this.#addRow(row);
  }

  async refresh(): Promise<void> {
    await Promise.all([...this.#cards].map(async (card) => await card.refresh()));
  }

  /** Opens all rows, or closes them when all are open. */
  toggleRows(): void {
    const isAnyClosed = this.#rows.some(({ box }) => box.classList.contains("closed"));
    for (const { toggle } of this.#rows) toggle(isAnyClosed);
  }

  openRows(): void {
    for (const { toggle } of this.#rows) toggle(true);
  }

  destroy(): void {
    this.#observer.disconnect();
    for (const card of this.#cards) card.destroy();
    this.element.remove();
  }

  #seen(target: Element, isSeen: boolean): void {
    const card = this.#byElement.get(target);
    if (card === undefined) return;
    if (isSeen) void card.show();
    else card.isVisible = false;
  }

  #addRow(row: RowModel): void {
    const panels = h("div", { class: "grid" });
    const box = h("div", { class: "row" });
    let isFilled = false;
    const fill = (): void => {
      if (isFilled) return;
      isFilled = true;
      const top = Math.min(...row.panels.map(({ grid }) => grid.y));
      for (const panel of row.panels.flatMap((each) => this.#repeated(each)))
        this.#addPanel(panel, top, panels);
    };
    if (row.title === "") {
      fill();
      box.append(panels);
      this.element.append(box);
      return;
    }
    const button = h(
      "button",
      { type: "button", class: "row-title", onclick: () => toggle() },
      h("span", { class: "chevron", "aria-hidden": "true" }),
      row.title,
      h("small", {}, `${row.panels.length} ${row.panels.length === 1 ? "panel" : "panels"}`),
    );
    const toggle = (isOpen = box.classList.contains("closed")): void => {
      box.classList.toggle("closed", !isOpen);
      button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) fill();
    };
    box.append(h("h2", {}, button), panels);
    this.element.append(box);
    this.#rows.push({ box, toggle });
    toggle(!row.isCollapsed);
  }

  #addPanel(panel: PanelModel, top: number, into: HTMLElement): void {
    const card = new PanelCard(panel, this.#context);
    const { x, y, w, h: height } = panel.grid;
    const { style } = card.element;
    style.setProperty("--x", String(x + 1));
    style.setProperty("--y", String(y - top + 1));
    style.setProperty("--w", String(w));
    style.setProperty("--h", String(height));
    into.append(card.element);
    this.#cards.add(card);
    this.#byElement.set(card.element, card);
    this.#observer.observe(card.element);
  }

  /** A panel that repeats stands once for each value, side by side. */
  #repeated(panel: PanelModel): readonly PanelModel[] {
    const choice = this.#context.scope().choices.get(panel.repeat);
    if (panel.repeat === "" || choice === undefined || choice.values.length <= 1) return [panel];
    const w = Math.max(4, Math.floor(24 / Math.min(choice.values.length, 4)));
    return choice.values.map((value, index) => ({
      ...panel,
      title: panel.title.replaceAll(`$${panel.repeat}`, value),
      grid: {
        ...panel.grid,
        x: (index * w) % 24,
        y: panel.grid.y + Math.floor((index * w) / 24) * panel.grid.h,
        w,
      },
      targets: panel.targets.map((target) => ({
        ...target,
        expr: target.expr.replaceAll(
          new RegExp(`\\$\\{?${panel.repeat}\\b(?::\\w+)?\\}?`, "g"),
          () => value,
        ),
      })),
    }));
  }
}
