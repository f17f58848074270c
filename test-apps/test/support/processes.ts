import { promtool, startPrometheus } from "@promenade/testing/services";
import { type CommandFor, startApp, startBeside } from "./app.ts";
import { rulesOf } from "./committed.ts";
import { installApp } from "./install.ts";
import { inherited } from "./programs.ts";
import type { InstalledSampleApp, Launcher, RunningSample } from "./sample-app.ts";

/** Apps installed from packed tarballs, started as `npm start` would, with services on this machine. */
export const asProcess: Launcher<InstalledSampleApp> = {
  title: "from packed tarballs",
  launch: async (sample, cleanup) => {
    const [directory, services] = await Promise.all([
      installApp(sample.name),
      sample.services().then((started) => {
        cleanup.push(started.stop);
        return started;
      }),
    ]);
    const commandFor = commandsIn(directory);
    const { environment } = services;
    const app = await startApp(commandFor, environment, sample.healthPath);
    cleanup.push(app.stop);
    if (sample.beside !== undefined)
      cleanup.push(await startBeside(commandFor, sample.beside, environment));
    const prometheus = await startPrometheus({
      version: "3",
      // Also how long an answer may take, and what the app polls for it: a busy machine needs that.
      scrapeIntervalMilliseconds: 1000,
      targets: [{ address: app.metricsAddress, job: sample.name }],
      configuration: { rule_files: rulesOf(sample.plugins) },
    });
    cleanup.push(() => prometheus.stop());
    const checkMetrics: RunningSample["checkMetrics"] = async (stdin) =>
      await Promise.all(
        (["2", "3"] as const).map((version) => promtool(["check", "metrics"], { version, stdin })),
      );
    return { app, prometheus, job: sample.name, checkMetrics };
  },
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
