import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines } from "./missing.ts";

/**
 * Keeps the service alive exactly as long as our end of its standard input is open. `stop()` says so and closes it;
 * when the test process dies in any way, also by SIGKILL, the system closes it, and the directory goes as well.
 * The service gets SIGTERM, and SIGKILL 5 s later. (The shell reports the killed service on a pipe that nobody reads
 * any more, hence the trap.)
 */
const guard = `
directory=$1; shift
exec 3<&0
"$@" 3<&- </dev/null &
service=$!
trap '' PIPE
{
  read -r word <&3
  [ "$word" = stop ] || touch "$directory/.abandoned"
  kill -TERM $service
  for moment in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
    kill -0 $service || exit
    sleep 0.2
  done
  kill -KILL $service
} >/dev/null 2>&1 &
watcher=$!
wait $service
status=$?
kill $watcher 2>/dev/null
[ ! -e "$directory/.abandoned" ] || rm -rf "$directory"
exit $status
`;

/** A program to start, and how to know that it is ready. */
export interface ServiceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly user?: number | undefined;
  /** Resolves to true when the service answers; called again until then. A rejection counts as false. */
  readonly isReady: () => Promise<boolean>;
  /** Default 60 s. */
  readonly deadlineMilliseconds?: number;
}

/** A program that was started, and is ended by `stop()`. */
export interface RunningService {
  /** What it printed, at most the last 64 KiB. */
  readonly output: () => string;
  /** The part of it that went to its standard error, at most the last 64 KiB. */
  readonly errors: () => string;
  readonly isRunning: () => boolean;
  /** What it ended with: its exit code, or 128 and the number of the signal; undefined while it runs. */
  readonly exitCode: () => number | undefined;
  /** Ends the service and resolves when it has ended. Later calls do nothing. */
  stop(): Promise<void>;
}

const outputLimit = 65_536;

/** Starts a program and waits until it is ready. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const command = [options.directory, options.command, ...options.args];
  const child = spawn("/bin/sh", ["-c", guard, "guard", ...command], {
    cwd: options.directory,
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl-C in a terminal reaches the whole group; the service must outlive the test's own clean-up.
    detached: true,
    env: options.environment ?? process.env,
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
  let output = "";
  let errors = "";
  const keep = (text: string): void => {
    output = (output + text).slice(-outputLimit);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    keep(text);
    errors = (errors + text).slice(-outputLimit);
  });
  child.stdin.on("error", () => undefined);
  child.once("error", (error) => keep(error.message));
  const service: RunningService = {
    output: () => output,
    errors: () => errors,
    exitCode: () => child.exitCode ?? undefined,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => await stop(child),
  };
  await untilReady(options, service);
  release(child);
  return service;
}

async function untilReady(options: ServiceOptions, service: RunningService): Promise<void> {
  const deadline = Date.now() + (options.deadlineMilliseconds ?? 60_000);
  for (;;) {
    if (!service.isRunning())
      throw new Error(`${options.name} ended while it started: ${lastLines(service.output())}`);
    if (await options.isReady().catch(() => false)) return;
    if (Date.now() > deadline) {
      await service.stop();
      throw new Error(`${options.name} was not ready in time: ${lastLines(service.output())}`);
    }
    await sleep(50);
  }
}

/** A service that a test forgot must not keep the test process alive. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr])
    (stream as { unref?: () => void } | null)?.unref?.();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const ended = once(child, "exit");
  child.stdin?.end("stop\n");
  const closed = once(child, "close");
  await ended;
  // Its last words may still be on their way; what it started itself may keep the pipes open for ever.
  await Promise.race([closed, sleep(1000, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port was given.");
  return address.port;
}

const directories = new Set<string>();
process.once("exit", () => directories.forEach(removeDirectory));

/** A new directory, removed at {@link removeDirectory} or when this process ends. */
export function temporaryDirectory(name: string, user?: number): string {
  const directory = mkdtempSync(join(tmpdir(), `promenade-${name}-`));
  if (user !== undefined) chownSync(directory, user, user);
  directories.add(directory);
  return directory;
}

/**
 * Removes a directory of {@link temporaryDirectory} with all that is in it. A directory that is gone does no harm.
 */
export function removeDirectory(directory: string): void {
  directories.delete(directory);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
