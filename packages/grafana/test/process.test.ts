import { join } from "node:path";
import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { run, type RunResult } from "@promenade/testing/services";
import { afterEach, describe, expect, it } from "vitest";

let grafana: FakeGrafana;
afterEach(async () => await grafana.stop());

async function runApp(url: string, moment: string): Promise<RunResult> {
  const fixture = join(import.meta.dirname, "fixtures/app.ts");
  // The time-out of `run` is far below that of a request: who waits for Grafana is killed, and has no code 0.
  return await run(process.execPath, ["--no-warnings", fixture, url, moment], {
    timeoutMilliseconds: 60_000,
  });
}

describe("a process that has ended its work", { timeout: 120_000 }, () => {
  it("ends, though Grafana hangs", async () => {
    grafana = await startFakeGrafana();
    grafana.disturb({ times: Infinity, hang: true });
    const { code, stdout } = await runApp(grafana.url, "http.client.request.start");
    expect(grafana.log.length).toBeGreaterThan(0);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/done\n$/) });
  });

  it("ends, though another attempt is due", async () => {
    grafana = await startFakeGrafana();
    const headers = { "retry-after": "200" };
    grafana.disturb({ times: Infinity, answer: { status: 503, headers } });
    const { code, stdout } = await runApp(grafana.url, "http.client.response.finish");
    expect(grafana.log.length).toBeGreaterThan(0);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/done\n$/) });
  });
});
