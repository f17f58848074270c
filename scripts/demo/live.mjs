// Runs on the Node that the development dependencies pin, after everything is installed and built.
import { parseArguments } from "./arguments.mjs";
import { check } from "./check.mjs";
import { screenshot } from "./screenshot.mjs";
import { watch } from "./watch.mjs";
import { startWorld } from "./world.mjs";

const { isCheck, screenshotDirectory } = parseArguments(process.argv.slice(2));
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupted.abort());

let code = 1;
const cleanup = [];
try {
  const isWatched = !isCheck && screenshotDirectory === undefined;
  const world = await startWorld({ isCheck, isWatched, cleanup });
  const show = isCheck ? check : isWatched ? watch : screenshot;
  code = await show(world, interrupted, screenshotDirectory);
} catch (error) {
  // A missing service says what to do; where in our code it was found missing helps nobody.
  const isMissing = error.code === "PROMENADE_SERVICE_MISSING";
  console.error(`\nnpm run demo: ${isMissing ? error.message : error.stack}`);
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
