import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { project, promenade, setUp, write } from "./helpers.ts";

let fake: FakeGrafana;
beforeEach(async () => {
  fake = await startFakeGrafana();
});
afterEach(async () => {
  await fake.stop();
});

const uids = (): readonly string[] =>
  fake
    .content()
    .dashboards.map(({ uid }) => uid)
    .toSorted();
const own = ["promenade-application", "promenade-node"];
const environment = (): Record<string, string> => ({
  GRAFANA_URL: fake.url,
  GRAFANA_TOKEN: "admin-token",
});

describe("promenade publish", () => {
  it("uploads once, and says what it did, for people and for programs", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const first = await promenade(directory, ["publish"], environment());
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^ok {6}Node\.js: created http:\/\/.*\/d\/promenade-node/m);
    expect(first.stdout).toContain(`${fake.url}: dashboards: 2 created.`);
    expect(uids()).toEqual(own);
    const second = await promenade(directory, ["publish", "--json"], environment());
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({
      ok: true,
      dashboards: [
        { uid: "promenade-application", result: "unchanged" },
        { uid: "promenade-node", result: "unchanged" },
      ],
    });
  });

  it("takes URL and token from grafana() in the set-up, before the environment", async () => {
    const grafana = `grafana({ url: ${JSON.stringify(fake.url)}, token: "admin-token", folder: "Shop", spreadMilliseconds: 0 })`;
    const text = setUp
      .replace("node()", `node(), ${grafana}`)
      .replace("import", 'import { grafana } from "@promenade/grafana";\nimport');
    const directory = await project({ "promenade.ts": text });
    const other = { GRAFANA_URL: "http://127.0.0.1:9", GRAFANA_TOKEN: "wrong" };
    const { code, stdout, stderr } = await promenade(directory, ["publish"], other);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("2 created");
    expect(fake.content().folders.map(({ title }) => title)).toEqual(["Shop"]);
  });

  it("takes a token from a file, dashboards of the user's own, and another folder", async () => {
    const directory = await project({
      "promenade.ts": setUp,
      token: "admin-token\n",
      "mine.json": '{"uid":"mine","title":"Mine","panels":[]}',
    });
    const args = ["--grafana", fake.url, "--grafana-token-file", "token", "--folder", "Team"];
    const { code } = await promenade(directory, ["publish", "mine.json", ...args]);
    expect(code).toBe(0);
    expect(uids()).toEqual(["mine", ...own]);
    expect(fake.content().folders.map(({ title }) => title)).toEqual(["Team"]);
  });

  it("takes the alerts along, with the runbooks of one's own house", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const runbooks = ["--runbook-url", "https://wiki.example.com/{plugin}"];
    const args = ["publish", "--alerts", "prometheus", ...runbooks];
    expect(await promenade(directory, args, environment())).toMatchObject({ code: 0, stderr: "" });
    const [group] = fake.content().ruleGroups as readonly { readonly rules: readonly object[] }[];
    expect(group?.rules).toContainEqual(
      expect.objectContaining({
        title: "PromenadeNodeHeapNearLimit",
        annotations: expect.objectContaining({
          runbook_url: "https://wiki.example.com/node#promenadenodeheapnearlimit",
        }) as object,
      }),
    );
    const alone = await promenade(directory, ["publish", ...runbooks], environment());
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain("give --alerts <uid of the data source>, too");
  });

  it("only says what it would write with --dry-run", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const { code, stdout } = await promenade(directory, ["publish", "--dry-run"], environment());
    expect(code).toBe(0);
    expect(stdout).toMatch(/Node\.js: would be created/);
    expect(uids()).toEqual([]);
  });

  it("ends with 1 when one of several dashboards failed, and uploads the others", async () => {
    const directory = await project({ "promenade.ts": setUp, "bad.json": '{"title":"No uid"}' });
    const { code, stdout } = await promenade(directory, ["publish", "bad.json"], environment());
    expect(code).toBe(1);
    expect(stdout).toMatch(/^problem .*bad\.json.*uid/m);
    expect(uids()).toEqual(own);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    ["a token that may not write", { GRAFANA_TOKEN: "viewer-token" }, /^problem .*403/m],
    ["a token that nobody knows", { GRAFANA_TOKEN: "nobody" }, /^problem .*401/m],
    ["no Grafana there", { GRAFANA_URL: "http://127.0.0.1:9" }, /^problem .*cannot be reached/m],
  ])("ends with 1 for %s, and shows no token", async (_what, changed, message) => {
    const directory = await project({ "promenade.ts": setUp });
    const all = { ...environment(), ...changed };
    const { code, stdout, stderr } = await promenade(directory, ["publish"], all);
    expect(code).toBe(1);
    expect(stdout).toMatch(message);
    expect(stdout + stderr).not.toContain(all["GRAFANA_TOKEN"]);
    const json = await promenade(directory, ["publish", "--json"], all);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false });
    expect(uids()).toEqual([]);
  });

  it("ends with 2 when nothing says where Grafana is, or when an option is wrong", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const nowhere = await promenade(directory, ["publish"], { GRAFANA_URL: "" });
    expect(nowhere).toMatchObject({ code: 2, stdout: "" });
    expect(nowhere.stderr).toMatch(/Give --grafana, or set GRAFANA_URL/);
    const wrong = await promenade(directory, ["publish", "--on-edit", "maybe"], environment());
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/Allowed choices are keep, overwrite, fail/);
    const noUrl = await promenade(directory, ["publish", "--grafana", "grafana"]);
    expect(noUrl).toMatchObject({ code: 2, stdout: "" });
    expect(noUrl.stderr).toMatch(/an URL with http or https/);
  });

  it("writes again what changed in the app", async () => {
    const directory = await project({ "promenade.ts": setUp });
    await promenade(directory, ["publish"], environment());
    await write(directory, {
      "promenade.ts": setUp.replace("node()", 'node({ except: ["eventLoopDelay"] })'),
    });
    const { code, stdout } = await promenade(directory, ["publish", "--json"], environment());
    expect(code).toBe(0);
    const { dashboards } = JSON.parse(stdout) as { readonly dashboards: readonly object[] };
    expect(dashboards).toContainEqual(
      expect.objectContaining({ uid: "promenade-node", result: "updated" }),
    );
  });
});
