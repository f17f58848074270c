import { render } from "@promenade/dashboard";
import { expectGoldenBoards } from "@promenade/testing";
import { expect, it } from "vitest";
import { dashboards } from "../src/dashboard.ts";
import { nestjs } from "../src/index.ts";

it("is committed as Grafana and Prometheus load it", async () => {
  await expectGoldenBoards(nestjs());
});

it("has at least 23 panels", () => {
  const count = dashboards.flatMap(({ rows }) => rows).flatMap(({ panels }) => panels).length;
  expect(count).toBeGreaterThanOrEqual(23);
});

it("opens with the rows that tell whether it is well", () => {
  const folded = dashboards[0]?.rows.filter(({ collapsed }) => collapsed).map(({ title }) => title);
  expect(folded).toEqual([
    "Bodies",
    "Event streams and WebSockets",
    "Microservice messages",
    "Scheduled jobs and start",
  ]);
  expect(dashboards.map((one) => render(one).uid)).toEqual(["promenade-nestjs"]);
});
