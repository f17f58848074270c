import type { FaultyApp } from "./run-app.ts";

/** Different lines that begin so: a message may come twice. */
export function distinct({ lines }: FaultyApp, start: string): number {
  return new Set(lines.filter((line) => line.startsWith(start))).size;
}

/** The app's own log, as far as it does not depend on the moment: turns from one outcome to the other, and orders. */
export function behaviour({ lines }: FaultyApp): unknown {
  const turns = (kind: string): readonly string[] =>
    lines
      .filter((line) => line.startsWith(`${kind} `))
      .map((line) => line.split(" ")[1] ?? "")
      .filter((outcome, at, all) => outcome !== all[at - 1]);
  const numbers = (start: string): readonly number[] => [
    ...new Set(
      lines.filter((line) => line.startsWith(start)).map((line) => Number(line.split(" ")[2])),
    ),
  ];
  const isInOrder = (all: readonly number[]): boolean =>
    all.every((number, at) => number === at + 1);
  return {
    sql: turns("sql"),
    add: turns("add"),
    job: turns("job"),
    send: turns("send"),
    areSentInOrder: isInOrder(numbers("send ok")),
    areHandledInOrder: isInOrder(numbers("message handled")),
    hasPoolErrors: lines.includes("pool error"),
    hasQueueErrors: lines.includes("queue error"),
    hasWorkerErrors: lines.includes("worker error"),
    unhandled: lines.filter((line) => line.startsWith("unhandled")),
  };
}

/** One scrape. */
export type Samples = ReadonlyMap<string, number>;

/** The sum of a metric's series with these labels, or `undefined` when there is none. */
export function sum(
  samples: Samples,
  metric: string,
  ...labels: readonly string[]
): number | undefined {
  const found = [...samples].filter(
    ([key]) =>
      (key === metric || key.startsWith(`${metric}{`)) &&
      labels.every((label) => key.includes(label)),
  );
  return found.length === 0
    ? undefined
    : found.reduce((total, [, value]) => total + (value ?? 0), 0);
}
