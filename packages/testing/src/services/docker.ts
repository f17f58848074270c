import { run, type RunResult } from "./run.ts";

/** A Docker engine on this machine that answers. */
export interface DockerEngine {
  /** Where it listens, for example `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** Whether it publishes the port of a container on 127.0.0.1; else containers share the network of this machine. */
  readonly publishes: boolean;
  /** The address that a service in a container must listen on. */
  readonly bind: "0.0.0.0" | "127.0.0.1";
}

const answerMilliseconds = 3000;

const engines = new Map<string, Promise<DockerEngine | undefined>>();

/** The engine that `docker` reaches, looked for once a process. `PROMENADE_DOCKER=off` hides it. */
export function dockerEngine(): Promise<DockerEngine | undefined> {
  if (process.env["PROMENADE_DOCKER"] === "off") return Promise.resolve(undefined);
  const key = `${process.env["DOCKER_HOST"]} ${process.env["PATH"]}`;
  const engine = engines.get(key) ?? findEngine();
  engines.set(key, engine);
  return engine;
}

async function findEngine(): Promise<DockerEngine | undefined> {
  const address = await answer(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
  // The ports of an engine elsewhere are not the ports of 127.0.0.1.
  if (!/^(?:unix|npipe):/.test(address ?? "")) return undefined;
  const version = await answer(["version", "--format", "{{.Server.Version}}"]);
  if (address === undefined || !version) return undefined;
  // The network of this machine is not the default: Docker Desktop and rootless engines have another one.
  const publishes = (await docker(["network", "inspect", "bridge"])).code === 0;
  return { address, publishes, bind: publishes ? "0.0.0.0" : "127.0.0.1" };
}

async function answer(args: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await docker(args, answerMilliseconds);
  return code === 0 ? stdout.trim() : undefined;
}

/** A program that is not there fails as one that does not work: both are a reason to take the next way. */
export async function docker(
  args: readonly string[],
  timeoutMilliseconds = 60_000,
): Promise<RunResult> {
  return await run("docker", args, { timeoutMilliseconds }).catch((error: Error) => ({
    code: 127,
    stdout: "",
    stderr: error.message,
  }));
}
