import { randomBytes } from "node:crypto";
import { dockerService } from "./docker-container.ts";
import type { DockerEngine } from "./docker.ts";
import { isKafkaReady } from "./kafka-ready.ts";
import { brokerSettings, kafkaVersion, type StartKafka } from "./kafka-settings.ts";

export const kafkaImage = `apache/kafka:${kafkaVersion}`;

/** Where the image's user may write. */
const data = "/var/lib/kafka/data";

/** A single node from Apache's own image, which is configured by environment variables. */
export function kafkaFromImage(
  engine: DockerEngine,
  settings: Readonly<Record<string, string>>,
): StartKafka {
  return async (directory, ports) => {
    const all = { ...brokerSettings(data, ports, engine.bind), ...settings };
    const variables = Object.entries(all).map(([name, value]) => [kafkaVariable(name), value]);
    return await dockerService({
      engine,
      name: "Apache Kafka",
      image: kafkaImage,
      port: ports.broker,
      data,
      directory,
      environment: {
        ...(Object.fromEntries(variables) as Readonly<Record<string, string>>),
        // An identifier that began with "-" would be read as an option.
        CLUSTER_ID: `p${randomBytes(16).toString("base64url").slice(1)}`,
        KAFKA_HEAP_OPTS: "-Xmx384m",
        KAFKA_LOG4J_ROOT_LOGLEVEL: "WARN",
      },
      isReady: async () => await isKafkaReady(ports.broker),
      deadlineMilliseconds: 120_000,
    });
  };
}

/** The image's rule: `_` for a dot, two for an underscore, three for a hyphen. */
export function kafkaVariable(name: string): string {
  const words = name.replaceAll("_", "__").replaceAll("-", "___").replaceAll(".", "_");
  return `KAFKA_${words.toUpperCase()}`;
}
