import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeDirectory, temporaryDirectory } from "./process.ts";
import { prometheusBinary, type PrometheusVersion } from "./prometheus-binaries.ts";
import { run, type RunResult } from "./run.ts";

/** What `promtool()` takes; all of it is optional. */
export interface PromtoolOptions {
  /** Default "2". */
  readonly version?: PrometheusVersion;
  /** What the program reads from its standard input. */
  readonly stdin?: string;
  /** Files written into the directory where it runs, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Runs `promtool` to its end: `promtool(["check", "metrics"], { stdin: text })`,
 * `promtool(["test", "rules", "t.yaml"], { files: { "t.yaml": …, "rules.yaml": … } })`.
 * `check metrics` reads the plain text format only, and its code is 3 when it has advice.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function promtool(
  args: readonly string[],
  options: PromtoolOptions = {},
): Promise<RunResult> {
  const command = await prometheusBinary("promtool", options.version ?? "2");
  const directory = temporaryDirectory("promtool");
  try {
    for (const [name, content] of Object.entries(options.files ?? {}))
      writeFileSync(join(directory, name), content);
    return await run(command, args, { directory, stdin: options.stdin ?? "" });
  } finally {
    removeDirectory(directory);
  }
}
