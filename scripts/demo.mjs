// The sample shop with live dashboards, on a machine that has nothing but Node 20 and npm.
// This file and what it imports have no dependencies, because they run before any are installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArguments } from "./demo/arguments.mjs";
import { environment, root, workDirectory } from "./demo/places.mjs";
import { prepare } from "./demo/prepare.mjs";
import { passOn } from "./demo/steps.mjs";

const options = parseArguments(process.argv.slice(2));

// Whatever runs gets the signal too, and this process ends with it: nothing is left behind.
let live;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    passOn(signal);
    live?.kill(signal);
  });
}

try {
  const begin = performance.now();
  await prepare();
  console.log(
    `Ready after ${Math.round((performance.now() - begin) / 1000)} s. Logs: ${workDirectory}\n`,
  );
} catch (error) {
  console.error(`\nnpm run demo: ${error.message}`);
  process.exit(1);
}

const pinned = join(root, "node_modules", ".bin", "node");
const node = existsSync(pinned) ? pinned : process.execPath;
// kafkajs sets a timer in the past each time that it connects, and Node warns of it.
const flags = ["--disable-warning=TimeoutNegativeWarning"];
live = spawn(node, [...flags, join(root, "scripts", "demo", "live.mjs"), ...options.given], {
  cwd: root,
  env: environment,
  stdio: "inherit",
});
live.once("error", (error) => {
  console.error(`npm run demo: ${node} did not start: ${error.message}`);
  process.exit(1);
});
live.once("exit", (code) => process.exit(code ?? 1));
