import {
  is,
  matches,
  notMatches,
  rate,
  ratio,
  total,
  variable,
  type DashboardVariable,
  type Expression,
  type Threshold,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

export const uid = "promenade-nestjs";

/** Chooses the routes that the rows below the overview show. */
export const route: DashboardVariable = variable({
  name: "route",
  label: "Route",
  metric: metrics.requestDuration,
  of: "http_route",
});

export const duration = metrics.requestDuration;
/** Labels by which an endpoint is named. */
export const endpoint = ["http_request_method", "http_route"] as const;
export const endpointName = "{{http_request_method}} {{http_route}}";
export const endpointColumns = { http_request_method: "Method", http_route: "Route" } as const;
export const chosen = { http_route: route } as const;
/** What stands in a list of the worst routes while there is none. */
export const noRoute = { http_request_method: "no", http_route: "route" } as const;

/** The answer is the app's fault. */
export const failed = { http_response_status_code: matches("5..") } as const;
/** The client's fault; one that went away (499) is told apart. */
export const refused = { http_response_status_code: matches("4([0-8].|9[0-8])") } as const;
export const gone = { http_response_status_code: is("499") } as const;

/** The objective that the error budget is made of: 99.9 % of requests without a fault of the app. */
export const objective = 0.999;
/** One request in so many may fail. */
export const budget = Math.round(1 / (1 - objective));
/** A bucket of the histogram, so that the share is exact. */
export const fastSeconds = 0.5;

export const requests: Expression<never> = rate(duration);
export const errorRatio: Expression<never> = ratio(rate(duration, { where: failed }), requests);
export const errorRatioInRange: Expression<never> = ratio(
  total(duration, { where: failed }),
  total(duration),
);

export const goodRatioInRange: Expression<never> = ratio(
  total(duration, { where: { http_response_status_code: notMatches("5..") } }),
  total(duration),
  { idle: "absent" },
);

export const badRatio: readonly Threshold[] = [
  { from: 0.01, color: "orange" },
  { from: 0.05, color: "red" },
];
export const badLatency: readonly Threshold[] = [
  { from: 0.5, color: "orange" },
  { from: 1, color: "red" },
];

/** Ten lines, each with its numbers under the graph. */
export const listed = { legend: "table", height: 10 } as const;
