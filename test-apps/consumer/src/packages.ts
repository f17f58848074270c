import type { DynamicModule } from "@nestjs/common";
import { bullmq, bullmqMetrics, bullmqTelemetry, type BullmqOptions } from "@promenade/bullmq";
import { run, type ExitCode } from "@promenade/cli";
import type {
  Counter,
  LabelsOf,
  MetricDefinition,
  Plugin,
  Promenade,
  PromenadeOptions,
} from "@promenade/core";
import { createPlugin, type CreatedPlugin } from "@promenade/create-plugin";
import type { AlertDefinition } from "@promenade/dashboard";
import { lintDashboards } from "@promenade/dashboard/lint";
import { grafana, publish, type GrafanaOptions } from "@promenade/grafana";
import { dashboardFiles } from "@promenade/grafana/files";
import { graphql, graphqlMetrics } from "@promenade/graphql";
import { ApolloServerPluginPromenade } from "@promenade/graphql/apollo";
import { observe } from "@promenade/graphql/engine";
import { promenadeMercurius } from "@promenade/graphql/mercurius";
import { usePromenade } from "@promenade/graphql/yoga";
import { instrumentKafka, kafka, kafkaMetrics } from "@promenade/kafka";
import { instrument, InjectMetric, nestjs, nestMetrics, PromenadeModule } from "@promenade/nestjs";
import { node, nodeMetrics } from "@promenade/node";
import { preview, startPreview } from "@promenade/preview";
import { instrumentAdapter, operationsExtension, prisma, prismaMetrics } from "@promenade/prisma";
import { createEngine } from "@promenade/promql";
import { parseExposition } from "@promenade/promql/exposition";
import { AlertEvaluator } from "@promenade/promql/rules";
import { SampleStore } from "@promenade/promql/samples";
import { testAlerts, testPlugin, type PromenadeMatchers } from "@promenade/testing";
import { startApp, valuesBy } from "@promenade/testing/apps";
import { startFakeGrafana } from "@promenade/testing/grafana";
import { startPostgres, type PostgresService } from "@promenade/testing/services";
import { FlowProducer, Queue, Worker } from "bullmq";
import { execute, parse, validate } from "graphql";
import { Kafka } from "kafkajs";
import { metrics, shop } from "./labels.ts";

/** Compiled, and never run: every entry of every package, with the libraries' own types. */

const connection = { host: "127.0.0.1", port: 6379 };
const jobs: Partial<BullmqOptions> = {
  queues: [new Queue("mails", { connection, telemetry: bullmqTelemetry() })],
  workers: () => [new Worker("mails", async () => {}, { connection })],
  flowProducers: [new FlowProducer({ connection })],
};
const upload: Partial<GrafanaOptions> = { url: "http://localhost:3000", token: "secret" };

export const client: Kafka = instrumentKafka(new Kafka({ brokers: ["localhost:9092"] }));

export const plugins: readonly Plugin[] = [
  node({ except: ["eventLoopDelay"] }),
  prisma({ nPlusOneThreshold: false, pools: { main: () => undefined } }),
  graphql({ operationNames: ["One"] }),
  bullmq(jobs),
  kafka({ lagCacheMilliseconds: 0 }),
  preview({ interval: "5s" }),
  grafana(upload),
  nestjs({ ignoreRoutes: ["/healthz"] }),
];
// @ts-expect-error there is no such metric
node({ only: ["loopDelay"] });
// @ts-expect-error there is no such option
prisma({ pool: {} });
// @ts-expect-error a queue is no worker
bullmq({ workers: [new Queue("mails", { connection })] });
// @ts-expect-error five seconds of what
preview({ interval: "5" });

export const options: PromenadeOptions = { service: "shop", plugins, server: { port: 9464 } };
export const root: DynamicModule = PromenadeModule.forRoot({ ...options, server: { inApp: true } });
export const feature: DynamicModule = PromenadeModule.forFeature([metrics.orders]);
export const hooks = { instrument };

export class Accounts {
  constructor(@InjectMetric(metrics.orders) readonly orders: Counter<"channel">) {}
}

export const engine = observe({ parse, validate, execute });
export const servers = [ApolloServerPluginPromenade(), usePromenade(), promenadeMercurius];
export const database = { operationsExtension, instrumentAdapter };

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Has<D extends MetricDefinition, L extends string> = Same<keyof LabelsOf<D>, L>;

/** The labels of a metric of each plugin: no more, no fewer, and not just any text. */
export const labels: readonly [
  Has<typeof bullmqMetrics.jobsAdded, "queue" | "job_name" | "source">,
  Has<typeof graphqlMetrics.errors, "phase" | "code" | "field">,
  Has<typeof kafkaMetrics.consumerMessages, "group" | "topic">,
  Has<typeof nestMetrics.activeRequests, "http_request_method">,
  Has<typeof nodeMetrics.heapUsed, "v8js_heap_space_name">,
  Has<typeof prismaMetrics.operationDuration, "model" | "operation" | "outcome">,
] = [true, true, true, true, true, true];

export function count(promenade: Promenade): void {
  const messages = promenade.register(kafkaMetrics.consumerMessages);
  messages.inc({ group: "billing", topic: "orders" });
  // @ts-expect-error the label has another name
  messages.inc({ group: "billing", topics: "orders" });
}

export async function tools(alerts: readonly AlertDefinition[]): Promise<ExitCode> {
  const created: CreatedPlugin = await createPlugin({ name: "my-lib" });
  const report = await publish({ connection: { url: "http://localhost:3000" }, plugins });
  const running = await startPreview({ plugins, retention: "30m" });
  const postgres: PostgresService = await startPostgres();
  const board = await startFakeGrafana({ version: "13" });
  const app = await startApp(shop());
  const values: Readonly<Record<string, number>> = await valuesBy(app, "shop_carts");
  testPlugin((filter) => shop(filter), { exercise: () => {} });
  testAlerts(alerts, {});
  const matcher: PromenadeMatchers["toHaveSeries"] = async () => {};
  await matcher("shop_carts");
  return await run([
    ...[created.directory, report.ok, running.url, postgres.url, board.url, values].map(String),
    ...[
      lintDashboards,
      dashboardFiles,
      parseExposition,
      createEngine,
      AlertEvaluator,
      SampleStore,
    ].map(({ name }) => name),
  ]);
}
