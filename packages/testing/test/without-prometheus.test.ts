import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeDirectory, temporaryDirectory } from "../src/services/process.ts";
import { runContracts, type ContractRun } from "./fixtures/run-contracts.ts";

const good = "a plugin that keeps the contract";
const empty = "a metric is never recorded, so a panel is empty";
const data = "returns data for every panel and alert";

/** No program on the PATH, nothing in the cache, no apt. */
const bare = (directory: string): NodeJS.ProcessEnv => ({
  PATH: directory,
  HOME: directory,
  TMPDIR: directory,
  GOLDEN_DIRECTORY: directory,
});

describe("where no Prometheus can be had", () => {
  let directory: string;
  let contracts: ContractRun;

  beforeAll(async () => {
    directory = temporaryDirectory("bare");
    contracts = await runContracts(directory, bare(directory), [
      "contract.test.ts",
      "failing/data.ts",
    ]);
  }, 300_000);

  afterAll(() => removeDirectory(directory));

  it("the engine judges, and a good plugin passes", () => {
    const found = contracts.tests.filter(({ ancestorTitles }) => ancestorTitles[0] === good);
    expect(found.length).toBe(19);
    expect(found.filter(({ status }) => status !== "passed")).toEqual([]);
  });

  it("one line a file says so, and how to have one", () => {
    const lines = contracts.output.split("\n").filter((line) => line.startsWith("[promenade]"));
    expect(lines).toEqual(
      Array.from({ length: 2 }, () =>
        expect.stringMatching(
          /^\[promenade\] The PromQL engine of Promenade judges alone: Prometheus 2\.x is not available .*put its binary on the PATH/,
        ),
      ),
    );
  });

  it("a panel without data still fails", () => {
    expect(contracts.failuresOf(empty)).toMatchObject({
      [data]: expect.stringMatching(/without data in the engine[^]*Disasters \/ Fires: no series/),
    });
  });

  it("alerts that are silent or too loud still fail", () => {
    const group = "an alert has no case, another fires too late and too early";
    expect(contracts.failuresOf(group)).toMatchObject({
      "PromenadeToasterBurns fires, and only then": expect.stringContaining("in the engine"),
    });
  });
});

describe("PROMENADE_PROMETHEUS", () => {
  it.each([
    ["required", /Prometheus 2\.x is not available/],
    ["yes", /PROMENADE_PROMETHEUS is "yes": give "required" or "off", or leave it out/],
  ])("%s on such a machine fails by name", { timeout: 300_000 }, async (mode, expected) => {
    const directory = temporaryDirectory("bare");
    const environment = { ...bare(directory), PROMENADE_PROMETHEUS: mode };
    const { failuresOf, tests } = await runContracts(directory, environment, ["contract.test.ts"]);
    removeDirectory(directory);
    expect(tests.some(({ status }) => status === "passed")).toBe(true);
    expect(failuresOf(good)["PromenadeToasterBurns fires, and only then"]).toMatch(expected);
  });
});
