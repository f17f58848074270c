import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeDirectory, temporaryDirectory } from "../src/services/process.ts";
import { runContracts, type ContractRun } from "./fixtures/run-contracts.ts";

/** A contract that cannot fail proves nothing, so plugins that break it run in a vitest of their own. */
describe("the contract finds", () => {
  let directory: string;
  let contracts: ContractRun;
  const of = (group: string): Readonly<Record<string, string>> => contracts.failuresOf(group);

  beforeAll(async () => {
    directory = temporaryDirectory("failures");
    contracts = await runContracts(directory, { ...process.env, GOLDEN_DIRECTORY: directory }, [
      "failing",
    ]);
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
        /hostile input added \d{5} series, most of them to toaster_\w+ \(\d{4,} values of \w+\): take label values/,
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
      "returns data for every panel and alert": expect.stringContaining(
        "Disasters / Fires: no series for",
      ),
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
    const found = contracts.tests.filter(
      ({ status, ancestorTitles }) =>
        status === "failed" && ancestorTitles[0]?.startsWith("an alert"),
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
