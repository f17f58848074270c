import type { Dashboard } from "@grafana/schema";
import { expect, it } from "vitest";
import { render, type GrafanaDashboard } from "../src/index.ts";
import { shop } from "./shop.ts";

/** A type with its string enums read as their values: JSON has no enums. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer E)[]
      ? Plain<E>[]
      : T extends object
        ? { [K in keyof T]: Plain<T[K]> }
        : T;

it("writes what Grafana's own schema describes", () => {
  const json: GrafanaDashboard = render(shop);
  const plain: Plain<Dashboard> = json;
  // @ts-expect-error the proof would not be one if anything were accepted
  const wrong: Plain<Dashboard> = { ...json, graphTooltip: "on" };
  expect(plain).toBe(json);
  expect(wrong).not.toBe(json);
});
