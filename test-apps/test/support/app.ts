import {
  freePort,
  removeDirectory,
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
  const home = temporaryDirectory("app");
  const [port, metricsPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const metrics = `http://127.0.0.1:${metricsPort}/metrics`;
  const service = await startService({
    name: "The app",
    // In its own folder, where package.json says its name and version.
    command: "/bin/sh",
    args: ["-c", 'cd "$0" && exec "$@"', directory, process.execPath, "dist/main.js"],
    directory: home,
    environment: {
      ...inherited(),
      NODE_ENV: "production",
      NO_COLOR: "1",
      HOST: "127.0.0.1",
      PORT: String(port),
      METRICS_HOST: "127.0.0.1",
      METRICS_PORT: String(metricsPort),
      ...environment,
    },
    isReady: async () =>
      (await fetch(metrics)).ok &&
      (healthPath === undefined || (await fetch(`${url}${healthPath}`)).ok),
  });
  return {
    url,
    metricsAddress: `127.0.0.1:${metricsPort}`,
    exposition: async () => await (await fetch(metrics)).text(),
    stop: async () => {
      await service.stop();
      removeDirectory(home);
      return { exitCode: service.exitCode(), errors: service.errors() };
    },
  };
}

/** Without what npm says about the script that runs, and without what vitest sets for tests. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_|VITEST|TEST$|NODE_OPTIONS$)/.test(name),
    ),
  );
}
