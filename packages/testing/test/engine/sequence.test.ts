import { describe, expect, it } from "vitest";
import { readSequence } from "../../src/engine/sequence.ts";

const nothing = { offset: 0, counts: [] };
const plain = {
  schema: 0,
  count: 0,
  sum: 0,
  zeroCount: 0,
  zeroThreshold: 0,
  positive: nothing,
  negative: nothing,
  customValues: [],
  counterResetHint: "unknown",
};

describe("a native histogram", () => {
  it.each([
    ["{{}}", plain],
    [
      "{{schema:1 count:12 sum:-18.4 z_bucket:2 z_bucket_w:0.001 buckets:[1 2 0] offset:-3 n_buckets:[4] n_offset:2}}",
      {
        ...plain,
        schema: 1,
        count: 12,
        sum: -18.4,
        zeroCount: 2,
        zeroThreshold: 0.001,
        positive: { offset: -3, counts: [1, 2, 0] },
        negative: { offset: 2, counts: [4] },
      },
    ],
    [
      "{{schema:-53 sum:Inf custom_values:[-1 0.5 1e3] counter_reset_hint:not_reset }}",
      {
        ...plain,
        schema: -53,
        sum: Number.POSITIVE_INFINITY,
        customValues: [-1, 0.5, 1000],
        counterResetHint: "not_reset",
      },
    ],
  ])("is %s", (text, expected) => {
    expect(readSequence(text)).toEqual([expected]);
  });

  it("stands among numbers, gaps and ends", () => {
    expect(readSequence("1 {{}}x1 _ stale 2")).toEqual([1, plain, plain, "blank", "stale", 2]);
  });

  it("grows and shrinks bucket by bucket", () => {
    const growing = readSequence(
      "{{count:2 sum:3 buckets:[1 1] offset:1}}+{{count:3 sum:1 buckets:[2 1] n_buckets:[5]}}x2",
    );
    expect(growing).toMatchObject([
      { count: 2, sum: 3, positive: { offset: 1, counts: [1, 1] }, negative: nothing },
      { count: 5, positive: { offset: 0, counts: [2, 2, 1] }, negative: { counts: [5] } },
      { count: 8, sum: 5, positive: { offset: 0, counts: [4, 3, 1] }, negative: { counts: [10] } },
    ]);
    expect(readSequence("{{count:2 buckets:[2]}}-{{count:1 buckets:[1]}}x1")).toMatchObject([
      { positive: { counts: [2] } },
      { count: 1, positive: { counts: [1] } },
    ]);
  });

  it("takes buckets that are finer, and no others", () => {
    expect(
      readSequence("{{schema:-1 buckets:[1] offset:1}}+{{schema:0 buckets:[2 2 1] offset:1}}x1")[1],
    ).toMatchObject({ schema: -1, positive: { offset: 1, counts: [5, 1] } });
    expect(() => readSequence("{{schema:1}}+{{schema:0}}x1")).toThrow("cannot be added");
    expect(() => readSequence("{{z_bucket_w:1}}+{{}}x1")).toThrow("cannot be added");
  });

  it.each([
    ["{{scheme:1}}", 'A histogram cannot be read from "scheme:1"'],
    ["{{sum:x}}", '"x" is no number'],
    ["{{counter_reset_hint:maybe}}", '"maybe" is no counter_reset_hint'],
    ["{{}", '"{{}" is no value'],
  ])("is not %s", (text, message) => {
    expect(() => readSequence(text)).toThrow(message);
  });
});
