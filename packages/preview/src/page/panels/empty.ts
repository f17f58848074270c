import type { Why } from "../data/why.ts";
import { h } from "../dom.ts";

/** What stands in a panel that has nothing to draw, and why. */
export function emptyView(why: Why): HTMLElement {
  const { expr, position } = why;
  return h(
    "div",
    { class: `empty ${why.kind}`, role: why.kind === "error" ? "alert" : "status" },
    h("p", { class: "empty-title" }, titles[why.kind]),
    h("p", { class: "empty-why" }, why.text),
    expr === undefined ? undefined : expression(expr, position),
  );
}

const titles: Readonly<Record<Why["kind"], string>> = {
  empty: "No data",
  waiting: "No data yet",
  error: "The query failed",
};

function expression(expr: string, position: Why["position"]): HTMLElement {
  if (position === undefined) return h("code", { class: "empty-expr" }, expr);
  const to = Math.max(position.to, position.from + 1);
  return h(
    "code",
    { class: "empty-expr" },
    expr.slice(0, position.from),
    h("mark", {}, expr.slice(position.from, to) || " "),
    expr.slice(to),
  );
}
