#!/usr/bin/env node
import { relative } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { createPlugin } from "./create-plugin.ts";

const help = `Writes a Promenade plugin: metrics, source, dashboard, alerts, tests, changeset, CI.

Usage: npm init @promenade/plugin <library> [-- options]

  --dir <directory>   where (default: promenade-plugin-<library>)
  --package <name>    the package's name, e.g. @me/promenade-my-lib (default: promenade-plugin-<library>)
  --help              this text

Example: npm init @promenade/plugin ioredis
`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      dir: { type: "string" },
      package: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const name = positionals[0] ?? (await ask("Which library does the plugin observe (my-lib)? "));
  if (name === undefined || name === "" || positionals.length > 1) {
    process.stderr.write(`Name one library.\n\n${help}`);
    return 2;
  }
  const { directory, files, packageName } = await createPlugin({
    name,
    ...(values.dir === undefined ? {} : { directory: values.dir }),
    ...(values.package === undefined ? {} : { packageName: values.package }),
  });
  const where = relative(process.cwd(), directory) || ".";
  process.stdout.write(`${packageName}: ${files.length} files in ${where}

Next:
  cd ${where} && npm install && npm test
  Then put the real library in the place of test/library.ts, and what it publishes into src/attach.ts.
`);
  return 0;
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await prompt.question(question)).trim();
  } finally {
    prompt.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
