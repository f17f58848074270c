import { prismaMetrics } from "@promenade/prisma";
import { randomFrom } from "./compare/synthetic.ts";

const begin = Date.parse("2026-05-04T09:58:00Z") / 1000;
const deploy = Date.parse("2026-05-04T10:30:00Z") / 1000;
const end = Date.parse("2026-05-04T11:02:00Z") / 1000;
const stepSeconds = 15;

interface Operation {
  readonly model: string;
  readonly operation: string;
  /** Typical seconds of a call, before and after the deploy. */
  readonly seconds: readonly [before: number, after: number];
}

const operations: readonly Operation[] = [
  { model: "Order", operation: "findMany", seconds: [0.02, 0.11] },
  { model: "User", operation: "findUnique", seconds: [0.004, 0.004] },
  { model: "Product", operation: "findMany", seconds: [0.012, 0.012] },
];

/** By how many seconds the hour must be moved to have just ended. */
export const shiftSeconds: number = Math.floor((Date.now() / 1000 - 120 - end) / 60) * 60;

/** An hour of a shop as OpenMetrics, in the middle of which a deploy makes the orders slow; just ended. */
export function history(): string {
  const random = randomFrom(4);
  const lines = operations.flatMap((operation) => samplesOf(operation, random));
  return `${[...starts(), ...lines].join("\n")}\n# EOF\n`;
}

function starts(): readonly string[] {
  return times().map((time) => {
    const [version, startedAt] = time < deploy ? ["1.4.1", begin] : ["1.4.2", deploy];
    const labels = `job="shop",instance="10.0.0.7:9464",service_name="shop",version="${version}",revision="",author="Ada",environment="production"`;
    return `promenade_start_time_seconds{${labels}} ${startedAt + shiftSeconds} ${time + shiftSeconds}`;
  });
}

function samplesOf(
  { model, operation, seconds }: Operation,
  random: () => number,
): readonly string[] {
  const { name, buckets } = prismaMetrics.operationDuration;
  const labels = `job="shop",instance="10.0.0.7:9464",model="${model}",operation="${operation}",outcome="ok"`;
  let counts = buckets.map(() => 0);
  let [count, sum] = [0, 0];
  return times().flatMap((time) => {
    if (time === deploy) [counts, count, sum] = [buckets.map(() => 0), 0, 0];
    for (let call = 0; call < 60; call += 1) {
      const value = seconds[time < deploy ? 0 : 1] * (0.5 + random());
      buckets.forEach(
        (bound, index) => (counts[index] = (counts[index] ?? 0) + (value <= bound ? 1 : 0)),
      );
      count += 1;
      sum += value;
    }
    return [
      ...buckets.map(
        (bound, index) =>
          `${name}_bucket{${labels},le="${bound}"} ${counts[index]} ${time + shiftSeconds}`,
      ),
      `${name}_bucket{${labels},le="+Inf"} ${count} ${time + shiftSeconds}`,
      `${name}_count{${labels}} ${count} ${time + shiftSeconds}`,
      `${name}_sum{${labels}} ${sum} ${time + shiftSeconds}`,
    ];
  });
}

function times(): readonly number[] {
  return Array.from(
    { length: (end - begin) / stepSeconds },
    (_, index) => begin + index * stepSeconds,
  );
}
