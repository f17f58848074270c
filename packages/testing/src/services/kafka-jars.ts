import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KafkaBinaries } from "./kafka-binaries.ts";
import { isKafkaReady } from "./kafka-ready.ts";
import { brokerSettings, type StartKafka } from "./kafka-settings.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { startService, type RunningService } from "./process.ts";
import { run } from "./run.ts";

/** A single node that Java on this machine runs. */
export function kafkaFromJars(
  binaries: KafkaBinaries,
  settings: Readonly<Record<string, string>>,
): StartKafka {
  return async (directory, ports) => {
    const file = join(directory, "server.properties");
    const all = { ...brokerSettings(join(directory, "data"), ports), ...settings };
    writeFileSync(file, properties(all));
    await format(binaries, directory, file);
    const boot = async (): Promise<RunningService> =>
      await boots(binaries, directory, ports.broker);
    let server = await boot();
    const signal = (name: "SIGSTOP" | "SIGCONT"): void => {
      if (server.isRunning())
        process.kill(Number(readFileSync(join(directory, "pid"), "utf8")), name);
    };
    const end = async (): Promise<void> => await server.stop();
    return {
      isRunning: () => server.isRunning(),
      up: async () => {
        server = await boot();
      },
      end,
      freeze: () => signal("SIGSTOP"),
      thaw: () => signal("SIGCONT"),
      remove: end,
    };
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

function properties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
