import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { PromenadeError } from "@promenade/core";

export interface DockerResult {
  readonly code: number;
  /** Both streams, as they came. */
  readonly output: string;
}

export type Compose = (
  args: readonly string[],
  onLine: (line: string) => void,
) => Promise<DockerResult>;

const candidates: readonly (readonly string[])[] = [["docker", "compose"], ["docker-compose"]];

/** The first Compose that this machine has, for one file; `undefined` when it has none. */
export async function findCompose(file: string, project: string): Promise<Compose | undefined> {
  for (const [command = "", ...rest] of candidates) {
    const version = await run(command, [...rest, "version"], () => undefined);
    if (version.code === 0)
      return async (args, onLine) =>
        await run(command, [...rest, "--file", file, "--project-name", project, ...args], onLine);
  }
  return undefined;
}

export function dockerMissing(directory: string): PromenadeError {
  return new PromenadeError(
    "PROMENADE_DOCKER_MISSING",
    `Docker Compose is not on this machine. The files are in ${directory}: copy them to a machine that has it, or install it (https://docs.docker.com/compose/install). Without both, \`promenade preview\` shows the same dashboards.`,
  );
}

export function dockerFailed(command: string, { code, output }: DockerResult): PromenadeError {
  const lines = output.trim().split("\n").slice(-5).join("\n    ");
  const advice = /daemon/i.test(output) ? " Start Docker, then try again." : "";
  return new PromenadeError(
    "PROMENADE_DOCKER_FAILED",
    `docker compose ${command} ended with ${code}:\n    ${lines}\n${advice.trim()}`.trimEnd(),
  );
}

/** Waits until an address answers with success; `false` when it never did. */
export async function untilUp(
  url: string,
  deadlineMilliseconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + deadlineMilliseconds;
  while (performance.now() < deadline && !signal.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return true;
    await wait(500, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

function run(
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<DockerResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (text: string): void => {
      output += text;
      const last = text.trimEnd().split("\n").at(-1)?.trim();
      if (last !== undefined && last !== "") onLine(last);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.once("error", (error) => resolve({ code: -1, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? -1, output }));
  });
}
