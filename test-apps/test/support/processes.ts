import type { CommandFor } from "./app.ts";
import { installApp } from "./install.ts";
import type { Launcher } from "./sample-app.ts";

/** Apps installed from packed tarballs, started as `npm start` would. */
export const asProcess: Launcher = {
  title: "from packed tarballs",
  prepare: async (app) => commandsIn(await installApp(app)),
};

/** Turns the programs of an app that is built in that directory into commands. */
export function commandsIn(directory: string): CommandFor {
  return (program, environment) => ({
    // In its own folder, where package.json says its name and version.
    command: "/bin/sh",
    args: ["-c", 'cd "$0" && exec "$@"', directory, process.execPath, program],
    environment: { ...inherited(), ...environment },
  });
}

/** Without what npm says about the script that runs, and without what vitest sets for tests. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_|VITEST|TEST$|NODE_OPTIONS$)/.test(name),
    ),
  );
}
