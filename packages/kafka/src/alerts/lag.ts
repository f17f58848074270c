import {
  above,
  aggregate,
  alert,
  and,
  offset,
  subtract,
  value,
  type AlertDefinition,
} from "@promenade/dashboard";
import { uid } from "../dashboard/parts.ts";
import { metrics } from "../metrics.ts";

const dashboard = uid;
const partition = ["job", "group", "topic", "partition"] as const;
const stream = ["job", "group", "topic"] as const;
const lag = aggregate("sum", value(metrics.lag, { by: partition }), stream);
const lowest = aggregate("sum", value(metrics.lag, { by: partition, overTime: "min" }), stream);

export const lagAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeKafkaLagGrowing",
    expression: and(subtract(lag, offset(lag, "15m")), above(lowest, 1000)),
    above: 100,
    for: "15m",
    window: "15m",
    severity: "warning",
    summary: "A consumer group falls behind.",
    description:
      "Group {{ $labels.group }} ({{ $labels.job }}) is {{ $value | humanize }} messages further behind on {{ $labels.topic }} than 15 minutes ago.",
    runbook: {
      meaning:
        "For a quarter of an hour the lag has been above 1,000 messages and larger than 15 minutes before: more arrives than is worked off. The lag is the one that the brokers know, of the partitions that are assigned to these instances.",
      impact:
        "What the messages are for happens later and later. When retention overtakes the group, messages are lost.",
      diagnosis:
        "1. *Kafka* dashboard, *Arriving and committed*: did arrivals grow, or did committing slow down or stop?\n2. *Consumers by state*: none active means a dead or joining group, see PromenadeKafkaConsumerDead and PromenadeKafkaRebalanceStorm.\n3. *Partitions with most lag*: one partition alone is a hot key, or a message that fails again and again (*Errors by class*).\n4. *Handler duration*: slower than before? Then look at what the handler waits for (*Prisma*, *Node.js* dashboards), and at the deploy marks.\n5. *Time in handlers* near 100 % for each consumer: there are too few.",
      mitigation:
        "Add instances, up to the number of partitions; beyond it add partitions, or work on several at once (`partitionsConsumedConcurrently`). Roll back a deploy that slowed handlers. Skip or park a message that can never be handled. Watch the topic's retention.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeKafkaLagTime",
    expression: value(metrics.lagSeconds, { by: stream, aggregate: "max" }),
    above: 300,
    for: "5m",
    severity: "critical",
    summary: "Messages wait for more than five minutes.",
    description:
      "On {{ $labels.topic }} a message has waited for group {{ $labels.group }} ({{ $labels.job }}) for {{ $value | humanizeDuration }} at least.",
    runbook: {
      meaning:
        "The oldest message that the group has not committed has been seen to wait for more than five minutes. It is independent of the traffic, so it also tells of a topic with few messages.",
      impact: "Whoever waits for the effect of that message has waited that long.",
      diagnosis:
        "1. *Kafka* dashboard, *Consumers by state*: is anybody active in the group?\n2. *Partitions*: one partition whose committed offset stands still has a message that cannot be handled, or a handler that hangs; *Errors by class* tells which.\n3. All partitions move, but slowly: see PromenadeKafkaLagGrowing.\n4. Nothing fails and nothing moves: does the app commit at all (`autoCommit: false`)?",
      mitigation:
        "Restart what hangs. Park the message that cannot be handled and move on. Add instances for a backlog.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeKafkaLagUnknown",
    expression: value(metrics.lagKnown, {
      by: ["job", "instance", "group"],
      aggregate: "min",
      overTime: "max",
    }),
    below: 1,
    for: "10m",
    severity: "warning",
    summary: "The lag of a group is not known.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) cannot read the offsets of group {{ $labels.group }}.",
    runbook: {
      meaning:
        "For ten minutes no poll of the committed and end offsets has succeeded. The lag is absent meanwhile, so the alerts on it are blind.",
      impact: "None by itself. A group that falls behind is not noticed.",
      diagnosis:
        "1. *Kafka* dashboard, *Time-outs* and *Connection errors and retries*: are the brokers reachable at all?\n2. If the app works: may its user describe the group and the topics (`DESCRIBE` on both)?\n3. Were topics deleted that the group is still subscribed to?",
      mitigation:
        'Bring the brokers back, or give the rights. `kafka({ except: ["lag", …] })` turns the poll off.',
    },
    dashboard,
  }),
];
