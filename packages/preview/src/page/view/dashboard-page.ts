import type { ListedDashboard } from "../api.ts";
import { h, link } from "../dom.ts";
import type { Choice, Scope } from "../model/interpolate.ts";
import { timeVariables, windowsOf } from "../model/time.ts";
import type { DashboardModel } from "../model/types.ts";
import type { Mark } from "../panels/context.ts";
import { runAnnotations } from "../query/run-annotations.ts";
import { resolveVariables, type ResolvedVariable } from "../query/run-variables.ts";
import { Grid } from "./grid.ts";
import type { Page } from "./page.ts";
import { change, currentRange, state } from "./state.ts";
import { variableBar } from "./variable-bar.ts";

/** One dashboard, at work. */
export class DashboardPage implements Page {
  readonly element = h("main", { class: "dashboard" });
  readonly title: string;
  readonly #model: DashboardModel;
  readonly #scrapeInterval: number;
  readonly #bar = h("div", { class: "variables" });
  readonly #disabled = new Set<string>();
  #resolved: readonly ResolvedVariable[] = [];
  #marks: readonly Mark[] = [];
  #grid: Grid | undefined;
  #repeats = "";

  constructor(model: DashboardModel, scrapeInterval: number, sisters: readonly ListedDashboard[]) {
    this.#model = model;
    this.#scrapeInterval = scrapeInterval;
    this.title = model.title;
    for (const { name, isEnabled } of model.annotations) if (!isEnabled) this.#disabled.add(name);
    this.element.append(
      h(
        "div",
        { class: "dashboard-head" },
        h("h1", {}, model.title),
        this.#bar,
        this.#links(sisters),
      ),
    );
  }

  async refresh(): Promise<void> {
    const { variables, annotations } = this.#model;
    this.#resolved = await resolveVariables(variables, state().variables, this.#builtIns()).catch(
      () => this.#resolved,
    );
    this.#drawBar();
    const scope = this.#scope();
    const enabled = annotations.map((each) => ({
      ...each,
      isEnabled: !this.#disabled.has(each.name),
    }));
    this.#marks = await runAnnotations(enabled, currentRange(), scope);
    this.#ensureGrid();
    await this.#grid?.refresh();
  }

  toggleRows(): void {
    this.#grid?.toggleRows();
  }

  openRows(): void {
    this.#grid?.openRows();
  }

  destroy(): void {
    this.#grid?.destroy();
    this.element.remove();
  }

  /** Panels that repeat depend on what is chosen; then the grid is made anew. */
  #ensureGrid(): void {
    const names = new Set(
      this.#model.rows
        .flatMap(({ panels }) => panels.map(({ repeat }) => repeat))
        .filter((name) => name !== ""),
    );
    const repeats = JSON.stringify(
      this.#resolved
        .filter(({ variable }) => names.has(variable.name))
        .map(({ choice }) => choice.values),
    );
    if (this.#grid !== undefined && repeats === this.#repeats) return;
    this.#grid?.destroy();
    this.#repeats = repeats;
    this.#grid = new Grid(this.#model.rows, {
      scrapeInterval: this.#scrapeInterval,
      syncKey: this.#model.sharesCrosshair ? "page" : undefined,
      scope: () => this.#scope(),
      marks: () => this.#marks,
    });
    this.element.append(this.#grid.element);
  }

  #builtIns(): Scope["builtIns"] {
    const range = currentRange();
    const windows = windowsOf(range, 200, this.#scrapeInterval);
    return {
      ...timeVariables(range, windows),
      __dashboard: this.#model.title,
      datasource: "preview",
    };
  }

  #scope(): Scope {
    const choices = new Map<string, Choice>(
      this.#resolved.map(({ variable, choice }) => [variable.name, choice]),
    );
    return { choices, builtIns: this.#builtIns() };
  }

  #drawBar(): void {
    variableBar(this.#bar, this.#resolved, (name, values) => {
      change({ variables: new Map([...state().variables, [name, values]]) });
    });
    const switches = this.#model.annotations.map(({ name }) => {
      const toggle = (): void => {
        if (!this.#disabled.delete(name)) this.#disabled.add(name);
        void this.refresh();
      };
      return h(
        "label",
        { class: "switch" },
        h("input", {
          type: "checkbox",
          ...(this.#disabled.has(name) ? {} : { checked: true }),
          onchange: toggle,
        }),
        name,
      );
    });
    if (this.#bar.querySelector(".switch") === null) this.#bar.append(...switches);
  }

  #links(sisters: readonly ListedDashboard[]): HTMLElement {
    const links = this.#model.links.flatMap(({ title, url, tags }) => {
      if (tags === undefined) return [link(url, title)];
      return sisters
        .filter(
          (each) => each.uid !== this.#model.uid && tags.every((tag) => each.tags.includes(tag)),
        )
        .map((each) => link(`/d/${encodeURIComponent(each.uid)}`, each.title));
    });
    return h("nav", { class: "sisters", "aria-label": "Other dashboards" }, links);
  }
}
