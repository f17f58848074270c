import { testAlerts, type AlertCase } from "@promenade/testing";
import { alerts } from "../src/dashboard.ts";

const target = `job="shop", instance="a"`;
const group = `${target}, group="billing"`;
const stream = `${group}, topic="orders"`;
const partition = `${stream}, partition="0"`;

function sends(failed: number): Readonly<Record<string, string>> {
  const name = "kafka_producer_send_duration_seconds_count";
  const labels = `${target}, client="default", topic="orders"`;
  return {
    [`${name}{${labels}, outcome="ok"}`]: `0+${1000 - failed}x60`,
    [`${name}{${labels}, outcome="error"}`]: `0+${failed}x60`,
  };
}

function handled(failed: number): Readonly<Record<string, string>> {
  return {
    [`kafka_consumer_messages_total{${stream}}`]: "0+100x60",
    [`kafka_consumer_errors_total{${stream}, error_type="TypeError"}`]: `0+${failed}x60`,
  };
}

const cases: Readonly<Record<string, AlertCase>> = {
  PromenadeKafkaLagGrowing: {
    fires: { [`kafka_consumer_lag{${partition}}`]: "2000+50x80" },
    // As much, but the group catches up with it.
    quiet: { [`kafka_consumer_lag{${partition}}`]: "9000-50x80" },
    at: "60m",
  },
  PromenadeKafkaLagTime: {
    fires: { [`kafka_consumer_lag_seconds{${partition}}`]: "0+60x60" },
    quiet: { [`kafka_consumer_lag_seconds{${partition}}`]: "299x60" },
  },
  PromenadeKafkaLagUnknown: {
    fires: { [`kafka_consumer_lag_poll_success{${group}}`]: "0x60" },
    quiet: { [`kafka_consumer_lag_poll_success{${group}}`]: "0 0 0 1 ".repeat(15).trim() },
  },
  PromenadeKafkaConsumerDead: {
    fires: { [`kafka_consumer_members{${group}, state="crashed"}`]: "1x60" },
    quiet: {
      [`kafka_consumer_members{${group}, state="crashed"}`]: "0x60",
      [`kafka_consumer_members{${group}, state="joining"}`]: "1x60",
    },
  },
  PromenadeKafkaRebalanceStorm: {
    fires: { [`kafka_consumer_group_joins_total{${group}}`]: "0+1x60" },
    quiet: {
      [`kafka_consumer_group_joins_total{${group}}`]: "0 0 0 0 2 2 2 2 2 4 4 4 4 4 6 6 6 6 6x40",
    },
  },
  PromenadeKafkaProduceErrors: { fires: sends(11), quiet: sends(9) },
  PromenadeKafkaHandlerErrors: { fires: handled(6), quiet: handled(4) },
};

testAlerts(alerts, cases);
