import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { node } from "@promenade/node";
import { promtool } from "@promenade/testing/services";
import { describe, expect, it } from "vitest";
import {
  boardsOf,
  dashboardFiles,
  ruleFiles,
  runbookFiles,
  type PluginBoards,
} from "../../src/export/index.ts";
import { boards, committed, contentOf } from "./helpers.ts";

describe("plain files", () => {
  it.each(["application.json", "node.json", "node.rules.yaml", "node.runbook.md"])(
    "are the committed ones, byte for byte: %s",
    async (path) => {
      const files = [...dashboardFiles(boards), ...ruleFiles(boards), ...runbookFiles(boards)];
      expect(contentOf(files, path)).toBe(await readFile(join(committed, path), "utf8"));
    },
  );

  it.each(["2", "3"] as const)(
    "are rules that promtool %s accepts",
    { timeout: 300_000 },
    async (version) => {
      const files = { "rules.yaml": contentOf(ruleFiles(boards), "node.rules.yaml") };
      const checked = await promtool(["check", "rules", "rules.yaml"], { version, files });
      expect(checked).toMatchObject({ code: 0 });
      expect(checked.stdout).toContain("10 rules found");
    },
  );

  it("leave out what needs a metric that the app does not record", async () => {
    const [reduced] = await boardsOf([node({ except: ["eventLoopDelay"] })]);
    const [whole] = boards;
    const metric = "nodejs_eventloop_delay_seconds";
    expect(JSON.stringify(whole).includes(metric)).toBe(true);
    expect(JSON.stringify(reduced).includes(metric)).toBe(false);
    expect(reduced?.rules.groups[0]?.rules.length).toBeLessThan(10);
  });

  it("link the runbooks of Promenade's own plugins only, or those that the user names", async () => {
    const mine = { ...node(), name: "mine" };
    const urlOf = (each: readonly PluginBoards[]): unknown =>
      each[0]?.rules.groups[0]?.rules[0]?.annotations["runbook_url"];
    expect(urlOf(boards)).toMatch(/dashboards\/node\.runbook\.md#promenade/);
    expect(urlOf(await boardsOf([mine]))).toBeUndefined();
    const named = await boardsOf([mine], { runbookUrl: "https://wiki.example.com/{plugin}" });
    expect(urlOf(named)).toMatch(/^https:\/\/wiki\.example\.com\/mine#promenade/);
  });
});
