import type { Plugin, PluginContext } from "@promenade/core";
import { holds, none } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import type { Exercise } from "./lifecycle.ts";
import { appWith, samplesIn, type MakePlugin } from "./plugin-under-test.ts";
import { uncaughtDuring } from "./uncaught.ts";

/** What happens to the app when everything that the plugin does goes wrong. */
export function testFailures(make: MakePlugin, exercise: Exercise): void {
  runner.it("keeps its own failures from the app, and counts them", 120_000, async () => {
    const trouble = { on: false };
    const app = appWith(sabotaged(await make({}), trouble));
    await app.start();
    trouble.on = true;
    const escaped = await uncaughtDuring(async () => {
      await exercise(app);
    });
    const failures = samplesIn(await app.text()).filter(({ name }) =>
      /^promenade_(?:listener|collector)_errors_total$/.test(name),
    );
    trouble.on = false;
    await app.stop();
    none(escaped, "what reached the app");
    holds(
      failures.some(({ value }) => value > 0),
      "every record failed, and none was counted in promenade_listener_errors_total or promenade_collector_errors_total",
    );
  });
}

/** The plugin with recorders that throw while there is trouble. */
function sabotaged(plugin: Plugin, trouble: { readonly on: boolean }): Plugin {
  const setup = (context: PluginContext): ReturnType<Plugin["setup"]> => {
    const metrics = Object.fromEntries(
      Object.entries(context.metrics).map(([key, recorder]) => [key, failing(recorder, trouble)]),
    );
    const poll: PluginContext["poll"] = (collector) => {
      const collect: typeof collector.collect = (record) =>
        collector.collect(failing(record, trouble));
      context.poll({ ...collector, collect });
    };
    return plugin.setup(
      Object.create(context, {
        metrics: { value: metrics },
        poll: { value: poll },
      }) as PluginContext,
    );
  };
  return { ...plugin, setup };
}

function failing<T extends object>(recorder: T, trouble: { readonly on: boolean }): T {
  return new Proxy(recorder, {
    get: (target, key) => {
      const member = Reflect.get(target, key, target) as unknown;
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        if (trouble.on) throw new Error("the contract makes every record fail");
        const result = member.apply(target, args) as unknown;
        return typeof result === "object" && result !== null ? failing(result, trouble) : result;
      };
    },
  });
}
