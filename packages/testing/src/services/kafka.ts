import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kafkaBinaries, type KafkaBinaries } from "./kafka-binaries.ts";
import { isKafkaReady } from "./kafka-ready.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import {
  freePort,
  removeDirectory,
  startService,
  temporaryDirectory,
  type RunningService,
} from "./process.ts";
import { run } from "./run.ts";

export interface KafkaOptions {
  /** More of server.properties, for example `{ "num.partitions": "3" }`. Not applied to the broker of `KAFKA_BROKERS`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** An Apache Kafka. What stops or freezes it throws when it is the one of `KAFKA_BROKERS`. */
export interface KafkaService {
  /** `host:port`, for a client's `brokers`. */
  readonly brokers: readonly string[];
  /** Whether it was started here, so that it may be stopped. */
  readonly isOwn: boolean;
  /** Keeps its connections open and answers nothing any more: what a hanging broker looks like. */
  freeze(): void;
  /** Lets it go on. */
  thaw(): void;
  /** Ends the broker and keeps its data: what an outage looks like. */
  down(): Promise<void>;
  /** Starts it again on the same port. */
  up(): Promise<void>;
  restart(): Promise<void>;
  /** Ends what was started and removes the data. Later calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Gives a real Apache Kafka: the one of `KAFKA_BROKERS` (separated by commas) when that is set, else a single node in
 * KRaft mode, started with Java from jars that Maven fetched once. Topics and groups of the tests need names of their own.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaService> {
  const given = process.env["KAFKA_BROKERS"];
  if (given) return givenBroker(given.split(",").map((broker) => broker.trim()));
  const binaries = await kafkaBinaries();
  const directory = temporaryDirectory("kafka");
  try {
    return await ownBroker(binaries, directory, options.settings ?? {});
  } catch (error) {
    removeDirectory(directory);
    throw error;
  }
}

function givenBroker(brokers: readonly string[]): KafkaService {
  const problem =
    "The broker of KAFKA_BROKERS is not ours to stop. Unset KAFKA_BROKERS for this test.";
  const refuse = (): never => {
    throw new Error(problem);
  };
  const refuseLater = (): Promise<void> => Promise.reject(new Error(problem));
  return {
    brokers,
    isOwn: false,
    freeze: refuse,
    thaw: refuse,
    down: refuseLater,
    up: refuseLater,
    restart: refuseLater,
    stop: () => Promise.resolve(),
  };
}

async function ownBroker(
  binaries: KafkaBinaries,
  directory: string,
  settings: Readonly<Record<string, string>>,
): Promise<KafkaService> {
  const ports = { broker: await freePort(), controller: await freePort() };
  const file = join(directory, "server.properties");
  writeFileSync(file, properties({ ...defaults(directory, ports), ...settings }));
  await format(binaries, directory, file);
  const boot = async (): Promise<RunningService> => await boots(binaries, directory, ports.broker);
  let server = await boot();
  const signal = (name: "SIGSTOP" | "SIGCONT"): void => {
    if (server.isRunning())
      process.kill(Number(readFileSync(join(directory, "pid"), "utf8")), name);
  };
  const down = async (): Promise<void> => {
    signal("SIGCONT");
    await server.stop();
  };
  const up = async (): Promise<void> => {
    if (!server.isRunning()) server = await boot();
  };
  return {
    brokers: [`127.0.0.1:${ports.broker}`],
    isOwn: true,
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    down,
    up,
    restart: async () => {
      await down();
      await up();
    },
    stop: async () => {
      await down();
      removeDirectory(directory);
    },
  };
}

const javaOptions = [
  // A broker of a test lives for seconds: a quick start counts more than speed later.
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Xmx384m",
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
];

async function boots(
  { java, classPath }: KafkaBinaries,
  directory: string,
  port: number,
): Promise<RunningService> {
  const command = [java, ...javaOptions, "-cp", classPath, "kafka.Kafka", "server.properties"];
  return await startService({
    name: "Apache Kafka",
    // The process id is needed for freezing.
    command: "/bin/sh",
    args: ["-c", `echo $$ > pid; exec "$@"`, "kafka", ...command],
    directory,
    isReady: async () => await isKafkaReady(port),
    deadlineMilliseconds: 120_000,
  });
}

async function format(
  { java, classPath }: KafkaBinaries,
  directory: string,
  file: string,
): Promise<void> {
  const cluster = randomBytes(16).toString("base64url");
  // An identifier that began with "-" would be read as an option.
  const args = ["kafka.tools.StorageTool", "format", `--cluster-id=${cluster}`, "--config", file];
  const result = await run(java, [...javaOptions, "-cp", classPath, ...args], { directory });
  if (result.code !== 0)
    throw new ServiceMissingError(
      "Apache Kafka",
      `its storage could not be formatted: ${reasonIn(result.stderr || result.stdout)}`,
      "Set KAFKA_BROKERS to a broker where topics may be created.",
    );
}

/** The message of an exception stands before its stack. */
function reasonIn(output: string): string {
  const line = output.split("\n").find((text) => /^(?:Exception in thread|Error)/.test(text));
  return line ?? lastLines(output);
}

function defaults(
  directory: string,
  { broker, controller }: { readonly broker: number; readonly controller: number },
): Readonly<Record<string, string>> {
  const address = `PLAINTEXT://127.0.0.1:${broker}`;
  return {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@127.0.0.1:${controller}`,
    listeners: `${address},CONTROLLER://127.0.0.1:${controller}`,
    "advertised.listeners": address,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": join(directory, "data"),
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    // Else the first member of every group waits three seconds for others.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
  };
}

function properties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
