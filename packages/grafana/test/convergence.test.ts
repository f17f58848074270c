import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, describe, expect, it } from "vitest";
import { ageClaims, appWith, once, own, savesIn } from "./support/app.ts";

let grafana: FakeGrafana;
afterEach(async () => await grafana.stop());

const everything = {
  token: "admin-token",
  dashboards: [own("a")],
  alerts: { dataSource: "prometheus" },
};

/** As many requests as a first upload takes, and one more. */
async function requestsOfAnUpload(options: {
  readonly transport: "api" | "apis";
}): Promise<number> {
  await using fresh = await startFakeGrafana();
  await once({ ...options, ...everything, url: fresh.url });
  return fresh.log.length;
}

describe.each(["api", "apis"] as const)("by /%s", (transport) => {
  it(
    "leaves the app alone when Grafana dies at any request, and the next start converges",
    { timeout: 240_000 },
    async () => {
      const requests = await requestsOfAnUpload({ transport });
      expect(requests).toBeGreaterThan(5);
      for (let k = 1; k <= requests; k += 1) {
        for (const cut of ["before", "after"] as const) {
          grafana = await startFakeGrafana();
          const options = { ...everything, url: grafana.url, transport, attempts: 1 };
          // Request k is cut, and nobody answers after it.
          grafana.disturb({ at: k, cut });
          grafana.disturb({ at: k + 1, times: Infinity, cut: "before" });
          const { text, lines } = await once(options);
          expect(text, `${cut} ${k}`).toMatch(/^promenade_grafana_upload_status 0$/m);
          expect(lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
          grafana.settle();
          ageClaims(grafana);
          const again = await once(options);
          expect(again.text, `${cut} ${k}`).toMatch(/^promenade_grafana_upload_status 1$/m);
          expect(savesIn(grafana), `${cut} ${k}`).toMatchObject({ "promenade-toaster": 1, a: 1 });
          expect(grafana.content().folders).toHaveLength(1);
          expect(grafana.content().ruleGroups, `${cut} ${k}`).toHaveLength(1);
          await grafana.stop();
        }
      }
    },
  );

  it("gets over one cut at any request within the same start", { timeout: 240_000 }, async () => {
    const requests = await requestsOfAnUpload({ transport });
    for (let k = 1; k <= requests; k += 1) {
      grafana = await startFakeGrafana();
      grafana.disturb({ at: k, cut: k % 2 === 0 ? "after" : "before" });
      const { text } = await once({ ...everything, url: grafana.url, transport });
      expect(text, `cut ${k}`).toMatch(/^promenade_grafana_upload_status 1$/m);
      expect(savesIn(grafana), `cut ${k}`).toEqual({
        "promenade-toaster": 1,
        a: 1,
        "promenade-alert-rules-promenade": 1,
      });
      expect(grafana.content().ruleGroups, `cut ${k}`).toHaveLength(1);
      await grafana.stop();
    }
  });
});

it("marks the deploy once, whenever Grafana died before", { timeout: 240_000 }, async () => {
  const annotations = { settleSeconds: 0, stops: false };
  const marked = async (url: string, result: RegExp): Promise<void> => {
    const { app } = appWith({ url, annotations, attempts: 1 });
    await app.start();
    await expect.poll(async () => await app.text(), { timeout: 60_000 }).toMatch(result);
    await app.stop();
  };
  grafana = await startFakeGrafana();
  await marked(grafana.url, /annotations_total\{kind="deploy",result="created"\} 1/);
  const requests = grafana.log.length;
  const first = grafana.log.findIndex(({ path }) => path === "/api/annotations") + 1;
  await grafana.stop();
  for (let k = first; k <= requests; k += 1) {
    for (const cut of ["before", "after"] as const) {
      grafana = await startFakeGrafana();
      grafana.disturb({ at: k, cut });
      grafana.disturb({ at: k + 1, times: Infinity, cut: "before" });
      await marked(grafana.url, /annotations_total\{kind="deploy",result="(failed|created)"\} 1/);
      grafana.settle();
      ageClaims(grafana);
      await marked(grafana.url, /annotations_total\{kind="deploy",result="(joined|created)"\} 1/);
      expect(grafana.content().annotations, `${cut} ${k}`).toHaveLength(1);
      await grafana.stop();
    }
  }
});

it("starts and stops at once while Grafana hangs", { timeout: 30_000 }, async () => {
  grafana = await startFakeGrafana();
  grafana.disturb({ times: Infinity, hang: true });
  const { app, log } = appWith({ url: grafana.url, timeoutMilliseconds: 600_000 });
  await app.start();
  await expect.poll(() => grafana.log.length).toBeGreaterThan(0);
  await app.stop();
  expect(log.lines.filter((line) => !line.startsWith("info"))).toEqual([]);
});
