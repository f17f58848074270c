import { promenade, Registry } from "@promenade/core";
import { expect, it } from "vitest";
import { disagreements } from "../../src/engine/agreement.ts";
import { startPrometheus } from "../../src/services/prometheus.ts";
import { breakfast, toaster } from "../fixtures/toaster.ts";

const same = [
  "up",
  "sum by (bread) (rate(toaster_toast_duration_seconds_count[1m]))",
  "scalar(up)",
];
/** What Prometheus made itself, so that the engine never saw it. */
const different = 'ALERTS{alertname="Toast"}';

it.each(["2", "3"] as const)(
  "finds that the engine answers as Prometheus %s does, and what it answers otherwise",
  async (version) => {
    const app = promenade({
      service: "kitchen",
      plugins: [toaster()],
      registry: new Registry(),
      server: { port: 0, host: "127.0.0.1" },
    });
    await app.start();
    const address = new URL(app.url ?? "").host;
    const rule = { alert: "Toast", expr: "up", labels: { job: "kitchen" } };
    const prometheus = await startPrometheus({
      version,
      targets: [{ address, job: "kitchen" }],
      rules: JSON.stringify({ groups: [{ name: "kitchen", rules: [rule] }] }),
    });
    try {
      breakfast();
      await prometheus.waitForScrapes([address], 3);
      breakfast();
      await prometheus.waitFor("ALERTS");
      const [scraped] = await prometheus.query("count_over_time(up[1h])");
      await prometheus.waitForScrapes([address], (scraped?.value ?? 0) + 3);
      const found = await disagreements(prometheus, version, "kitchen", [...same, different]);
      expect(found).toEqual(
        Array.from({ length: 2 }, () => expect.stringContaining(`${different}: only Prometheus`)),
      );
    } finally {
      await prometheus.stop();
      await app.stop();
    }
  },
  120_000,
);
