import { promenade, Registry, type Plugin, type Promenade } from "@promenade/core";
import { runner } from "../runner/runner.ts";

const running = new Map<Promenade, string[]>();

runner.afterEach(30_000, async () => {
  const apps = [...running.keys()];
  running.clear();
  await Promise.all(apps.map(async (app) => await app.stop()));
});

/** Starts an app with these plugins, a registry of its own and no server. It stops after the test. */
export async function startApp(...plugins: readonly Plugin[]): Promise<Promenade> {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const app = promenade({
    service: "test",
    plugins,
    registry: new Registry(),
    server: false,
    log: { debug() {}, info() {}, warn, error: warn },
  });
  running.set(app, warnings);
  await app.start();
  return app;
}

/** What an app of {@link startApp} has warned of in this test. */
export function warningsOf(app: Promenade): readonly string[] {
  return running.get(app) ?? [];
}
