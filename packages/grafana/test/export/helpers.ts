import { join, resolve } from "node:path";
import { node } from "@promenade/node";
import { expect } from "vitest";
import { boardsOf, type ExportedFile, type PluginBoards } from "../../src/export/index.ts";

export const committed: string = resolve(import.meta.dirname, "..", "..", "..", "..", "dashboards");
export const golden: string = join(import.meta.dirname, "golden");
export const boards: readonly PluginBoards[] = await boardsOf([node()]);

export const contentOf = (files: readonly ExportedFile[], path: string): string => {
  const file = files.find((each) => each.path === path);
  expect(file, `${path} in ${files.map((each) => each.path).join(", ")}`).toBeDefined();
  return file?.content ?? "";
};

export const own = (dashboard: { readonly uid: string; readonly title: string }): PluginBoards => ({
  plugin: "app",
  dashboards: [dashboard],
  rules: { groups: [] },
  runbook: "",
});
