import {
  expectGoldenBoards,
  matchers,
  testAlerts,
  testPlugin,
  type PromenadeMatchers,
} from "@promenade/testing";
import { startApp } from "@promenade/testing/apps";
import { expect, it } from "vitest";
import { alerts } from "../src/alerts.ts";
import { acme } from "../src/index.ts";
import { ask } from "./library.ts";

declare module "vitest" {
  interface Matchers<R extends void | Promise<void>, T> extends PromenadeMatchers {}
}
expect.extend(matchers);

testPlugin((filter) => acme(filter), {
  exercise: async () => {
    await ask("list");
    await ask("buy", "failure").catch(() => undefined);
  },
  hostile: async () => {
    for (let n = 0; n < 1000; n += 1)
      await Promise.all(Array.from({ length: 10 }, (_, at) => ask(`${n}-${at}`)));
  },
});

testAlerts(alerts, {
  PromenadeAcmeRequestsFail: {
    fires: {
      'acme_request_duration_seconds_count{job="shop", error_type="RangeError"}': "0+60x60",
    },
    quiet: {
      'acme_request_duration_seconds_count{job="shop", error_type="RangeError"}': "0+6x60",
      'acme_request_duration_seconds_count{job="shop"}': "0+60x60",
    },
  },
});

it("records the time of a request, and the kind of its error", async () => {
  const app = await startApp(acme());
  await ask("list");
  await ask("buy", "failure").catch(() => undefined);
  await expect(app).toHaveRecorded("acme_request_duration_seconds", { operation: "list" }, 1);
  await expect(app).toHaveRecorded(
    "acme_request_duration_seconds",
    { error_type: "RangeError" },
    1,
  );
});

it("has the committed dashboard, rules and runbook", async () => {
  await expectGoldenBoards(acme());
});
