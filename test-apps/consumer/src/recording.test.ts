import { expect, test } from "@jest/globals";
import { counter, promenade, Registry } from "@promenade/core";
import { graphql } from "@promenade/graphql";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { breakfast, toaster } from "./toaster.ts";

/** The test of an app, as its author has it in jest. */

test("what an app records can be read in its tests", async () => {
  const app = promenade({
    service: "consumer",
    plugins: [node(), prisma(), graphql(), toaster()],
    registry: new Registry(),
    server: false,
  });
  await app.start();
  breakfast();
  app.register(counter({ name: "consumer_tests_total", help: "Tests." })).inc();
  const text = await app.text();
  await app.stop();
  expect(text).toContain("consumer_tests_total 1");
  expect(text).toContain('toaster_burnt_total{bread="rye"} 1');
});
