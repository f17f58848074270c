import { selfMetrics } from "@promenade/core";
import { messageOf } from "../../errors.ts";
import type { Examination } from "../examination.ts";
import { few, ok, problem, skipped, warning, type Step } from "../step.ts";

interface DataSource {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly isDefault: boolean;
}

/** A data source of Grafana leads to the Prometheus that has the app's series. */
export const dataSource: Step = {
  name: "data-source",
  about: "Grafana's data source",
  needs: ["set-up", "token"],
  examine: async (examination) => {
    const client = await examination.grafana();
    if (client === undefined) return skipped("Grafana's data source: there is no Grafana");
    const { status, body } = await client.send({
      path: "/api/datasources",
      action: "list the data sources",
      expects: [401, 403],
    });
    if (status !== 200)
      return skipped(
        "Grafana's data source: this token may not list them (datasources:read); an Admin's may",
      );
    const all = (body as readonly DataSource[]).filter(({ type }) => isPrometheus(type));
    if (all.length === 0)
      return problem(
        "Grafana has no Prometheus data source, so every panel is empty",
        "Add one: Connections → Data sources → Prometheus, with the address of Prometheus as Grafana reaches it.",
      );
    const answers = await Promise.all(all.map(async (one) => await ask(examination, one)));
    const good = answers.filter(({ hasSeries }) => hasSeries);
    if (good.length === 0)
      return problem(
        `No data source has series of this app: ${few(answers.map(({ text }) => text))}`,
        "Point the data source at the Prometheus that scrapes the app.",
      );
    // The drop-down of the dashboards begins with the default, else with the first.
    const first = all.find(({ isDefault }) => isDefault) ?? all[0];
    const [useful] = good;
    if (useful !== undefined && first !== undefined && !good.some(({ uid }) => uid === first.uid))
      return warning(
        `The dashboards open with "${first.name}", which has no series of this app; "${useful.name}" has`,
        `Choose "${useful.name}" in the drop-down "Data source", or make it the default.`,
      );
    return ok(
      `Grafana's data source ${few(good.map(({ name }) => `"${name}"`))} has the app's series`,
    );
  },
};

function isPrometheus(type: string): boolean {
  return type === "prometheus" || type.endsWith("prometheus-datasource");
}

async function ask(examination: Examination, { uid, name, url }: DataSource) {
  const client = await examination.grafana();
  const where = url === "" ? `"${name}"` : `"${name}" (${url})`;
  if (client === undefined) return { uid, name, hasSeries: false, text: where };
  try {
    const query = `${selfMetrics.started.name}{${await examination.selector()}}`;
    const samples = await examination.dataSource(client, uid).instant(query);
    return { uid, name, hasSeries: samples.length > 0, text: `${where} has none` };
  } catch (error) {
    return { uid, name, hasSeries: false, text: `${where}: ${messageOf(error)}` };
  }
}
