import { api, type ListedDashboard } from "../api.ts";
import { h } from "../dom.ts";
import type { DashboardModel } from "../model/types.ts";
import type { Page } from "./page.ts";

/** All dashboards, and a field to find one. */
export class HomePage implements Page {
  readonly element = h("main", { class: "home" });
  readonly title = "Dashboards";
  readonly #dropped: () => ReadonlyMap<string, DashboardModel>;
  readonly #list = h("ul", { class: "cards" });
  readonly #search: HTMLInputElement;
  #boards: readonly ListedDashboard[] = [];

  constructor(dropped: () => ReadonlyMap<string, DashboardModel>, open: (file: File) => void) {
    this.#dropped = dropped;
    this.#search = h("input", {
      type: "search",
      id: "search",
      placeholder: "Search dashboards  ( / )",
      "aria-label": "Search dashboards",
      oninput: () => this.#draw(),
    });
    const file = h("input", {
      type: "file",
      accept: ".json,application/json",
      hidden: true,
      onchange: () => {
        const [first] = file.files ?? [];
        if (first !== undefined) open(first);
      },
    });
    this.element.append(
      h(
        "div",
        { class: "home-head" },
        h("h1", {}, "Dashboards"),
        this.#search,
        h(
          "button",
          { type: "button", class: "quiet", onclick: () => file.click() },
          "Open a file…",
        ),
        file,
      ),
      this.#list,
      h("p", { class: "note" }, "Any classic Grafana dashboard can be dropped on this page."),
    );
  }

  async refresh(): Promise<void> {
    this.#boards = await api.dashboards().catch(() => this.#boards);
    this.#draw();
  }

  destroy(): void {
    this.element.remove();
  }

  #draw(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const own = [...this.#dropped()].map(([uid, model]) => ({
      uid,
      title: model.title,
      description: `A file of yours. ${model.description}`,
      tags: model.tags,
      panels: model.rows.reduce((sum, { panels }) => sum + panels.length, 0),
    }));
    const found = [...own, ...this.#boards].filter(({ title, description, tags }) => {
      const text = `${title} ${description} ${tags.join(" ")}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    this.#list.replaceChildren(
      ...found.map(({ uid, title, description, tags, panels }) =>
        h(
          "li",
          {},
          h(
            "a",
            { href: `/d/${encodeURIComponent(uid)}`, class: "card" },
            h("strong", {}, title),
            h("span", { class: "count" }, panels === 1 ? "1 panel" : `${panels} panels`),
            h("p", {}, description),
            h(
              "div",
              { class: "tags" },
              tags
                .filter((tag) => tag !== "promenade")
                .map((tag) => h("span", { class: "tag" }, tag)),
            ),
          ),
        ),
      ),
      ...(found.length === 0
        ? [
            h(
              "li",
              { class: "note" },
              this.#boards.length === 0 ? "No plugin has a dashboard." : "No dashboard fits.",
            ),
          ]
        : []),
    );
  }
}
