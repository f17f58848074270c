import { expressionsOf, render, substituteVariables } from "@promenade/dashboard";
import { startPrometheus } from "@promenade/testing/services";
import { expect, it } from "vitest";
import { dashboards } from "../src/dashboard.ts";
import { startApp } from "./support/app.ts";
import { Orders } from "./support/shop.ts";

it("shows data in every panel of an app that only answers GET requests well", async () => {
  const running = await startApp(
    "fastify",
    { controllers: [Orders] },
    { server: { port: 0, host: "127.0.0.1" } },
  );
  const address = new URL(running.promenade.url ?? "").host;
  const prometheus = await startPrometheus({ targets: [{ address, job: "shop" }] });
  await running.call("GET", "/orders");
  await prometheus.waitForScrapes([address], 1);
  await running.call("GET", "/orders");
  await prometheus.waitForScrapes([address], 4);

  const filled = new Map<string, boolean>();
  for (const board of dashboards.map((one) => render(one))) {
    for (const { row, panel, expr } of expressionsOf(board)) {
      const name = `${row} / ${panel}`;
      const query = substituteVariables(expr, {
        job: "shop",
        __rate_interval: "1m",
        __range: "5m",
      });
      const answer = await prometheus.query(query);
      const isFilled = answer.some(({ value }) => Number.isFinite(value));
      filled.set(name, isFilled || filled.get(name) === true);
    }
  }
  expect(filled.size).toBeGreaterThanOrEqual(23);
  expect([...filled].filter(([, isFilled]) => !isFilled).map(([name]) => name)).toEqual([]);
  await prometheus.stop();
  await running.app.close();
}, 120_000);
