import {
  aggregate,
  orZero,
  query,
  row,
  table,
  third,
  timeseries,
  value,
  whole,
  type Expression,
  type Panel,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { badAge, byChoice, chosen, noQueue, waiting } from "./parts.ts";

const inState = (state: string): Expression<"queue"> =>
  value(metrics.queueJobs, { by: ["queue"], where: { ...chosen, state } });

const waitingByQueue: Expression<"queue"> = aggregate(
  "sum",
  value(metrics.queueJobs, { by: ["queue", "state"], where: { ...chosen, ...waiting } }),
  ["queue"],
);

function byQueue(title: string, description: string, expression: Expression<"queue">): Panel {
  return timeseries({
    title,
    description,
    queries: [query(byChoice(orZero(expression, noQueue)), "{{queue}}")],
    min: 0,
    ...third,
  });
}

/** What the queues hold. The same in every process, so the largest is shown, not the sum. */
export const queues: Row = row("Queues", [
  table({
    title: "Queues",
    description:
      "What each queue holds now, and since when its oldest job waits. Completed and failed jobs count only while they are kept.",
    columns: [
      { title: "Waiting", expression: waitingByQueue, decimals: 0, cell: "bar" },
      {
        title: "Oldest",
        expression: byChoice(value(metrics.oldestWaiting, { by: ["queue"], where: chosen })),
        cell: "color",
        thresholds: badAge,
      },
      { title: "Active", expression: inState("active"), decimals: 0 },
      { title: "Delayed", expression: inState("delayed"), decimals: 0 },
      { title: "Failed", expression: inState("failed"), decimals: 0 },
      {
        title: "Workers",
        expression: byChoice(value(metrics.queueWorkers, { by: ["queue"], where: chosen })),
        decimals: 0,
      },
      {
        title: "Paused",
        expression: byChoice(value(metrics.queuePaused, { by: ["queue"], where: chosen })),
        unit: "bool_yes_no",
      },
    ],
    labels: { queue: "Queue" },
    sortBy: { column: "Waiting" },
    ...whole,
  }),
  byQueue(
    "Waiting by queue",
    "Jobs that a worker could take now, prioritized ones included.",
    waitingByQueue,
  ),
  byQueue(
    "Oldest waiting job by queue",
    "A straight line upwards: nobody works on the queue. A saw-tooth: workers are too few.",
    value(metrics.oldestWaiting, { by: ["queue"], where: chosen }),
  ),
  byQueue("Active by queue", "Jobs that some worker holds now.", inState("active")),
  byQueue(
    "Delayed by queue",
    "Jobs that wait for their time: delays, pauses before retries, and one of each scheduler.",
    inState("delayed"),
  ),
  byQueue(
    "Failed jobs kept by queue",
    "They stay until somebody retries or removes them, unless `removeOnFail` does. They take memory.",
    inState("failed"),
  ),
  timeseries({
    title: "Jobs by state",
    description:
      "Of the chosen queues. Many waiting-children: parents of flows whose children do not end.",
    queries: [
      query(
        orZero(
          aggregate("sum", value(metrics.queueJobs, { by: ["queue", "state"], where: chosen }), [
            "state",
          ]),
          { state: "none" },
        ),
        "{{state}}",
      ),
    ],
    min: 0,
    stack: "normal",
    ...third,
  }),
]);
