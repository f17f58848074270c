import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kafkaVersion } from "./kafka-settings.ts";
import { withLock } from "./lock.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { cacheDirectory, findExecutables } from "./paths.ts";
import { run } from "./run.ts";

const remedy =
  "Set KAFKA_BROKERS to a broker where topics may be created, or install Java 17 or newer and Maven (Debian: apt-get install --no-install-recommends default-jre-headless maven; macOS: brew install openjdk maven).";

export interface KafkaBinaries {
  readonly java: string;
  /** The class path, as Java wants it. */
  readonly classPath: string;
}

/**
 * Finds Java, and has Maven fetch Apache Kafka's jars into the cache once. On a Debian system that lacks Java or Maven
 * they are installed when this is root.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function kafkaBinaries(): Promise<KafkaBinaries> {
  const jars = join(cacheDirectory(), `kafka-${kafkaVersion}`);
  const isFetched = existsSync(jars);
  if (!has("java") || (!isFetched && !has("mvn")))
    await withLock(join(cacheDirectory(), "java.lock"), async () => await installJava(isFetched));
  const java = program("java");
  await checkJava(java);
  if (!existsSync(jars))
    await withLock(`${jars}.lock`, async () => {
      if (!existsSync(jars)) await fetchJars(program("mvn"), jars);
    });
  return { java, classPath: join(jars, "*") };
}

function has(name: string): boolean {
  return findExecutables(name).length > 0;
}

function program(name: "java" | "mvn"): string {
  const [path] = findExecutables(name);
  if (path === undefined)
    throw new ServiceMissingError("Apache Kafka", `${name} is not on the PATH`, remedy);
  return path;
}

/** Maven has dozens of packages below it, which only the system's own apt can put in place. */
async function installJava(hasJars: boolean): Promise<void> {
  const wanted = [
    ...(has("java") ? [] : ["default-jre-headless"]),
    ...(has("mvn") || hasJars ? [] : ["maven"]),
  ];
  if (wanted.length === 0 || process.getuid?.() !== 0 || !has("apt-get")) return;
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const options = { environment, timeoutMilliseconds: 600_000 };
  await run("apt-get", ["update"], options);
  const args = ["install", "--yes", "--no-install-recommends", ...wanted];
  const result = await run("apt-get", args, options);
  if (result.code !== 0)
    throw new ServiceMissingError("Apache Kafka", lastLines(result.stderr), remedy);
}

async function checkJava(java: string): Promise<void> {
  const { stderr } = await run(java, ["-version"]);
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  if (version >= 17) return;
  throw new ServiceMissingError(
    "Apache Kafka",
    Number.isNaN(version) ? `${java} does not work` : `${java} is Java ${version}`,
    remedy,
  );
}

async function fetchJars(maven: string, target: string): Promise<void> {
  const work = `${target}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, "pom.xml"), project);
    const args = ["--batch-mode", "dependency:copy-dependencies", "-DoutputDirectory=jars"];
    const options = { directory: work, timeoutMilliseconds: 600_000 };
    const result = await run(maven, [...args, "-DincludeScope=runtime"], options);
    const jars = join(work, "jars");
    if (result.code !== 0 || !existsSync(jars) || readdirSync(jars).length < 20)
      throw new ServiceMissingError("Apache Kafka", `Maven: ${errorsIn(result.stdout)}`, remedy);
    renameSync(jars, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function errorsIn(output: string): string {
  const error = output.split("\n").find((line) => line.startsWith("[ERROR]"));
  return error ?? lastLines(output);
}

const dependencies = [
  `org.apache.kafka:kafka_2.13:${kafkaVersion}`,
  // Without a logger Kafka does not say why it cannot start.
  "org.slf4j:slf4j-simple:1.7.36",
].map((coordinates) => {
  const [group, artifact, version] = coordinates.split(":");
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
});

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>promenade</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>${dependencies.join("")}</dependencies>
</project>
`;
