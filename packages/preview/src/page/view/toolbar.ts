import { h } from "../dom.ts";
import { isoDate } from "../format/dates.ts";
import { change, currentRange, shift, state, zoom } from "./state.ts";

const ranges = ["1m", "5m", "15m", "30m", "1h", "3h", "6h", "12h", "24h"];
const refreshes = [0, 1, 2, 5, 10, 30, 60];

/** The head of every page. */
export interface Toolbar {
  readonly element: HTMLElement;
  update(): void;
  setFiring(count: number): void;
  setProblem(text: string): void;
}

export function toolbar(actions: {
  readonly toggleTheme: () => void;
  readonly showHelp: () => void;
  readonly refresh: () => void;
}): Toolbar {
  const time = h("select", {
    "aria-label": "Time range",
    id: "range",
    onchange: () => change({ from: `now-${time.value}`, to: "now" }),
  });
  const every = h(
    "select",
    {
      "aria-label": "Refresh",
      id: "refresh",
      onchange: () => change({ refresh: Number(every.value) * 1000 }),
    },
    refreshes.map((seconds) =>
      h("option", { value: seconds }, seconds === 0 ? "Paused" : `Every ${seconds} s`),
    ),
  );
  const count = h("span", { class: "firing-count", hidden: true });
  const problem = h("div", { class: "problem", role: "alert", hidden: true });
  const nav = (href: string, label: string, extra?: HTMLElement): HTMLElement =>
    h("a", { href }, label, extra);
  const button = (label: string, name: string, onclick: () => void): HTMLElement =>
    h("button", { type: "button", class: "icon", "aria-label": name, title: name, onclick }, label);
  const links = h(
    "nav",
    { "aria-label": "Pages" },
    nav("/", "Dashboards"),
    nav("/alerts", "Alerts", count),
    nav("/targets", "Targets"),
  );
  const element = h(
    "div",
    { class: "top" },
    h(
      "header",
      { class: "toolbar" },
      h(
        "a",
        { href: "/", class: "brand" },
        h("img", { src: "/icon.svg", alt: "", width: 20, height: 20 }),
        "Promenade",
      ),
      links,
      h("div", { class: "spacer" }),
      h(
        "div",
        { class: "tools" },
        button("‹", "Earlier (←)", () => shift(-0.5)),
        time,
        button("›", "Later (→)", () => shift(0.5)),
        button("−", "Zoom out (-)", () => zoom(2)),
        every,
        button("⟳", "Refresh (r)", actions.refresh),
        button("◐", "Light or dark (k)", actions.toggleTheme),
        button("?", "Keyboard (?)", actions.showHelp),
      ),
    ),
    problem,
  );
  const update = (): void => {
    const { from, to, refresh, path } = state();
    const [, known = ""] = /^now-(.+)$/.exec(from) ?? [];
    const isListed = to === "now" && ranges.includes(known);
    const custom = (): string => {
      const range = currentRange();
      return to === "now"
        ? `Last ${known}`
        : `${isoDate(range.from)} – ${isoDate(range.to).slice(11)}`;
    };
    time.replaceChildren(
      ...ranges.map((range) =>
        h(
          "option",
          { value: range, ...(isListed && range === known ? { selected: true } : {}) },
          `Last ${range}`,
        ),
      ),
      ...(isListed ? [] : [h("option", { value: "5m", selected: true }, custom())]),
    );
    if (!refreshes.includes(refresh / 1000))
      every.append(h("option", { value: refresh / 1000 }, `Every ${refresh / 1000} s`));
    every.value = String(refresh / 1000);
    for (const anchor of links.querySelectorAll("a")) {
      const { pathname } = anchor;
      const isHere = pathname === "/" ? path === "/" || path.startsWith("/d/") : path === pathname;
      if (isHere) anchor.setAttribute("aria-current", "page");
      else anchor.removeAttribute("aria-current");
    }
  };
  return {
    element,
    update,
    setFiring(firing) {
      count.textContent = String(firing);
      count.hidden = firing === 0;
    },
    setProblem(text) {
      problem.textContent = text;
      problem.hidden = text === "";
    },
  };
}
