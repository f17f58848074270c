import { alert, rate, ratio, value, type AlertDefinition } from "@promenade/dashboard";
import { failed, uid } from "../dashboard/parts.ts";
import { metrics } from "../metrics.ts";

const dashboard = uid;

export const clientAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeKafkaConsumerDead",
    expression: value(metrics.consumers, {
      by: ["job", "instance", "group"],
      where: { state: "crashed" },
    }),
    above: 0,
    for: "1m",
    severity: "critical",
    summary: "A Kafka consumer has crashed and stays dead.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) has {{ $value }} dead consumers of group {{ $labels.group }}.",
    runbook: {
      meaning:
        "The client has given up: it crashed on an error that it takes for permanent (`restart: false`). kafkajs does so for a TypeError, RangeError, ReferenceError or SyntaxError out of a handler, and for errors of the broker that trying again cannot mend. The process itself goes on.",
      impact:
        "This instance consumes nothing of that group any more. When it is the only one, nobody does.",
      diagnosis:
        "1. *Kafka* dashboard, *Crashes*: which error?\n2. The app's log at that moment has the stack, and topic, partition and offset of the message.\n3. The same message will most likely kill the next consumer as well: do other instances crash, one after another?",
      mitigation:
        "Restart the instance. If it dies again, fix or roll back the handler, or step over the message (`seek`, or reset the group's offset by one). Then make handlers catch their errors, and let the process end on a crash, so that it is started again.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeKafkaRebalanceStorm",
    expression: rate(metrics.groupJoins, { by: ["job", "instance", "group"] }),
    above: 0.01,
    window: "15m",
    for: "5m",
    severity: "warning",
    summary: "A consumer group rebalances again and again.",
    description:
      '{{ $labels.instance }} ({{ $labels.job }}) joins group {{ $labels.group }} {{ $value | printf "%.3f" }} times per second.',
    runbook: {
      meaning:
        "One instance has joined its group more than nine times in a quarter of an hour. A deploy or a scaling causes one or two joins.",
      impact:
        "While a group rebalances, none of its members handles messages; what was not committed is handled twice.",
      diagnosis:
        "1. *Kafka* dashboard, *Rebalances and joins* by instance: does one of them come and go (crash loop, autoscaler)?\n2. *Batch duration* above the session time-out without heartbeats: the group throws the consumer out. In handlers of batches call `heartbeat()`.\n3. *Node.js* dashboard, *Event loop*: a blocked loop sends no heartbeats.\n4. *Heartbeats and commits*, *Time-outs*: is the coordinator slow?",
      mitigation:
        "Stop what comes and goes. Raise `sessionTimeout` and `rebalanceTimeout`, lower `maxBytesPerPartition`, or do less in one handler.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeKafkaProduceErrors",
    expression: ratio(
      rate(metrics.sendDuration, { by: ["job", "topic"], where: failed }),
      rate(metrics.sendDuration, { by: ["job", "topic"] }),
    ),
    above: 0.01,
    for: "5m",
    severity: "critical",
    summary: "Messages cannot be sent.",
    description:
      "{{ $value | humanizePercentage }} of the sends of {{ $labels.job }} to {{ $labels.topic }} fail.",
    runbook: {
      meaning:
        "More than 1 % of the calls that send have failed for five minutes, after all retries of the client.",
      impact: "The messages are lost, unless the app keeps them and tries again.",
      diagnosis:
        "*Kafka* dashboard, *Errors of sends*:\n\n- `ECONNREFUSED`, time-outs, connection errors: the brokers cannot be reached.\n- `NOT_ENOUGH_REPLICAS`: too few brokers are in sync.\n- `MESSAGE_TOO_LARGE`, `RECORD_LIST_TOO_LARGE`: one message or one batch is above `max.message.bytes`.\n- `TOPIC_AUTHORIZATION_FAILED`, `UNKNOWN_TOPIC_OR_PARTITION`: a topic is missing, or the rights to it; a deploy that came too early.",
      mitigation:
        "Bring the brokers back; create the topic or give the rights; roll back what sends too much. Send again what the app has kept.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeKafkaHandlerErrors",
    expression: ratio(
      rate(metrics.handlerErrors, { by: ["job", "group", "topic"] }),
      rate(metrics.consumerMessages, { by: ["job", "group", "topic"] }),
    ),
    above: 0.05,
    for: "5m",
    severity: "warning",
    summary: "Many messages cannot be handled.",
    description:
      "{{ $value | humanizePercentage }} of the messages on {{ $labels.topic }} fail in group {{ $labels.group }} ({{ $labels.job }}).",
    runbook: {
      meaning:
        "Handlers have thrown for more than 5 % of the messages for five minutes. A message that fails is handed over again, and counts each time.",
      impact: "The partition does not move on while its message fails; the lag grows behind it.",
      diagnosis:
        "1. *Kafka* dashboard, *Errors by class*: which error, on which topic? Since which deploy mark?\n2. *Partitions*: is it one partition whose committed offset stands still? Then it is one message; the app's log has its offset.\n3. All partitions: something that handlers need is broken (*Prisma* dashboard).",
      mitigation:
        "Roll back the deploy, bring back what is broken, or park the message in a topic for such ones.",
    },
    dashboard,
  }),
];
