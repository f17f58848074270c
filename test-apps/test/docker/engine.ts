import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  cacheDirectory,
  removeDirectory,
  run,
  type RunResult,
  startService,
  temporaryDirectory,
} from "@promenade/testing/services";
import { hasCommand, installPackages } from "./debian.ts";

export interface Engine {
  /** Whether it was started for these tests: then nobody else has images in it. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

const remedy =
  "No Docker engine can be reached. Start Docker, set DOCKER_HOST, or run this as root on a Debian system, where docker.io is installed.";

/**
 * Runs the engine, and cleans up when this shell is gone, however it went: containers and networks go, then the engine,
 * then its directory. What the engine mounts is seen by itself only, and goes with it.
 */
const keeper = `
home=$1; shift
unshare --mount "$@" &
engine=$!
{
  while kill -0 $$; do sleep 0.5; done
  docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes
  docker network prune --force
  kill -TERM $engine
  for second in $(seq 60); do
    kill -0 $engine || break
    sleep 1
  done
  kill -KILL $engine
  rm -rf "$home"
} </dev/null >/dev/null 2>&1 &
wait $engine
`;

/**
 * The engine that `docker` reaches. Where there is none, one is started, and DOCKER_HOST names it from then on. It leaves
 * the firewall of this machine alone: its containers reach each other, and what is built uses the network of the host.
 */
export async function startEngine(): Promise<Engine> {
  if (await isReached()) return { isOwn: false, stop: async () => {} };
  // Recommended only, and yet the names of containers are resolved by its help.
  if (!(await hasCommand("dockerd")) || !(await hasCommand("iptables")))
    await installPackages(["docker.io", "iptables"], remedy);
  // Since Debian 13 a package of its own.
  if (!(await hasCommand("docker"))) await installPackages(["docker-cli"], remedy);
  // Not the service's own, which goes when this process dies: the engine needs it until it has ended.
  const home = mkdtempSync(join(tmpdir(), "promenade-docker-"));
  const directory = temporaryDirectory("docker-service");
  const socket = `unix://${join(home, "docker.sock")}`;
  const pidFile = join(home, "pid");
  process.env["DOCKER_HOST"] = socket;
  const service = await startService({
    name: "Docker",
    command: "/bin/sh",
    args: [
      "-c",
      keeper,
      "keeper",
      home,
      "dockerd",
      // Images are kept between runs.
      `--data-root=${cacheDirectory("docker")}`,
      `--exec-root=${join(home, "exec")}`,
      `--pidfile=${pidFile}`,
      `--host=${socket}`,
      "--bridge=none",
      "--iptables=false",
      "--ip-forward=false",
      "--ip-masq=false",
    ],
    directory,
    isReady: isReached,
  });
  const stop = async (): Promise<void> => {
    // What was only needed on the way to an image: the packages in it change.
    await docker(["image", "prune", "--force"]);
    await docker(["builder", "prune", "--force", "--keep-storage=4GB"], 120_000);
    if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, "utf8")), "SIGTERM");
    while (service.isRunning()) await sleep(100);
    for (const one of [home, directory]) removeDirectory(one);
  };
  return { isOwn: true, stop };
}

/** Runs `docker` to its end; rejects with what it printed when that was not well. */
export async function docker(
  args: readonly string[],
  timeoutMilliseconds = 60_000,
): Promise<RunResult> {
  const result = await run("docker", args, { timeoutMilliseconds });
  if (result.code === 0) return result;
  throw new Error(`docker ${args.join(" ")} failed (${result.code}).\n${endOf(result)}`);
}

/** The last lines that a program printed. */
export function endOf({ stdout, stderr }: RunResult): string {
  return `${stdout}${stderr}`.trim().split("\n").slice(-40).join("\n");
}

async function isReached(): Promise<boolean> {
  return await run("docker", ["info", "--format", "{{.ServerVersion}}"]).then(
    ({ code }) => code === 0,
    () => false,
  );
}
