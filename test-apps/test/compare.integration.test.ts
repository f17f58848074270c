import type { RunResult } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { deployShop } from "./compare/deploy-shop.ts";
import { isTouched, nameOf, type Operation, untouched } from "./compare/operations.ts";

// Each starts processes, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const cleanup: (() => unknown)[] = [];
let compare: (...flags: readonly string[]) => Promise<RunResult>;

beforeAll(async () => {
  const shop = await deployShop(cleanup);
  compare = (...flags) =>
    // The machine may be busy in one window and idle in the other; that is no deploy's fault.
    shop.compare("--minimum-change=100", "--minimum-time=400", ...flags);
}, 600_000);

afterAll(async () => {
  for (const stop of cleanup.toReversed()) await stop();
}, 60_000);

describe("a release of the shop that asks one slow query more", () => {
  it("has that query's operation named first, and what does not ask it unchanged", async () => {
    const { stdout, stderr } = await compare("--json");
    expect(stderr).toBe("");
    const { from, to, operations } = JSON.parse(stdout) as {
      readonly from: unknown;
      readonly to: unknown;
      readonly operations: readonly Operation[];
    };
    expect(from).toMatchObject({ service: "shop", version: "1.0.0" });
    expect(to).toMatchObject({ service: "shop", version: "1.1.0" });
    const [first] = operations;
    expect(first).toMatchObject({
      plugin: "prisma",
      verdict: "new",
      labels: { model: "ProductSales", operation: "findUnique" },
    });

    const verdicts = Object.fromEntries(operations.map((one) => [nameOf(one), one.verdict]));
    expect(verdicts).toMatchObject({
      // Who waits for it comes after it, and is worse.
      "http_server_request_duration_seconds GET /products/:id": "worse",
      "graphql_operation_duration_seconds Product query": "worse",
      "graphql_field_duration_seconds Query.product": "worse",
      ...Object.fromEntries(untouched.map((name) => [name, "unchanged"])),
    });
    const wrong = operations
      .filter((one) => !isTouched(one))
      .filter(({ verdict }) => verdict !== "unchanged" && verdict !== "unknown");
    expect(wrong.map((one) => `${nameOf(one)} ${one.verdict}`)).toEqual([]);
  });

  it("is told so to people, and in Markdown for a pull request", async () => {
    const { stdout } = await compare();
    expect(stdout).toMatch(/^shop: 1\.0\.0 → 1\.1\.0, deployed /);
    expect(stdout).toMatch(/\.\n\nNew\n {2}.*ProductSales findUnique {2}\w+\n/);
    const { stdout: markdown } = await compare("--markdown");
    const row = markdown.split("\n").find((line) => /^\| \S+ (?:new|worse) /.test(line));
    expect(row).toMatch(/^\| 🆕 new \| .*ProductSales findUnique \|/);
  });

  it("fails a pipeline that allows nothing to become twice as slow", async () => {
    expect((await compare("--fail-above=100")).code).toBe(1);
  });
});
