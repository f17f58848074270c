import {
  freePort,
  removeDirectory,
  type RunningService,
  startService,
  temporaryDirectory,
} from "@promenade/testing/services";
import type { Environment, RunningApp } from "./sample-app.ts";

/** A program of an app, as `startService` starts it. */
interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

export type CommandFor = (program: string, environment: Environment) => Command;

/** Starts an app on free ports, and waits until its metrics are served. */
export async function startApp(
  commandFor: CommandFor,
  environment: Environment,
  healthPath?: string,
): Promise<RunningApp> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const metrics = `http://127.0.0.1:${metricsPort}/metrics`;
  const ports = { PORT: String(port), METRICS_PORT: String(metricsPort) };
  const program = await startProgram(
    commandFor,
    "dist/main.js",
    { ...ports, ...environment },
    async () =>
      (await fetch(metrics)).ok &&
      (healthPath === undefined || (await fetch(`${url}${healthPath}`)).ok),
  );
  return {
    url,
    metricsAddress: `127.0.0.1:${metricsPort}`,
    exposition: async () => await (await fetch(metrics)).text(),
    output: async () => await Promise.resolve(program.output()),
    stop: async () => {
      await program.stop();
      return { exitCode: program.exitCode(), errors: program.errors() };
    },
  };
}

/** Starts another program of an app; gives the way to stop it. */
export async function startBeside(
  commandFor: CommandFor,
  program: string,
  environment: Environment,
): Promise<() => Promise<void>> {
  const service = await startProgram(commandFor, program, environment, async () => true);
  return service.stop;
}

async function startProgram(
  commandFor: CommandFor,
  program: string,
  environment: Environment,
  isReady: () => Promise<boolean>,
): Promise<RunningService> {
  const home = temporaryDirectory("app");
  const service = await startService({
    name: `The app's ${program}`,
    ...commandFor(program, {
      NODE_ENV: "production",
      NO_COLOR: "1",
      HOST: "127.0.0.1",
      METRICS_HOST: "127.0.0.1",
      ...environment,
    }),
    directory: home,
    isReady,
  });
  const stop = async (): Promise<void> => {
    await service.stop();
    removeDirectory(home);
  };
  return { ...service, stop };
}
