import { api, type RuleGroup, type RuleState } from "../api.ts";
import { h, link } from "../dom.ts";
import { fromNow } from "../format/dates.ts";
import type { Page } from "./page.ts";
import { serverNow } from "./state.ts";

const order = { firing: 0, pending: 1, inactive: 2 };

/** Every alert rule and its state; what fires comes first. */
export class AlertsPage implements Page {
  readonly element = h("main", { class: "alerts" });
  readonly title = "Alerts";
  readonly #body = h("div");
  readonly #open = new Set<string>();

  constructor() {
    this.element.append(h("h1", {}, "Alerts"), this.#body);
  }

  async refresh(): Promise<void> {
    try {
      this.#draw(await api.rules());
    } catch (error) {
      this.#body.replaceChildren(
        h("p", { class: "note" }, error instanceof Error ? error.message : ""),
      );
    }
  }

  destroy(): void {
    this.element.remove();
  }

  #draw(groups: readonly RuleGroup[]): void {
    const rules = groups.flatMap(({ name, rules: each }) =>
      each.map((rule) => ({ group: name, rule })),
    );
    const counts = (["firing", "pending", "inactive"] as const).map((state) => {
      const count = rules.filter(({ rule }) => rule.state === state).length;
      return h("span", { class: `badge ${count === 0 ? "none" : state}` }, `${count} ${state}`);
    });
    const sorted = rules.toSorted((a, b) => order[a.rule.state] - order[b.rule.state]);
    this.#body.replaceChildren(
      h("div", { class: "badges" }, counts),
      h(
        "div",
        { class: "rules" },
        sorted.map(({ group, rule }) => this.#rule(group, rule)),
      ),
      ...(rules.length === 0 ? [h("p", { class: "note" }, "No plugin has an alert.")] : []),
    );
  }

  #rule(group: string, rule: RuleState): HTMLElement {
    const { runbook_url: runbook, summary = "" } = rule.annotations ?? {};
    const key = `${group} ${rule.name}`;
    const details = h(
      "details",
      { class: `rule ${rule.state}`, ...(this.#open.has(key) ? { open: true } : {}) },
      h(
        "summary",
        {},
        h("span", { class: `badge ${rule.state}` }, rule.state),
        h("strong", {}, rule.name),
        h("span", { class: "tag" }, group),
        h(
          "span",
          { class: `tag ${rule.labels?.["severity"] ?? ""}` },
          rule.labels?.["severity"] ?? "",
        ),
        h("span", { class: "summary" }, summary),
      ),
      rule.lastError !== "" && h("p", { class: "error" }, rule.lastError),
      h("pre", {}, rule.query),
      h(
        "p",
        { class: "note" },
        `for ${rule.duration ?? "0s"} `,
        runbook === undefined ? undefined : link(runbook, "Runbook"),
      ),
    );
    details.addEventListener("toggle", () => {
      if (details.open) this.#open.add(key);
      else this.#open.delete(key);
    });
    const now = serverNow();
    const active = rule.alerts.map((alert) =>
      h(
        "li",
        { class: alert.state },
        h("span", { class: `badge ${alert.state}` }, alert.state),
        h("span", {}, alert.annotations["description"] ?? alert.annotations["summary"] ?? ""),
        h(
          "small",
          {},
          `since ${fromNow(Date.parse(alert.activeAt), now)}, value ${Number(Number(alert.value).toPrecision(4))}`,
        ),
      ),
    );
    return h("div", {}, details, active.length > 0 && h("ul", { class: "active" }, active));
  }
}
