import { expect } from "vitest";
import { render, stringify, type GrafanaDashboard } from "../../src/index.ts";
import { lintDashboard } from "../../src/lint/index.ts";
import { metrics, shop } from "../shop.ts";

export const all = Object.values(metrics);
export const clean = stringify(render(shop));

/** The rules that a changed dashboard breaks. */
export function rulesAfter(from: string | RegExp, to: string): readonly string[] {
  const changed = clean.replace(from, to);
  expect(changed).not.toBe(clean);
  return lintDashboard(changed, { metrics: all }).map(({ rule }) => rule);
}

/** The rules that an edited dashboard breaks. */
export function change(
  edit: (json: GrafanaDashboard & Record<string, unknown>) => void,
): readonly string[] {
  const json = JSON.parse(clean) as GrafanaDashboard & Record<string, unknown>;
  edit(json);
  return lintDashboard(json, { metrics: all }).map(({ rule }) => rule);
}
