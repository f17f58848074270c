import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { removeDirectory, run, temporaryDirectory } from "@promenade/testing/services";
import { parse } from "yaml";
import { copyApp, packFor } from "../../../scripts/apps/work-copy.mjs";
import { runOrThrow } from "../support/install.ts";
import { repository, sourceOf } from "../support/places.ts";
import type { Command, Environment, Launcher } from "../support/sample-app.ts";
import type { Engine } from "./engine.ts";

const compose = join(repository, "test-apps", "compose");
const wanted = "node:24-slim";
const standIn = "promenade/node-stand-in:24";

/** The official image of Node.js; where it cannot be had, one that is made from this machine's Debian and Node.js. */
export async function nodeImage({ docker, environment }: Engine): Promise<string> {
  const has = async (image: string): Promise<boolean> =>
    await docker(["image", "inspect", image]).then(
      () => true,
      () => false,
    );
  if (await has(wanted)) return wanted;
  const isPulled = await docker(["pull", wanted], 240_000).then(
    () => true,
    () => false,
  );
  if (isPulled) return wanted;
  if (await has(standIn)) return standIn;
  const { code, stdout, stderr } = await run(join(repository, ".ci", "node-stand-in"), [standIn], {
    environment: {
      ...environment,
      PATH: `${dirname(process.execPath)}${delimiter}${environment["PATH"] ?? ""}`,
    },
    timeoutMilliseconds: 400_000,
  });
  if (code !== 0) throw new Error(`.ci/node-stand-in failed.\n${stdout.slice(-2000)}${stderr}`);
  return standIn;
}

/** Apps in containers as their compose.yaml starts them, on the network of this machine. */
export function asContainer(engine: () => Engine): Launcher {
  return {
    title: "in a container",
    prepare: async (app) => {
      const image = await buildImage(engine(), app);
      return (program, environment) => inContainer(engine(), image, ["node", program], environment);
    },
  };
}

export async function buildImage(engine: Engine, app: string): Promise<string> {
  const base = await nodeImage(engine);
  const image = `promenade/${app}`;
  const [context, packed] = [temporaryDirectory("context"), temporaryDirectory("packed")];
  try {
    const source = sourceOf(app);
    copyApp(source, context, await packFor(source, packed, runOrThrow));
    const file = ["--file", join(compose, "Dockerfile"), "--build-arg", `NODE_IMAGE=${base}`];
    const args = ["build", "--network=host", ...file, "--tag", image, context];
    await engine.docker(args, 400_000);
  } finally {
    for (const directory of [context, packed]) removeDirectory(directory);
  }
  return image;
}

interface Hardening {
  readonly read_only: boolean;
  readonly tmpfs: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
}

/** What services.yaml says of every app, as options of `docker run`. */
function hardening(): readonly string[] {
  const text = readFileSync(join(compose, "services.yaml"), "utf8");
  const { app } = (parse(text) as { readonly services: { readonly app: Hardening } }).services;
  return [
    `--read-only=${app.read_only}`,
    ...app.tmpfs.map((path) => `--tmpfs=${path}`),
    ...app.cap_drop.map((capability) => `--cap-drop=${capability}`),
    ...app.security_opt.map((option) => `--security-opt=${option}`),
  ];
}

/** Runs until its program ends, with whose code `docker` then ends; a signal to `docker` goes to the program. */
export function inContainer(
  engine: Engine,
  image: string,
  command: readonly string[],
  environment: Environment = {},
): Command {
  const variables = Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`);
  return {
    command: "docker",
    args: ["run", "--rm", "--network=host", ...hardening(), ...variables, image, ...command],
    environment: engine.environment,
  };
}
