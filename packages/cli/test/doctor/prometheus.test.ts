import { freePort } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUpOf, visit as sendDoctor, type Call, type Visit } from "./visit.ts";
import { addressOf, startPlainPrometheus, startWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
}, 300_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

type Habits = Partial<Call>;
const visit = async (habits: Habits): Promise<Visit> =>
  await sendDoctor({ config: setUpOf(world.app), ...habits });

describe("a broken Prometheus", () => {
  it.each<[name: string, habits: () => Habits | Promise<Habits>, step: string, text: RegExp]>([
    [
      "it is down",
      async () => ({ prometheus: `http://127.0.0.1:${await freePort()}` }),
      "prometheus",
      /nothing listens on that port/,
    ],
    [
      "the address is another server's",
      () => ({ prometheus: `http://${addressOf(world.app)}` }),
      "prometheus",
      /not as Prometheus does/,
    ],
    ["it has no such target", () => ({ prometheus: world.empty.url }), "target", /has none at all/],
    [
      "it scrapes the app as another job",
      () => ({ prometheus: world.prometheus.url, args: ["--job", "web"] }),
      "target",
      /as job "shop", not "web"/,
    ],
  ])("is named: %s", async (_, habits, step, text) => {
    const { code, cause } = await visit(await habits());
    expect(cause).toMatchObject({ name: step, mark: "problem" });
    expect(cause?.text).toMatch(text);
    expect(cause?.fix ?? cause?.text).toMatch(/\w/);
    expect(code).toBe(1);
  });

  it("is named: its target is down", async () => {
    const address = addressOf(world.guarded);
    world.empty.scrape({ address, job: "shop" });
    await world.empty.waitFor(`up{instance="${address}"} == 0`);
    const { cause } = await visit({
      prometheus: world.empty.url,
      args: ["--url", world.guarded.url ?? ""],
      environment: { METRICS_TOKEN: "open sesame" },
    });
    expect(cause).toMatchObject({ name: "target", mark: "problem" });
    expect(cause?.text).toMatch(/cannot scrape .*401/);
    expect(cause?.fix).toMatch(/credentials/);
  });

  it("is named: it does not store exemplars", async () => {
    const plain = await startPlainPrometheus(addressOf(world.app));
    const visited = await visit({ prometheus: plain.url });
    const strict = await visit({ prometheus: plain.url, args: ["--strict"] });
    await plain.stop();
    expect(visited.cause).toMatchObject({
      name: "exemplars",
      mark: "warning",
      fix: "Start it with --enable-feature=exemplar-storage.",
    });
    expect([visited.code, strict.code]).toEqual([0, 1]);
  });
});
