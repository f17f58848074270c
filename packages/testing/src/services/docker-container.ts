import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { docker, type DockerEngine } from "./docker.ts";
import { lastLines } from "./missing.ts";
import { startService, type RunningService } from "./process.ts";

/** What containers and volumes are labelled with: `docker ps --filter label=promenade.testing`. */
const label = "promenade.testing";

export interface DockerOptions {
  readonly engine: DockerEngine;
  /** For messages: "Redis". */
  readonly name: string;
  readonly image: string;
  /** The port of 127.0.0.1 where it is reached; in its container it listens on the same one, at `engine.bind`. */
  readonly port: number;
  /** Where the image keeps its data; that is a volume, so it outlives each container. */
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** A temporary directory of the service. */
  readonly directory: string;
  readonly isReady: () => Promise<boolean>;
  readonly deadlineMilliseconds?: number;
}

/** A service that is one container at a time. It ends when the test process dies in any way. */
export interface DockerService {
  readonly isRunning: () => boolean;
  /** A new container with the data of the one before. */
  up(): Promise<void>;
  /** SIGTERM, and SIGKILL three seconds later. */
  end(): Promise<void>;
  /** SIGKILL. */
  crash(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Runs `docker run` and ends its container on SIGTERM, which is what `startService` sends also when the test process has
 * died. The loop is a process of its own: it goes on when the shell is killed, and catches a container that was only about
 * to be made. The volume of a dead test goes as well; one that ended by itself has removed its directory before.
 */
const keeper = `
name=$1; volume=$2; directory=$PWD; shift 2
docker run "$@" &
client=$!
finish() {
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    docker unpause "$name"
    docker stop -t 3 "$name"
    docker rm --force --volumes "$name"
    kill -0 $client || break
    sleep 0.5
  done
  [ -d "$directory" ] && [ ! -e "$directory/.abandoned" ] || docker volume rm --force "$volume"
}
trap 'finish >/dev/null 2>&1 & ending=$!' TERM
while :; do
  wait $client; status=$?
  kill -0 $client 2>/dev/null || break
done
[ -z "$ending" ] || wait $ending
exit $status
`;

/**
 * Starts a service from an image that is there.
 * @throws Error with the last words of a service that does not start
 */
export async function dockerService(options: DockerOptions): Promise<DockerService> {
  const volume = `promenade-${randomBytes(6).toString("hex")}`;
  const labels = ["--label", `${label}=${options.name}`, "--label", `${label}.pid=${process.pid}`];
  const { code, stderr } = await docker(["volume", "create", ...labels, volume]);
  if (code !== 0) throw new Error(`${options.name}: no Docker volume: ${lastLines(stderr)}`);
  let server: RunningService | undefined;
  let container = "";
  let boots = 0;
  let isFrozen = false;
  const isRunning = (): boolean => server?.isRunning() ?? false;
  const tell = (command: "pause" | "unpause" | "kill"): void =>
    void execFileSync("docker", [command, container], { stdio: "pipe", timeout: 30_000 });
  const freeze = (freezes: boolean): void => {
    if (freezes !== isFrozen && isRunning()) tell(freezes ? "pause" : "unpause");
    isFrozen = freezes;
  };
  const end = async (): Promise<void> => await server?.stop();
  const remove = async (): Promise<void> => {
    await end();
    await docker(["volume", "rm", "--force", volume]);
  };
  const up = async (): Promise<void> => {
    isFrozen = false;
    boots += 1;
    container = `${volume}-${boots}`;
    const { environment: _ofContainer, ...service } = options;
    const place = ["--name", container, "--volume", `${volume}:${options.data}`];
    server = await startService({
      ...service,
      command: "/bin/sh",
      args: [
        "-c",
        keeper,
        "keeper",
        container,
        volume,
        ...place,
        ...labels,
        ...runArguments(options),
      ],
    });
  };
  await up().catch(async (error: unknown) => {
    await remove();
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`${words} [image ${options.image}; PROMENADE_DOCKER=off does without Docker]`, {
      cause: error,
    });
  });
  return {
    isRunning,
    up,
    end,
    crash: async () => {
      freeze(false);
      if (isRunning()) tell("kill");
      await end();
    },
    freeze: () => freeze(true),
    thaw: () => freeze(false),
    remove,
  };
}

function runArguments({ engine, port, environment, image, args }: DockerOptions): string[] {
  const network = engine.publishes
    ? ["--publish", `127.0.0.1:${port}:${port}`]
    : ["--network", "host"];
  const variables = Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    "--rm",
    "--pull",
    "never",
    ...network,
    ...variables.flatMap((variable) => ["--env", variable]),
    image,
    ...(args ?? []),
  ];
}
