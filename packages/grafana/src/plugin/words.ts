import { uploadResults, type PublishReport } from "../upload/report.ts";

/** One line: how many dashboards became what, and which were left alone. */
export function successLine(report: PublishReport): string {
  const left = report.dashboards.filter(({ reason }) => reason !== "");
  const details = left.map(({ title, result, reason }) => ` "${title}" ${result}: ${reason}`);
  return `Grafana at ${report.grafana}: ${summaryOf(report)}.${details.join("")}`;
}

/** One line: what failed, why, and what it means. */
export function failureLine(report: PublishReport): string {
  const items = [...report.folders, ...report.dashboards, ...report.alerts];
  const failed = items.filter(({ result }) => result === "failed");
  const reasons = new Set([...report.problems, ...failed.map(({ reason }) => reason)]);
  const names = failed.map(({ title }) => `"${title}"`);
  const what = names.length === 0 ? "" : ` Missing: ${names.slice(0, 10).join(", ")}.`;
  return `The upload to Grafana at ${report.grafana} is not complete (${summaryOf(report)}): ${[...reasons].join(" ")}${what} The app is not affected; the next start tries again.`;
}

function summaryOf({ dashboards }: PublishReport): string {
  const parts = uploadResults
    .map((result) => ({ result, count: dashboards.filter((one) => one.result === result).length }))
    .filter(({ count }) => count > 0)
    .map(({ result, count }) => `${count} ${result}`);
  const total = `${dashboards.length} dashboard${dashboards.length === 1 ? "" : "s"}`;
  return parts.length === 0 ? total : `${total}, ${parts.join(", ")}`;
}
