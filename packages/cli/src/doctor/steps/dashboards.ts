import { publish, type PublishReport } from "@promenade/grafana";
import type { Examination } from "../examination.ts";
import { count, few, ok, problem, skipped, warning, type Step } from "../step.ts";

/** The dashboards are in Grafana. */
export const present: Step = {
  name: "dashboards",
  about: "the dashboards in Grafana",
  needs: ["set-up", "token"],
  examine: async (examination) => {
    const report = await reportOf(examination);
    if (report === undefined) return skipped("The dashboards in Grafana: there is no Grafana");
    const [trouble] = report.problems;
    if (trouble !== undefined)
      return problem(trouble, "Look at it with `promenade publish --dry-run`.");
    const missing = report.dashboards.filter(({ result }) => result === "created");
    if (missing.length > 0)
      return problem(
        `${count(missing.length, "dashboard")} of ${report.dashboards.length} missing in Grafana: ${few(missing.map(({ title }) => title))}`,
        "Upload them: promenade publish",
      );
    return ok(`${count(report.dashboards.length, "dashboard")} in Grafana`);
  },
};

/** And they are those of this version, as nobody changed them. */
export const current: Step = {
  name: "dashboards-current",
  about: "the state of the dashboards",
  needs: ["dashboards"],
  examine: async (examination) => {
    const report = await reportOf(examination);
    const all = report?.dashboards ?? [];
    const failed = all.find(({ result }) => result === "failed");
    if (failed !== undefined)
      return problem(`${failed.title}: ${failed.reason}`, "Try again: promenade publish");
    const outdated = all.filter(({ result }) => result === "updated");
    if (outdated.length > 0)
      return problem(
        `Not of this version: ${few(outdated.map(({ title }) => title))}`,
        "Upload them: promenade publish",
      );
    const kept = all.filter(({ result }) => result === "kept");
    const [first] = kept;
    if (first !== undefined)
      return problem(`Changed in Grafana: ${few(kept.map(({ title }) => title))}`, first.reason);
    const newer = all.find(({ result }) => result === "older");
    if (newer !== undefined)
      return warning(`${newer.title} is of a later version than this set-up`, newer.reason);
    const owned = all.filter(({ result }) => result === "provisioned").length;
    return ok(
      owned === 0
        ? "They are those of this version"
        : `They are those of this version, or belong to files (${owned})`,
    );
  },
};

/** What an upload would do now. */
function reportOf(examination: Examination): Promise<PublishReport | undefined> {
  return examination.recall("publish", async () => {
    const access = await examination.grafanaAccess();
    if (access === undefined) return undefined;
    const { plugins, service } = await examination.app();
    return await publish({
      ...access.uploading,
      connection: access.connection,
      plugins,
      service,
      dryRun: true,
    });
  });
}
