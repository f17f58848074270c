import { gauge, histogram } from "@promenade/core";

/** Every metric of the plugin. Dashboards, alerts and types are made from this table. */
export const metrics = {
  duration: histogram({
    name: "acme_request_duration_seconds",
    help: "Time from a request to its answer or failure.",
    unit: "seconds",
    labels: ["operation", "error_type"],
    expected: 10,
    labelLimit: 10,
  }),
  inFlight: gauge({
    name: "acme_requests_in_flight",
    help: "Requests that wait for an answer.",
    kind: "polled",
  }),
};
