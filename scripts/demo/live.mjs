// Runs on the Node that the development dependencies pin, after everything is installed and built.
import { parseArguments } from "./arguments.mjs";
import { check } from "./check.mjs";
import { watch } from "./watch.mjs";
import { startWorld } from "./world.mjs";

const { isCheck } = parseArguments(process.argv.slice(2));
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupted.abort());

let code = 1;
const cleanup = [];
try {
  const world = await startWorld({ isCheck, cleanup });
  code = await (isCheck ? check : watch)(world, interrupted);
} catch (error) {
  console.error(`\nnpm run demo: ${error.stack}`);
} finally {
  for (const dispose of cleanup.toReversed()) {
    try {
      await dispose();
    } catch (error) {
      console.error(`Clean-up: ${error.message}`);
    }
  }
}
process.exit(code);
