import { kafkaBinaries } from "./kafka-binaries.ts";
import { kafkaFromImage, kafkaImage } from "./kafka-docker.ts";
import { kafkaFromJars } from "./kafka-jars.ts";
import type { StartKafka } from "./kafka-settings.ts";
import { preferDocker } from "./prefer-docker.ts";
import { freePort, removeDirectory, temporaryDirectory } from "./process.ts";

/** What `startKafka()` takes; all of it is optional. */
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
 * KRaft mode, from the image `apache/kafka`, or with Java from jars that Maven fetched once. Topics and groups of the
 * tests need names of their own.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaService> {
  const given = process.env["KAFKA_BROKERS"];
  if (given) return givenBroker(given.split(",").map((broker) => broker.trim()));
  const settings = options.settings ?? {};
  return await preferDocker(
    kafkaImage,
    async (engine) => await ownBroker(kafkaFromImage(engine, settings)),
    async () => await ownBroker(kafkaFromJars(await kafkaBinaries(), settings)),
  );
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

async function ownBroker(start: StartKafka): Promise<KafkaService> {
  const directory = temporaryDirectory("kafka");
  const ports = { broker: await freePort(), controller: await freePort() };
  const server = await start(directory, ports).catch((error: unknown) => {
    removeDirectory(directory);
    throw error;
  });
  const down = async (): Promise<void> => {
    server.thaw();
    await server.end();
  };
  const up = async (): Promise<void> => {
    if (!server.isRunning()) await server.up();
  };
  return {
    brokers: [`127.0.0.1:${ports.broker}`],
    isOwn: true,
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    down,
    up,
    restart: async () => {
      await down();
      await up();
    },
    stop: async () => {
      await down();
      await server.remove();
      removeDirectory(directory);
    },
  };
}
