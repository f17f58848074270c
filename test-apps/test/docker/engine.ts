import { join } from "node:path";
import {
  cacheDirectory,
  removeDirectory,
  run,
  type RunResult,
  startService,
  temporaryDirectory,
  withLock,
} from "@promenade/testing/services";

export interface Engine {
  /** For `docker`, so that it finds the engine. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs `docker` to its end; rejects with what it printed when that was not well. */
  docker(args: readonly string[], timeoutMilliseconds?: number): Promise<RunResult>;
  stop(): Promise<void>;
}

const remedy =
  "Start Docker, set DOCKER_HOST, or run this as root on a Debian system, where docker.io is installed.";

/**
 * The engine that `docker` reaches. Where there is none, one is started for this process alone, without a network of its
 * own: its containers use the host's, where the services of the tests are.
 */
export async function startEngine(): Promise<Engine> {
  if (await isReached(process.env)) return engineIn(process.env, async () => {});
  await installEngine();
  const directory = temporaryDirectory("docker");
  const socket = `unix://${join(directory, "docker.sock")}`;
  const environment = { ...process.env, DOCKER_HOST: socket };
  const service = await startService({
    name: "Docker",
    command: "dockerd",
    args: [
      // Images are kept between runs.
      `--data-root=${cacheDirectory("docker")}`,
      `--exec-root=${join(directory, "exec")}`,
      `--pidfile=${join(directory, "pid")}`,
      `--host=${socket}`,
      "--bridge=none",
      "--iptables=false",
      "--ip-forward=false",
      "--ip-masq=false",
    ],
    directory,
    isReady: async () => await isReached(environment),
  });
  const engine = engineIn(environment, async () => {
    // What was only needed on the way to an image is never used again: the packages in it change.
    await engine.docker(["image", "prune", "--force"]);
    await service.stop();
    // The engine leaves the network of its containers mounted, which keeps its directory.
    await run("umount", [join(directory, "exec", "netns", "default")]);
    removeDirectory(directory);
  });
  return engine;
}

function engineIn(environment: NodeJS.ProcessEnv, stop: () => Promise<void>): Engine {
  return {
    environment,
    stop,
    docker: async (args, timeoutMilliseconds = 60_000) => {
      const result = await run("docker", args, { environment, timeoutMilliseconds });
      if (result.code === 0) return result;
      const output = `${result.stdout}${result.stderr}`.trim().split("\n").slice(-40).join("\n");
      throw new Error(`docker ${args.join(" ")} failed (${result.code}).\n${output}`);
    },
  };
}

async function isReached(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const args = ["info", "--format", "{{.ServerVersion}}"];
  return await run("docker", args, { environment }).then(
    ({ code }) => code === 0,
    () => false,
  );
}

async function installEngine(): Promise<void> {
  const has = async (command: string): Promise<boolean> =>
    await run(command, ["--version"]).then(
      ({ code }) => code === 0,
      () => false,
    );
  if (await has("dockerd")) return;
  if (process.getuid?.() !== 0 || !(await has("apt-get")))
    throw new Error(`No Docker engine can be reached. ${remedy}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const options = { environment, timeoutMilliseconds: 300_000 };
  await withLock(join(cacheDirectory(), "docker.lock"), async () => {
    await run("apt-get", ["update"], options);
    const args = ["install", "--yes", "--no-install-recommends", "docker.io"];
    const { code, stderr } = await run("apt-get", args, options);
    if (code !== 0) throw new Error(`docker.io could not be installed: ${stderr} ${remedy}`);
  });
}
