import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeDirectory, temporaryDirectory } from "../src/services/process.ts";
import { run } from "../src/services/run.ts";

interface Failure {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

/** A contract that cannot fail proves nothing, so plugins that break it run in a vitest of their own. */
describe("the contract finds", () => {
  let directory: string;
  let failures: readonly Failure[];
  /** What vitest printed about each failure. */
  let details: readonly string[];

  const of = (group: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      failures
        .filter(({ ancestorTitles }) => ancestorTitles[0] === group)
        .map(({ ancestorTitles, title }) => {
          const path = [...ancestorTitles, title].join(" > ");
          return [title, details.find((text) => text.includes(path)) ?? "nothing printed"];
        }),
    );

  beforeAll(async () => {
    directory = temporaryDirectory("failures");
    const file = join(directory, "report.json");
    const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest")), "vitest.mjs");
    const config = fileURLToPath(new URL("fixtures/vitest.config.ts", import.meta.url));
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const result = await run(process.execPath, [vitest, "run", "--config", config, ...reporters], {
      environment: { ...process.env, GOLDEN_DIRECTORY: directory, CI: "true", NO_COLOR: "1" },
      timeoutMilliseconds: 280_000,
    });
    details = result.stderr.split(/\u23af\[\d+\/\d+\]\u23af/);
    const report = JSON.parse(readFileSync(file, "utf8")) as {
      readonly testResults: readonly { readonly assertionResults: readonly Failure[] }[];
    };
    failures = report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "failed");
  }, 300_000);

  afterAll(() => removeDirectory(directory));

  it("a timer that stays, and where it was made", () => {
    expect(of("a timer stays")).toEqual({
      "leaves nothing behind at stop, and can start again": expect.stringMatching(
        /Timeout made at .*leaks\.ts/,
      ),
    });
  });

  it("a subscriber that stays", () => {
    expect(of("a subscriber stays")).toEqual({
      "leaves nothing behind at stop, and can start again":
        expect.stringContaining("toaster.toast: 2"),
      "hands over to a newer app of the same process, as a hot reload makes it":
        expect.stringContaining("toaster.toast: 2"),
      "leaves no subscriber behind after work": expect.stringContaining("toaster.toast: 1"),
    });
  });

  it("an exception that escapes", () => {
    expect(of("a listener throws unguarded")).toMatchObject({
      "lets no exception of a listener escape": expect.stringContaining("crumbs"),
    });
  });

  it("an exception that was caught", () => {
    expect(of("a guarded listener fails at work")).toEqual({
      "causes no error in its own listeners and collectors, and drops no record":
        expect.stringContaining("promenade_listener_errors_total"),
    });
  });

  it("a failure that reaches the app", () => {
    expect(of("a failure reaches the app")).toEqual({
      "keeps its own failures from the app, and counts them": expect.stringContaining(
        "the contract makes every record fail",
      ),
    });
  });

  it("a label that takes whatever it is given", () => {
    expect(of("hostile input adds series")).toEqual({
      "adds at most 300 series under hostile input": expect.stringMatching(
        /hostile input added \d{5} series/,
      ),
    });
  });

  it("a metric without a series and a panel without data", () => {
    expect(of("a metric is never recorded, so a panel is empty")).toEqual({
      "records every metric, or says what it waits for": expect.stringContaining(
        "fires (toaster_fires_total)",
      ),
      "records in two apps of one process, each until it stops": expect.stringContaining(
        "fires (toaster_fires_total)",
      ),
      "returns data for every panel": expect.stringContaining("Disasters / Fires: no series for"),
    });
  });

  it("names that belong to nobody, filters that are ignored, and missing alerts", () => {
    expect(of("names, filters and boards are wrong")).toMatchObject({
      "has names and help that follow the conventions":
        expect.stringContaining("crumbs_swept_total"),
      "has dashboards that follow the filters `only` and `except`": expect.any(String),
      "has alerts with runbooks, and rules that promtool accepts":
        expect.stringContaining("number of alerts"),
    });
  });

  it("alerts that are untested, silent or too loud", () => {
    const found = failures.filter(({ ancestorTitles }) =>
      ancestorTitles[0]?.startsWith("an alert"),
    );
    expect(found.map(({ title }) => title)).toEqual([
      "each have a case",
      "PromenadeToasterBurns fires, and only then",
      "PromenadeToasterBurns fires, and only then",
    ]);
  });

  it("a golden file that is different or missing, which it does not write where CI is set", () => {
    expect(of("golden files")).toEqual({
      "one is different": expect.stringContaining("different/toaster.json"),
      "all are missing": expect.stringContaining("missing/toaster.json"),
    });
    expect(existsSync(join(directory, "missing"))).toBe(false);
  });
});
