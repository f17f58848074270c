import { createEngine } from "@promenade/promql";
import { describe, expect, it } from "vitest";
import { withCustomBuckets } from "./cases/custom-buckets.ts";
import { fixedCases } from "./cases/fixed.ts";
import { judge, type Verdict } from "./cases/judge.ts";
import { readScript } from "./cases/script.ts";
import { Storage } from "./cases/storage.ts";

const data = `
# Two series, and one that ends.
load 1m
	jobs{queue="mail"} 1+1x5
	jobs{queue="print"} 10 20 _ 40 stale
	jobs{queue="gone"} 7 stale

load_with_nhcb 1m
	size_bucket{le="1"} 1
	size_bucket{le="+Inf"} 3
	size_count 3
`;

/** A script's evaluations, judged on that data. */
function verdicts(script: string): readonly Verdict[] {
  const engine = createEngine();
  const storage = new Storage();
  return readScript(data + script).flatMap((command) => {
    if (command.kind === "clear") storage.clear();
    else if (command.kind === "load") storage.load(command);
    else return [judge(engine, storage, command)];
    return [];
  });
}

describe("a case that Prometheus would pass", () => {
  it.each([
    'eval instant at 1m jobs\n  jobs{queue="mail"} 2\n  jobs{queue="print"} 20',
    "eval instant at 1m 1 + 1\n  2",
    "eval instant at 1m nothing",
    'eval_ordered instant at 3m sort(jobs)\n  jobs{queue="mail"} 4\n  jobs{queue="print"} 40',
    'eval instant at 3m sort_desc(jobs)\n  expect ordered\n  jobs{queue="print"} 40\n  jobs{queue="mail"} 4',
    'eval range from 1m to 3m step 1m jobs{queue!="gone"}\n  jobs{queue="mail"} 2 3 4\n  {__name__="jobs", queue="print"} 20+0x1 40',
    "eval_fail instant at 1m jobs + on () jobs\n  expected_fail_message of their own",
    "eval instant at 1m jobs + on () jobs\n  expect fail msg: of their own",
    'eval instant at 1m "a # b"\n  expect string "a # b"',
    'eval instant at 4m jobs{queue="print"}[4m]\n  expect range vector from 1m to 4m step 1m\n  jobs{queue="print"} 20 _ 40 _',
    "clear\n\neval_warn instant at 1m jobs\n  expect no_info",
  ])("%s", (script) => {
    expect(verdicts(`\n${script}\n`)).toEqual([{ kind: "right" }]);
  });
});

describe("a case that Prometheus would not pass", () => {
  it.each([
    ['eval instant at 1m jobs{queue="mail"}\n  jobs{queue="mail"} 3', "is 3 at 60 in Prometheus"],
    ['eval instant at 1m jobs{queue="mail"}\n  jobs{queue="post"} 2', "only the engine has"],
    ['eval instant at 1m jobs{queue="mail"}', "only the engine has"],
    ["eval instant at 1m nothing\n  {} 1", "only Prometheus has"],
    ["eval instant at 1m 1\n  {} 1", "it gives a scalar"],
    ["eval instant at 1m vector(1)\n  1", "it gives a vector"],
    ['eval instant at 1m "a"\n  expect string "b"', "it gives a string"],
    ["eval instant at 1m jobs\n  expect fail", "it has to fail"],
    ["eval_fail instant at 1m jobs +", "ends too early"],
    ["eval instant at 1m jobs + on () jobs", "match the same"],
    [
      'eval_ordered instant at 3m sort(jobs)\n  jobs{queue="print"} 40\n  jobs{queue="mail"} 4',
      "at place 1 of the order",
    ],
    [
      'eval range from 1m to 3m step 1m jobs{queue="mail"}\n  jobs{queue="mail"} 2 3',
      "has 2 points in Prometheus and 3",
    ],
    [
      'eval instant at 4m jobs{queue="print"}[4m]\n  expect range vector from 1m to 4m step 1m\n  jobs{queue="print"} 20 40',
      "has a point at 120",
    ],
  ])("%s", (script, reason) => {
    expect(verdicts(`\n${script}\n`)).toEqual([
      { kind: "wrong", reason: expect.stringContaining(reason) },
    ]);
  });
});

it("tells what is not supported, and what is rounded", () => {
  const script = `
eval instant at 1m info(jobs)

eval instant at 1m vector(1)
  {} 1.0000001
`;
  expect(verdicts(script).map(({ kind }) => kind)).toEqual(["unsupported", "rounded"]);
});

it.each([
  ["rate(a [5m] offset 1m) + b", ["rate(a [5m] offset 1m @ 60) + b @ 60"]],
  ["sum(a) by (x)", ["sum(a @ 60) by (x)"]],
  ["max_over_time(a[5m:])", []],
  ["a @ 5", []],
  ["a + time()", []],
])("asks %s from other times, where that means the same", (expression, expected) => {
  const [command] = readScript(`eval instant at 1m ${expression}`);
  if (command?.kind !== "eval") throw new Error("It is no evaluation.");
  const cases = fixedCases(createEngine(), command);
  expect([...new Set(cases.map((each) => each.expression))]).toEqual(expected);
  const times = expected.length === 0 ? [] : [-600_000, 0, 12_000, 600_000];
  expect(cases.map(({ start }) => start)).toEqual(times);
});

it("makes native histograms of classic ones", () => {
  const [, load] = readScript(data);
  if (load?.kind !== "load") throw new Error("It is no load.");
  expect(load.isWithCustomBuckets).toBe(true);
  expect(withCustomBuckets(load.series)).toMatchObject([
    {
      labels: { __name__: "size" },
      items: [
        { schema: -53, count: 3, positive: { offset: 0, counts: [1, 2] }, customValues: [1] },
      ],
    },
  ]);
});

it.each([
  ["load 1m\n  a 1+x", "Line 1, load 1m:"],
  ["\neval instant at soon a", 'Line 2, eval instant at soon a: "soon" is no duration'],
  ["evaluate", "Line 1, evaluate: this command is not known"],
])("says where it cannot read %s", (script, message) => {
  expect(() => readScript(script)).toThrow(message);
});
