import { describe, expect, it } from "vitest";
import { readDeploys, type DeployHistory } from "../../src/compare/deploys.ts";
import { windowsOf } from "../../src/compare/windows.ts";
import { prometheus } from "../../src/prometheus/prometheus.ts";
import { matrix, startRecorded } from "./recorded.ts";

/** Unix seconds: the start of the time that the tests play in. */
const origin = 1_800_000_000;

/** The history of processes, each with its version and its start in minutes. */
async function historyOf(starts: readonly (readonly [string, number])[]): Promise<DeployHistory> {
  await using server = await startRecorded(({ path, parameters }) => {
    expect(path).toBe("/api/v1/query_range");
    expect(parameters.get("query")).toBe('promenade_start_time_seconds{service_name="shop"}');
    return matrix(
      starts.map(([version, minute], index) => {
        const started = origin + minute * 60;
        return {
          metric: { job: "web", instance: String(index), service_name: "shop", version },
          values: [1, 2, 3].map((scrape) => [started + scrape * 60, String(started)] as const),
        };
      }),
    );
  });
  return await readDeploys(prometheus({ url: server.url }), {
    service: "shop",
    matchers: [],
    now: origin + 86_400,
    lookbackSeconds: 86_400,
  });
}

const minutes = (seconds: number | undefined): number => ((seconds ?? 0) - origin) / 60;

describe("the last deploy", () => {
  it.each<[string, (readonly [string, number])[], string | undefined, string, number, number]>([
    [
      "of one process",
      [
        ["1", 0],
        ["2", 100],
      ],
      "1",
      "2",
      100,
      100,
    ],
    [
      "of replicas",
      [
        ["1", 0],
        ["1", 1],
        ["2", 100],
        ["2", 104],
        ["2", 108],
      ],
      "1",
      "2",
      100,
      108,
    ],
    [
      "is no restart",
      [
        ["1", 0],
        ["2", 100],
        ["2", 600],
      ],
      "1",
      "2",
      100,
      100,
    ],
    [
      "may be a roll-back",
      [
        ["1", 0],
        ["2", 100],
        ["1", 200],
      ],
      "2",
      "1",
      200,
      200,
    ],
    [
      "survives a crash of the old one",
      [
        ["1", 0],
        ["2", 100],
        ["1", 101],
        ["2", 103],
      ],
      "1",
      "2",
      100,
      103,
    ],
    [
      "is none when one version ran",
      [
        ["1", 0],
        ["1", 300],
      ],
      undefined,
      "1",
      0,
      0,
    ],
  ])("%s", async (_, starts, from, to, at, completed) => {
    const history = await historyOf(starts);
    expect(history.from?.version).toBe(from);
    expect(history.to?.version).toBe(to);
    expect(minutes(history.to?.startedAt)).toBe(at);
    expect(minutes(history.completedAt)).toBe(completed);
    expect(history.jobs).toEqual(["web"]);
  });
});

describe("the windows", () => {
  const options = { windowSeconds: 1800, settleSeconds: 60, now: origin + 86_400 };

  it("end with the old version, and begin when all of the new one have settled", async () => {
    const history = await historyOf([
      ["1", 0],
      ["2", 100],
      ["2", 104],
    ]);
    const { before, after } = windowsOf(history, options);
    expect([before.start, before.end].map(minutes)).toEqual([70, 100]);
    expect([after.start, after.end].map(minutes)).toEqual([105, 135]);
  });

  it("do not reach behind the start of the old version", async () => {
    const { before } = windowsOf(
      await historyOf([
        ["0", 0],
        ["1", 90],
        ["2", 100],
      ]),
      options,
    );
    expect([before.start, before.end].map(minutes)).toEqual([91, 100]);
  });

  it("end now when the deploy is young", async () => {
    const now = origin + 60 * 111;
    const { before, after } = windowsOf(
      await historyOf([
        ["1", 0],
        ["2", 100],
      ]),
      { ...options, now },
    );
    expect([after.start, after.end].map(minutes)).toEqual([101, 111]);
    expect([before.start, before.end].map(minutes)).toEqual([90, 100]);
  });

  it("are refused without a deploy, and when it is too young", async () => {
    const one = await historyOf([["1", 0]]);
    expect(() => windowsOf(one, options)).toThrow(/only 1 ran.*PROMENADE_COMPARE_NO_DEPLOY/);
    const young = await historyOf([
      ["1", 0],
      ["2", 100],
    ]);
    expect(() => windowsOf(young, { ...options, now: origin + 60 * 100 + 30 })).toThrow(
      /younger than the 60 s.*PROMENADE_COMPARE_TOO_EARLY/,
    );
    expect(windowsOf(one, { ...options, at: origin + 3600 }).before.end).toBe(origin + 3600);
  });
});
