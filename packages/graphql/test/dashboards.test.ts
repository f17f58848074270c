import { expectGoldenBoards } from "@promenade/testing";
import { expect, it } from "vitest";
import { alerts, dashboards } from "../src/dashboard.ts";
import { graphql } from "../src/index.ts";

it("is committed as Grafana and Prometheus load it", async () => {
  await expectGoldenBoards(graphql());
});

it("has at least 20 panels and 4 alerts", () => {
  const count = dashboards.flatMap(({ rows }) => rows).flatMap(({ panels }) => panels).length;
  expect(count).toBeGreaterThanOrEqual(20);
  expect(alerts.length).toBeGreaterThanOrEqual(4);
});
