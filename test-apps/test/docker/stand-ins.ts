import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import {
  cacheDirectory,
  prometheusBinary,
  removeDirectory,
  run,
  temporaryDirectory,
} from "@promenade/testing/services";
import { repository } from "../support/places.ts";
import { composeWith } from "./compose.ts";
import { hasCommand, installPackages } from "./debian.ts";
import { docker, endOf } from "./engine.ts";

const nodeImage = "node:24-slim";
const standIns = join(repository, ".ci", "stand-ins");

/**
 * Makes stand-ins for the images of the sample apps and of their services, when no registry can be reached. They have
 * the same names: this is only for an engine that nobody else uses.
 */
export async function makeStandIns(compose: readonly string[]): Promise<void> {
  const isRegistryReached = await docker(["pull", nodeImage], 240_000).then(
    () => true,
    () => false,
  );
  if (isRegistryReached) return;
  await installTools();
  const context = temporaryDirectory("stand-ins");
  try {
    cpSync(standIns, context, { recursive: true });
    const packages = join(repository, "packages", "testing", "dist");
    cpSync(join(packages, "grafana"), join(context, "grafana", "fake"), { recursive: true });
    const yaml = join(repository, "node_modules", "yaml");
    cpSync(yaml, join(context, "grafana", "yaml"), { recursive: true });
    const [jars] = await Promise.all([kafkaJars(), copyPrometheus(context), needNodeImage()]);
    cpSync(jars, join(context, "kafka", "jars"), { recursive: true });
    const files = [join(context, "compose.yaml")];
    const project = "promenade-stand-ins";
    await composeWith(compose, { directory: context, project, files })(["build"], 600_000);
  } finally {
    removeDirectory(context);
  }
}

/** All at once, because apt bears only one of itself. */
async function installTools(): Promise<void> {
  const missing: string[] = [];
  if (!(await hasCommand("debootstrap"))) missing.push("debootstrap");
  if (!existsSync(kafkaJarsDirectory()) && !(await hasCommand("mvn"))) missing.push("maven");
  const remedy = `Install ${missing.join(" and ")}.`;
  if (missing.length > 0) await installPackages(missing, remedy);
}

async function copyPrometheus(context: string): Promise<void> {
  for (const program of ["prometheus", "promtool"] as const)
    cpSync(await prometheusBinary(program, "3"), join(context, "prometheus", "bin", program));
}

/** Makes one, unless an earlier run has made one of this version of Node.js. */
async function needNodeImage(): Promise<void> {
  const format = '--format={{index .Config.Labels "promenade.stand-in"}}';
  const { stdout } = await run("docker", ["image", "inspect", format, nodeImage]);
  if (stdout.trim() === process.version) return;
  const environment = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  const options = { environment, timeoutMilliseconds: 400_000 };
  const result = await run(join(standIns, "make-node"), [nodeImage], options);
  if (result.code !== 0) throw new Error(`.ci/stand-ins/make-node failed.\n${endOf(result)}`);
}

/** Apache Kafka with its tools, which other tests do without. */
const kafkaJarsDirectory = (): string => join(cacheDirectory(), "kafka-stand-in-4.1.0");

async function kafkaJars(): Promise<string> {
  const jars = kafkaJarsDirectory();
  if (existsSync(jars)) return jars;
  const work = `${jars}.${process.pid}`;
  const target = ["dependency:copy-dependencies", `-DoutputDirectory=${work}`];
  const project = ["--batch-mode", "--file", join(standIns, "kafka", "pom.xml")];
  const args = [...project, ...target, "-DincludeScope=runtime"];
  const result = await run("mvn", args, { timeoutMilliseconds: 600_000 });
  if (result.code !== 0) {
    rmSync(work, { recursive: true, force: true });
    throw new Error(`Maven could not fetch Apache Kafka.\n${endOf(result)}`);
  }
  renameSync(work, jars);
  return jars;
}
