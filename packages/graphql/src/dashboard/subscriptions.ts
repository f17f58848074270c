import {
  average,
  orZero,
  query,
  rate,
  row,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { legend } from "./parts.ts";

const byName = { by: ["graphql_operation_name"] } as const;
const none = { graphql_operation_name: "no subscriptions" } as const;

export const subscriptions: Row = row(
  "Subscriptions",
  [
    timeseries({
      title: "Open subscriptions",
      description: "By operation. A cliff: the app restarted, or a proxy cut the connections.",
      queries: [query(orZero(value(metrics.activeSubscriptions, byName), none), legend)],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Events",
      description: "Sent to subscribers per second. 0 while many are open: the source is silent.",
      queries: [query(orZero(rate(metrics.subscriptionEvents, byName), none), legend)],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Mean life",
      description: "How long the subscriptions that ended were open.",
      queries: [query(orZero(average(metrics.subscriptionDuration)), "mean")],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);
