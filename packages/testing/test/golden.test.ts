import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectGoldenBoards } from "../src/index.ts";
import { toaster } from "./fixtures/toaster.ts";

describe("expectGoldenBoards", () => {
  it("compares dashboards, rules and runbook with the committed files", async () => {
    const directory = join(import.meta.dirname, "golden");
    await expectGoldenBoards(toaster(), { directory });
    expect(new Set(readdirSync(directory))).toEqual(
      new Set(["toaster.json", "toaster.rules.yaml", "toaster.runbook.md"]),
    );
    expect(readFileSync(join(directory, "toaster.rules.yaml"), "utf8")).toContain(
      "runbook_url: https://github.com/promenade-js/promenade/blob/main/packages/testing/test/golden/toaster.runbook.md#promenadetoasterburns",
    );
  });
});
