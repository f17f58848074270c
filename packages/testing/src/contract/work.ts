import { setTimeout as sleep } from "node:timers/promises";
import { Registry, type Plugin, type Promenade } from "@promenade/core";
import { holds, none, same } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import { prometheusVersions } from "../services/prometheus-versions.ts";
import { promtool } from "../services/promtool.ts";
import { emptyIn, queriesOf } from "./data.ts";
import { judgesOf, type Judge } from "./judges.ts";
import type { Exercise } from "./lifecycle.ts";
import {
  appWith,
  boardsOf,
  definitionsOf,
  rulesFor,
  recordsIn,
  samplesIn,
  withSeries,
  type MakePlugin,
} from "./plugin-under-test.ts";

export interface WorkOptions {
  readonly exercise: Exercise;
  readonly conditional: Readonly<Record<string, string>>;
  readonly emptyPanels: Readonly<Record<string, string>>;
  readonly emptyAlerts: Readonly<Record<string, string>>;
}

/** Advice against names that OpenTelemetry prescribes: its `db.client.connection.count` is a gauge. */
const conventional =
  /^db_client_connection_count non-histogram and non-summary metrics should not have "_count" suffix$/;

/** What the plugin records while its library works, in two apps at once, and what the engine and a real Prometheus make of it. */
export function testWork(make: MakePlugin, options: WorkOptions): void {
  let plugin: Plugin;
  let app: Promenade;
  let neighbour: Promenade;
  let judges: readonly Judge[] = [];

  runner.beforeAll(300_000, async () => {
    plugin = await make({});
    app = appWith(plugin, { server: { port: 0, host: "127.0.0.1" }, registry: new Registry() });
    neighbour = appWith(await make({}));
    await app.start();
    await neighbour.start();
    judges = await judgesOf(app, await rulesFor(plugin));
    await options.exercise(app);
    for (const judge of judges) await judge.scrape(1);
    // Once more, because a rate needs an increase between two scrapes.
    await options.exercise(app);
    for (const judge of judges) await judge.scrape(3);
  });

  runner.afterAll(60_000, async () => {
    for (const judge of judges) await judge.stop();
    await neighbour?.stop();
    await app?.stop();
  });

  runner.it("records every metric, or says what it waits for", 60_000, async () => {
    const unknown = Object.keys(options.conditional).filter((key) => !(key in plugin.metrics));
    none(unknown, "`conditional` names metrics that do not exist");
    none(
      missingIn(plugin, await app.text(), options),
      "metrics without a series: let `exercise` record them, or say in `conditional` what they wait for",
    );
  });

  runner.it("records in two apps of one process, each until it stops", 60_000, async () => {
    none(missingIn(plugin, await neighbour.text(), options), "missing in the second app");
    await neighbour.stop();
    const before = recordsIn(await app.text());
    await options.exercise(app);
    const after = recordsIn(await app.text());
    holds(
      after > before,
      `the first app recorded nothing after the second stopped: ${before}, then ${after}`,
    );
  });

  runner.it(
    "causes no error in its own listeners and collectors, and drops no record",
    60_000,
    async () => {
      const trouble =
        /^promenade_(?:listener_errors|collector_errors|bad_input|cardinality_overflows)_total$/;
      const found = samplesIn(await app.text()).filter(
        ({ name, value }) => trouble.test(name) && value > 0,
      );
      none(
        found.map(({ line }) => line),
        "trouble",
      );
    },
  );

  runner.it("exposes what promtool has no advice for", 300_000, async () => {
    const stdin = await app.text();
    for (const version of await prometheusVersions()) {
      const { code, stdout, stderr } = await promtool(["check", "metrics"], { version, stdin });
      const advice = stderr.split("\n").filter((line) => line !== "" && !conventional.test(line));
      same({ advice, stdout }, { advice: [], stdout: "" }, `promtool ${version}`);
      same(code, stderr === "" ? 0 : 3, `exit code of promtool ${version}`);
    }
  });

  runner.it("returns data for every panel and alert", 180_000, async () => {
    const queries = await queriesOf(plugin, Object.keys(options.conditional));
    for (const judge of judges) {
      const deadline = Date.now() + 20_000;
      let found = await emptyIn(judge, queries, options);
      while (found.empty.length > 0 && Date.now() < deadline) {
        await options.exercise(app);
        await sleep(1000);
        await judge.scrape(1);
        found = await emptyIn(judge, queries, options);
      }
      none(
        found.empty,
        `without data in ${judge.name}: let \`exercise\` bring it about, or give the reason in \`emptyPanels\` or \`emptyAlerts\``,
      );
      none(found.unknown, "`emptyPanels` and `emptyAlerts` name what does not exist");
      none(await judge.disagreements(queries.all), `answered otherwise by ${judge.name}`);
    }
  });

  runner.it("has alerts that are evaluated without an error", 60_000, async () => {
    const { alerts } = await boardsOf(plugin);
    for (const judge of judges) {
      const states = await judge.alerts();
      same(
        states.map(({ name }) => name),
        alerts.map(({ name }) => name),
        `alerts that ${judge.name} knows`,
      );
      none(
        states.filter(({ lastError }) => lastError !== ""),
        `alerts with an error in ${judge.name}`,
      );
    }
  });
}

function missingIn(plugin: Plugin, exposition: string, options: WorkOptions): readonly string[] {
  const found = withSeries(definitionsOf(plugin), exposition);
  return Object.entries(plugin.metrics)
    .filter(([key, { name }]) => plugin.enabled.has(key) && !found.has(name))
    .filter(([key]) => !(key in options.conditional))
    .map(([key, { name }]) => `${key} (${name})`);
}
