import { expect, it } from "vitest";
import { dashboardsOf } from "../support/committed.ts";
import type { Launcher, SampleApp } from "../support/sample-app.ts";
import { projectOf, type RunningContainers, startContainers } from "./containers.ts";
import { docker } from "./engine.ts";
import { provisionedIn } from "./grafana.ts";

/** Apps by their compose.yaml, with their services, Prometheus and Grafana. */
export const inContainers: Launcher<SampleApp, RunningContainers> = {
  title: "in containers",
  launch: async ({ name }, cleanup) => await startContainers(name, cleanup),
  tests: (sample, running) => {
    it("has only containers that are well, or have done what they were for", async () => {
      const states = await statesOf(projectOf(sample.name));
      expect(states.length).toBeGreaterThanOrEqual(3);
      expect(states.filter((state) => !well.test(state))).toEqual([]);
    });

    it("is not root in its container, has no right, and can write nothing", async () => {
      const args = ["exec", "-T", "app", "node", "--eval", lookAround];
      expect(JSON.parse(await running().compose(args))).toEqual({
        written: "EROFS",
        user: 1000,
        rights: "0000000000000000",
        noNewRights: "1",
      });
    });

    it("is what Prometheus scrapes", async () => {
      const target = { job: "app", instance: "app:9464", health: "up", lastError: "" };
      expect(await running().prometheus.targets()).toEqual([target]);
    });

    it("has its dashboards in Grafana, which reaches Prometheus", async () => {
      const wanted = await dashboardsOf(sample.plugins);
      const provisioned = async (): Promise<unknown> => await provisionedIn(running().grafanaUrl);
      await expect.poll(provisioned, { timeout: 60_000 }).toEqual({
        folders: ["Promenade"],
        dashboards: wanted.map(({ uid }) => uid).toSorted(),
        health: "OK",
      });
    }, 90_000);
  },
};

/** A test of its own, for when the app has been stopped: `docker compose down` leaves nothing behind. */
export function expectNothingLeft(sample: SampleApp): void {
  it(`test-apps/${sample.name} leaves no container, network or volume behind`, async () => {
    const project = `label=com.docker.compose.project=${projectOf(sample.name)}`;
    const left = async (args: readonly string[]): Promise<string> =>
      (await docker([...args, "--quiet", "--filter", project])).stdout;
    expect(await left(["ps", "--all"])).toBe("");
    expect(await left(["network", "ls"])).toBe("");
    expect(await left(["volume", "ls"])).toBe("");
  });
}

const well = /: (?:running(?: healthy)?|exited 0)$/;

const lookAround = `
const { readFileSync, writeFileSync } = require("node:fs");
const status = readFileSync("/proc/self/status", "utf8");
const field = (name) => new RegExp("^" + name + ":\\\\s*(\\\\S+)", "m").exec(status)[1];
let written = "written";
try { writeFileSync("/app/file", ""); } catch ({ code }) { written = code; }
console.log(JSON.stringify({ written, user: process.getuid(), rights: field("CapEff"), noNewRights: field("NoNewPrivs") }));
`;

/** `name: state`, with the health of what has a check, or the exit code of what has ended. */
async function statesOf(project: string): Promise<readonly string[]> {
  const filter = `label=com.docker.compose.project=${project}`;
  const { stdout } = await docker(["ps", "--all", "--quiet", "--filter", filter]);
  const format =
    '--format={{.Name}}: {{.State.Status}}{{if eq .State.Status "exited"}} {{.State.ExitCode}}{{else if .State.Health}} {{.State.Health.Status}}{{end}}';
  const ids = stdout.trim().split("\n");
  return (await docker(["inspect", format, ...ids])).stdout.trim().split("\n");
}
