import { promenade, Registry, type Plugin, type Promenade } from "@promenade/core";
import { afterEach } from "vitest";

export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const started: Promenade[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.stop()));
});

/** Starts an app of its own; it stops with the test. */
export async function startPromenade(...plugins: readonly Plugin[]): Promise<Promenade> {
  const app = promenade({
    service: "test",
    plugins,
    registry: new Registry(),
    server: false,
    log: silent,
  });
  started.push(app);
  await app.start();
  return app;
}

/** Counts in the exposition that do not depend on the speed of the machine, sorted. */
export async function countsOf(app: Promenade, name = "graphql_"): Promise<readonly string[]> {
  const text = await app.text();
  return text
    .split("\n")
    .filter(
      (line) =>
        line.startsWith(name) &&
        !/^graphql_\w*seconds_(?:bucket|sum)|^graphql_oldest/.test(line) &&
        !line.endsWith(" 0"),
    )
    .toSorted();
}

/** Our own errors, which must not happen. */
export async function troublesOf(app: Promenade): Promise<readonly string[]> {
  const text = await app.text();
  return text
    .split("\n")
    .filter((line) =>
      /^promenade_(?:listener_errors|bad_input|collector_errors)_total.* [1-9]/.test(line),
    );
}
