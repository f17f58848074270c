import { gauge, histogram } from "@promenade/core";

export const metrics = {
  duration: histogram({
    name: "ioredis_command_duration_seconds",
    help: "Time from sending a command to its answer or failure; a blocking command includes its wait.",
    unit: "seconds",
    labels: ["command", "error_type"],
    expected: 20,
    labelLimit: 20,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
  }),
  inFlight: gauge({
    name: "ioredis_commands_in_flight",
    help: "Commands that were sent and have no answer yet.",
    kind: "polled",
  }),
};
