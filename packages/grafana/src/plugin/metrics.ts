import { counter, gauge } from "@promenade/core";

/** What the plugin tells about its uploads. */
export const metrics = {
  uploadStatus: gauge({
    name: "promenade_grafana_upload_status",
    help: "1 when Grafana has everything since the last upload, 0 when something failed; absent until it has ended.",
    kind: "once",
    expected: 1,
  }),
  uploadDashboards: gauge({
    name: "promenade_grafana_upload_dashboards",
    help: "Dashboards of the last upload, by result (created, updated, unchanged, kept, older, provisioned, failed).",
    labels: ["result"],
    kind: "once",
    expected: 7,
  }),
  uploadDuration: gauge({
    name: "promenade_grafana_upload_duration_seconds",
    help: "Time that the last upload took, waiting included.",
    unit: "seconds",
    kind: "once",
    expected: 1,
  }),
  requests: counter({
    name: "promenade_grafana_requests_total",
    help: "Requests to Grafana, by outcome (ok, refused, unreachable).",
    labels: ["outcome"],
    expected: 3,
  }),
  annotations: counter({
    name: "promenade_grafana_annotations_total",
    help: "Annotations that this process had to write, by kind (deploy, restart, stop) and result (created, joined, failed).",
    labels: ["kind", "result"],
    expected: 3,
  }),
};
