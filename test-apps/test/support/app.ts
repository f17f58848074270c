import {
  freePort,
  removeDirectory,
  type RunningService,
  startService,
  temporaryDirectory,
} from "@promenade/testing/services";

export type Environment = Readonly<Record<string, string>>;

export interface RunningApp {
  /** Where it listens, when it does. */
  readonly url: string;
  /** `host:port` of its metrics. */
  readonly metricsAddress: string;
  exposition(): Promise<string>;
  /** Ends it by SIGTERM; tells what it ended with, and what it wrote to its standard error. */
  stop(): Promise<{ readonly exitCode: number | undefined; readonly errors: string }>;
}

/** Starts a built app as `npm start` would, on free ports, and waits until its metrics are served. */
export async function startApp(
  directory: string,
  environment: Environment,
  healthPath?: string,
): Promise<RunningApp> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const metrics = `http://127.0.0.1:${metricsPort}/metrics`;
  const ports = { PORT: String(port), METRICS_PORT: String(metricsPort) };
  const program = await startProgram(
    directory,
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
    stop: async () => {
      await program.stop();
      return { exitCode: program.exitCode(), errors: program.errors() };
    },
  };
}

/** Starts another program of an app; gives the way to stop it. */
export async function startBeside(
  directory: string,
  program: string,
  environment: Environment,
): Promise<() => Promise<void>> {
  const service = await startProgram(directory, program, environment, async () => true);
  return service.stop;
}

async function startProgram(
  directory: string,
  program: string,
  environment: Environment,
  isReady: () => Promise<boolean>,
): Promise<RunningService> {
  const home = temporaryDirectory("app");
  const service = await startService({
    name: `The app's ${program}`,
    // In its own folder, where package.json says its name and version.
    command: "/bin/sh",
    args: ["-c", 'cd "$0" && exec "$@"', directory, process.execPath, program],
    directory: home,
    environment: {
      ...inherited(),
      NODE_ENV: "production",
      NO_COLOR: "1",
      HOST: "127.0.0.1",
      METRICS_HOST: "127.0.0.1",
      ...environment,
    },
    isReady,
  });
  const stop = async (): Promise<void> => {
    await service.stop();
    removeDirectory(home);
  };
  return { ...service, stop };
}

/** Without what npm says about the script that runs, and without what vitest sets for tests. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_|VITEST|TEST$|NODE_OPTIONS$)/.test(name),
    ),
  );
}
