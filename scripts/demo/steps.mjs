import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, workDirectory } from "./places.mjs";

const logs = join(workDirectory, "logs");

/** Does `work` and shows it as one line: what, and how long it took. Rejects with what `work` rejected with. */
export async function step(title, work) {
  const begin = performance.now();
  const seconds = () => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  const { isTTY } = process.stdout;
  const line = (mark, text) => `${mark} ${title.padEnd(44)} ${text}`;
  const show = () => process.stdout.write(`\r${line("…", seconds())}`);
  const timer = isTTY ? setInterval(show, 200) : undefined;
  const end = (mark, text) => {
    clearInterval(timer);
    process.stdout.write(`${isTTY ? "\r\u001B[K" : ""}${line(mark, text)}\n`);
  };
  try {
    const result = await work();
    end("✓", result === unchanged ? "unchanged" : seconds());
    return result;
  } catch (error) {
    end("✗", seconds());
    throw error;
  }
}

/** What a step returns that had nothing to do. */
export const unchanged = Symbol("unchanged");

const running = new Set();

/** Passes a signal on to what runs now: a terminal's Ctrl-C reaches it by itself, other signals do not. */
export function passOn(signal) {
  for (const child of running) child.kill(signal);
}

/** Runs a program to its end, its output in a log file. Rejects with the end of that log. */
export async function run(name, command, args, options = {}) {
  mkdirSync(logs, { recursive: true });
  const file = join(logs, `${name}.log`);
  const log = createWriteStream(file);
  let stdout = "";
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: environment,
      ...options,
    });
    running.add(child);
    child.stdout.on("data", (chunk) => (stdout += chunk));
    for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
    child.once("error", (error) =>
      reject(new Error(`${command} did not start: ${error.message}. Is it on the PATH?`)),
    );
    child.once("close", (status, signal) => {
      running.delete(child);
      resolve(status ?? signal);
    });
  });
  await new Promise((resolve) => log.end(resolve));
  if (code === 0) return stdout;
  const tail = readFileSync(file, "utf8").trim().split("\n").slice(-30).join("\n");
  throw new Error(`${command} ${args.join(" ")} failed (${code}).\n${tail}\n\nAll of it: ${file}`);
}
