import { readFileSync } from "node:fs";
import type { Plugin } from "@promenade/core";
import { committed } from "./places.ts";

/** Of a dashboard file, what is asked for here. */
export interface CommittedDashboard {
  readonly uid: string;
  readonly title: string;
}

/** The committed dashboards of plugins. */
export async function dashboardsOf(
  plugins: readonly Plugin[],
): Promise<readonly CommittedDashboard[]> {
  const boards = await Promise.all(plugins.map(async (plugin) => await plugin.boards?.()));
  return boards
    .flatMap((one) => one?.dashboards ?? [])
    .map(({ uid }) => committed(`${uid.replace(/^promenade-/, "")}.json`))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as CommittedDashboard);
}

/** The committed alerts of plugins, as files. */
export function rulesOf(plugins: readonly Plugin[]): readonly string[] {
  return plugins.map(({ name }) => committed(`${name}.rules.yaml`));
}
