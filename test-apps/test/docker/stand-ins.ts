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
  if (!(await hasNodeImage())) await makeNodeImage();
  const context = temporaryDirectory("stand-ins");
  try {
    cpSync(standIns, context, { recursive: true });
    const packages = join(repository, "packages", "testing", "dist");
    cpSync(join(packages, "grafana"), join(context, "grafana", "fake"), { recursive: true });
    const yaml = join(repository, "node_modules", "yaml");
    cpSync(yaml, join(context, "grafana", "yaml"), { recursive: true });
    for (const program of ["prometheus", "promtool"] as const)
      cpSync(await prometheusBinary(program, "3"), join(context, "prometheus", "bin", program));
    cpSync(await kafkaJars(), join(context, "kafka", "jars"), { recursive: true });
    const files = [join(context, "compose.yaml")];
    const project = "promenade-stand-ins";
    await composeWith(compose, { directory: context, project, files })(["build"], 600_000);
  } finally {
    removeDirectory(context);
  }
}

/** One of this version of Node.js, from an earlier run. */
async function hasNodeImage(): Promise<boolean> {
  const format = '--format={{index .Config.Labels "promenade.stand-in"}}';
  const { stdout } = await run("docker", ["image", "inspect", format, nodeImage]);
  return stdout.trim() === process.version;
}

async function makeNodeImage(): Promise<void> {
  const environment = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  const options = { environment, timeoutMilliseconds: 400_000 };
  const result = await run(join(standIns, "make-node"), [nodeImage], options);
  if (result.code !== 0) throw new Error(`.ci/stand-ins/make-node failed.\n${endOf(result)}`);
}

/** Apache Kafka with its tools, which other tests do without. */
async function kafkaJars(): Promise<string> {
  const jars = join(cacheDirectory(), "kafka-stand-in-4.1.0");
  if (existsSync(jars)) return jars;
  if (!(await hasCommand("mvn"))) await installPackages(["maven"], "Install Maven.");
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
