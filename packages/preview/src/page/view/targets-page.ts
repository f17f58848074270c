import { api, type Status } from "../api.ts";
import { h } from "../dom.ts";
import { fromNow } from "../format/dates.ts";
import { formatValue } from "../format/units.ts";
import type { Page } from "./page.ts";

/** Where the numbers come from, how many series there are, and what they cost. */
export class TargetsPage implements Page {
  readonly element = h("main", { class: "targets" });
  readonly title = "Targets";
  readonly #body = h("div");

  constructor() {
    this.element.append(h("h1", {}, "Targets and series"), this.#body);
  }

  async refresh(): Promise<void> {
    try {
      const status = await api.status();
      const [byPlugin, byMetric] = await Promise.all([
        api.query("sum by (plugin) (promenade_series)", status.now).catch(() => []),
        api.query('topk(15, count by (__name__) ({__name__=~".+"}))', status.now).catch(() => []),
      ]);
      const entries = (
        series: typeof byPlugin,
        label: string,
      ): readonly (readonly [string, number])[] =>
        series
          .map(
            ({ metric, value }) =>
              [metric[label] || "promenade itself", Number(value?.[1] ?? 0)] as const,
          )
          .toSorted(([, a], [, b]) => b - a);
      this.#draw(status, entries(byPlugin, "plugin"), entries(byMetric, "__name__"));
    } catch (error) {
      this.#body.replaceChildren(
        h("p", { class: "note" }, error instanceof Error ? error.message : ""),
      );
    }
  }

  destroy(): void {
    this.element.remove();
  }

  #draw(
    status: Status,
    byPlugin: readonly (readonly [string, number])[],
    byMetric: readonly (readonly [string, number])[],
  ): void {
    const {
      seriesRefused,
      seriesDisplaced,
      shortenedTo,
      retentionMilliseconds,
      intervalMilliseconds,
    } = status;
    const facts = [
      [
        "Series",
        `${formatValue(status.series, "locale")} of at most ${formatValue(status.seriesLimit, "locale")}`,
      ],
      [
        "Memory",
        `${formatValue(status.bytes, "bytes")} of at most ${formatValue(status.bytesLimit, "bytes")}, estimated`,
      ],
      ["Kept for", formatValue(retentionMilliseconds, "ms")],
      ["Scraped every", formatValue(intervalMilliseconds, "ms")],
      ...(seriesRefused > 0
        ? [["Left out", `${formatValue(seriesRefused, "locale")} series found no room`]]
        : []),
      ...(seriesDisplaced > 0
        ? [
            [
              "Forgotten early",
              `${formatValue(seriesDisplaced, "locale")} series that had ended made room for new ones`,
            ],
          ]
        : []),
      ...(shortenedTo === null
        ? []
        : [
            [
              "Shortened",
              `samples before ${fromNow(shortenedTo, status.now)} went for want of room`,
            ],
          ]),
    ];
    this.#body.replaceChildren(
      h(
        "div",
        { class: "table-box wide" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ["Job", "Instance", "State", "Samples", "Last scrape", "Took", "Error"].map((name) =>
                h("th", ["Samples", "Took"].includes(name) ? { class: "right" } : {}, name),
              ),
            ),
          ),
          h(
            "tbody",
            {},
            status.targets.map((target) => targetRow(target, status.now)),
          ),
        ),
      ),
      h(
        "dl",
        { class: "facts" },
        facts.flatMap(([name = "", value = ""]) => [h("dt", {}, name), h("dd", {}, value)]),
      ),
      h(
        "div",
        { class: "budgets" },
        budget("Series by plugin", byPlugin),
        budget("Metrics with the most series", byMetric),
      ),
    );
  }
}

function targetRow(target: Status["targets"][number], now: number): HTMLElement {
  return h(
    "tr",
    {},
    h("td", {}, target.job),
    h("td", {}, target.instance),
    h(
      "td",
      {},
      h(
        "span",
        {
          class: `badge ${target.health === "up" ? "inactive" : target.health === "down" ? "firing" : "pending"}`,
        },
        target.health,
      ),
    ),
    h("td", { class: "right" }, formatValue(target.samples, "locale")),
    h("td", {}, target.lastScrape === undefined ? "never" : fromNow(target.lastScrape, now)),
    h("td", { class: "right" }, formatValue(target.lastScrapeDurationSeconds, "s")),
    h("td", {}, target.lastError),
  );
}

function budget(title: string, entries: readonly (readonly [string, number])[]): HTMLElement {
  const most = Math.max(1, ...entries.map(([, count]) => count));
  return h(
    "section",
    { class: "panel budget" },
    h("header", {}, h("h3", {}, title)),
    h(
      "div",
      { class: "bars horizontal" },
      entries.flatMap(([name, count]) => [
        h("div", { class: "bar-title", title: name }, name),
        h(
          "div",
          { class: "bar-track" },
          h("div", {
            class: "bar-fill",
            style: { width: `${((count / most) * 100).toFixed(1)}%`, background: "#5794f2" },
          }),
        ),
        h("div", { class: "bar-value" }, formatValue(count, "locale")),
      ]),
    ),
    entries.length === 0 && h("p", { class: "note" }, "Nothing yet."),
  );
}
