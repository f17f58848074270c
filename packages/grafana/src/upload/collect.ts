import type { Plugin } from "@promenade/core";
import type { RuleFile } from "@promenade/dashboard";
import { boardsOf, type PluginBoards } from "../export/boards.ts";
import { messageOf } from "../message.ts";
import { fieldsOf } from "../transport/transport.ts";
import { separators, uidOf } from "./names.ts";
import type { UploadOptions, Uploader } from "./options.ts";
import { readSources, type OwnDashboard } from "./sources.ts";

/** Everything that is to be uploaded. */
export interface Collected {
  readonly dashboards: readonly OwnDashboard[];
  readonly rules: readonly RuleFile[];
  readonly problems: readonly string[];
}

/** The plugins' dashboards and alerts, then the user's own. What is broken is named and left out. */
export async function collect(
  { plugins, service }: Uploader,
  options: UploadOptions,
  grafanaUrl: string,
): Promise<Collected> {
  const problems: string[] = [];
  const boards = await boardsOfAll(plugins, grafanaUrl, problems);
  const fromPlugins = boards.flatMap(({ dashboards }) =>
    dashboards.map((content) => ({
      uid: content.uid,
      title: content.title,
      content: options.annotations === false ? { ...content } : withMarks(content),
    })),
  );
  const own = await readSources(options.dashboards ?? []);
  problems.push(...own.problems);
  const separated = separators(service, options.separate);
  const seen = new Set<string>();
  const dashboards = [...fromPlugins, ...own.dashboards]
    .map((dashboard) => apart(dashboard, separated))
    .filter(({ uid, title }) => {
      if (!seen.has(uid)) return seen.add(uid);
      problems.push(`Two dashboards have the uid "${uid}"; "${title}" is left out.`);
      return false;
    });
  return { dashboards, rules: boards.map(({ rules }) => rules), problems };
}

/** A switch at the top that shows the marks by the API. Off: where a mark comes from the metric, too, it would be there twice. */
function withMarks(dashboard: object): Readonly<Record<string, unknown>> {
  const { annotations } = fieldsOf(dashboard);
  const { list } = fieldsOf(annotations);
  const switchable = {
    name: "Deploys, restarts and stops",
    enable: false,
    hide: false,
    iconColor: "purple",
    datasource: { type: "grafana", uid: "-- Grafana --" },
    target: { type: "tags", tags: ["promenade"], matchAny: false, limit: 100 },
  };
  const others = Array.isArray(list) ? (list as readonly unknown[]) : [];
  return { ...dashboard, annotations: { ...fieldsOf(annotations), list: [...others, switchable] } };
}

async function boardsOfAll(
  plugins: readonly Plugin[],
  grafanaUrl: string,
  problems: string[],
): Promise<readonly PluginBoards[]> {
  try {
    return await boardsOf(plugins, { grafanaUrl });
  } catch {
    // One plugin is broken: the others are taken one by one, to find out which.
    const found: PluginBoards[] = [];
    for (const plugin of plugins) {
      try {
        found.push(...(await boardsOf([plugin], { grafanaUrl })));
      } catch (error) {
        problems.push(
          `The dashboards of plugin "${plugin.name}" cannot be made: ${messageOf(error)}.`,
        );
      }
    }
    return found;
  }
}

function apart(dashboard: OwnDashboard, separated: readonly string[]): OwnDashboard {
  if (separated.length === 0) return dashboard;
  const uid = uidOf(dashboard.uid, ...separated);
  const title = `${dashboard.title} (${separated.join(", ")})`;
  return { uid, title, content: { ...dashboard.content, uid, title } };
}
