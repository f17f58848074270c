import { spawn, type SpawnOptions } from "node:child_process";

/** How a program ended, and what it printed. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `run()` takes; all of it is optional. */
export interface RunOptions {
  readonly stdin?: string;
  readonly directory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly user?: number | undefined;
  /** Default 60 s; then the program is killed and the code is -1. */
  readonly timeoutMilliseconds?: number;
}

/** Runs a program to its end and returns all that it printed; only a program that cannot start rejects. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const spawnOptions: SpawnOptions = {
    stdio: "pipe",
    timeout: options.timeoutMilliseconds ?? 60_000,
    killSignal: "SIGKILL",
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    ...(options.environment === undefined ? {} : { env: options.environment }),
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], spawnOptions);
    const output = { stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, ...output }));
    // A program that ends before it has read its input closes the pipe; its exit code tells the rest.
    child.stdin?.on("error", () => undefined).end(options.stdin ?? "");
  });
}

/**
 * Runs a program to its end and returns what it printed to its standard output.
 * @throws Error with all that it printed, when its exit code is not 0: compilers and npm complain on either stream
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code === 0) return stdout;
  const place = options.directory === undefined ? "" : ` in ${options.directory}`;
  const end = code === -1 ? "was ended" : `ended with ${code}`;
  throw new Error(`${command} ${args.join(" ")} ${end}${place}:\n${stdout}${stderr}`);
}
