import type { PluginContext } from "@promenade/core";
import { testPlugin } from "@promenade/testing";
import { node } from "../src/index.ts";
import { block, wait } from "./helpers.ts";

/** Does one unit of work in an app that runs. */
const requests = new Set<() => void>();

/** What the plugins of an app do: one opens requests, and one watches a store that each asks five times. */
function serve({ scopes, countCalls, defer }: PluginContext): void {
  const countCall = countCalls(5);
  const request = (): void => {
    const scope = scopes.open("http", "GET /orders");
    scopes.run(scope, () => {
      for (let time = 0; time < 5; time += 1) countCall("Customer.findUnique");
    });
    scopes.end(scope);
  };
  requests.add(request);
  defer(() => void requests.delete(request));
}

// Named, because the tests also run from the repository's root, which depends on nothing at run time.
testPlugin(
  (filter) => {
    const plugin = node({ dependencies: ["vitest"], ...filter });
    return {
      ...plugin,
      setup(context) {
        serve(context);
        return plugin.setup(context);
      },
    };
  },
  {
    exercise: async () => {
      for (const request of requests) request();
      block(30);
      await wait(30);
    },
    conditional: {
      cpuThrottled: "a control group with a CPU quota",
    },
    emptyAlerts: { PromenadeNodeHeapWillBeFull: "a heap that is more than half full" },
  },
);
