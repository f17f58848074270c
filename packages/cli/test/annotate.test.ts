import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { project, promenade, setUp } from "./helpers.ts";

let fake: FakeGrafana;
beforeEach(async () => {
  fake = await startFakeGrafana();
});
afterEach(async () => {
  await fake.stop();
});
const environment = (): Record<string, string> => ({
  GRAFANA_URL: fake.url,
  GRAFANA_TOKEN: "admin-token",
});

describe("promenade annotate", () => {
  it("marks a deploy once, however often the step is repeated", async () => {
    const directory = await project({});
    const args = ["--service", "shop", "--version", "1.4.2", "--revision", "abc1234"];
    const start = ["--start", new Date().toISOString()];
    const all = ["annotate", ...args, ...start, "--author", "Ada", "--environment", "production"];
    const first = await promenade(directory, all, environment());
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^ok {6}created: .*shop.*1\.4\.2/m);
    const second = await promenade(directory, [...all, "--json"], environment());
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ ok: true, result: "unchanged" });
    const later = await promenade(directory, [...all.toSpliced(7, 2), "--json"], environment());
    expect(JSON.parse(later.stdout)).toMatchObject({ ok: true, result: "updated" });
    const { annotations } = fake.content();
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.tags).toEqual(expect.arrayContaining(["promenade", "deploy"]));
    for (const part of ["shop", "1.4.2", "Ada"])
      expect(JSON.stringify(annotations[0])).toContain(part);
  });

  it("takes who and what from the set-up, and a span, a text and tags from the options", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const times = ["--start", "2026-01-31T14:00:00Z", "--end", "1769868300"];
    const words = ["--text", "A new price list", "--tag", "prices", "--tag", "team:shop"];
    const { code } = await promenade(directory, ["annotate", ...times, ...words], environment());
    expect(code).toBe(0);
    expect(fake.content().annotations).toEqual([
      expect.objectContaining({
        text: "A new price list",
        time: Date.parse("2026-01-31T14:00:00Z"),
        timeEnd: 1_769_868_300_000,
        tags: expect.arrayContaining(["prices", "team:shop"]) as string[],
      }),
    ]);
    expect(JSON.stringify(fake.content().annotations[0])).toContain("shop");
  });

  it("knows the app from package.json where there is no set-up", async () => {
    const directory = await project({});
    const { code, stdout } = await promenade(directory, ["annotate", "--json"], environment());
    expect(code).toBe(0);
    const { text } = JSON.parse(stdout) as { readonly text: string };
    expect(text).toMatch(/shop.*1\.4\.2/);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ["may not", { GRAFANA_TOKEN: "viewer-token" }, "PROMENADE_GRAFANA_FORBIDDEN"],
    ["is unknown", { GRAFANA_TOKEN: "nobody" }, "PROMENADE_GRAFANA_UNAUTHORIZED"],
    ["meets nobody", { GRAFANA_URL: "http://127.0.0.1:9" }, "PROMENADE_GRAFANA_UNREACHABLE"],
  ])("ends with 1 when it %s", async (_what, changed, errorCode) => {
    const directory = await project({});
    const all = { ...environment(), ...changed };
    const { code, stdout, stderr } = await promenade(directory, ["annotate", "--json"], all);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: errorCode } });
    expect(fake.content().annotations).toEqual([]);
  });

  it("ends with 2 for a time that is none", async () => {
    const { code, stderr } = await promenade(await project({}), ["annotate", "--start", "noon"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--start takes a moment such as .* not "noon"/);
  });
});
