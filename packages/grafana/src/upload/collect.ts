import type { RuleFile } from "@promenade/dashboard";
import { renderedBoards } from "../export/boards.ts";
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
  const fromPlugins: OwnDashboard[] = [];
  const rules: RuleFile[] = [];
  const runbookUrl = options.alerts?.runbookUrl;
  const links = { grafanaUrl, ...(runbookUrl === undefined ? {} : { runbookUrl }) };
  const boards = renderedBoards(plugins, links, ({ name }, error) => {
    problems.push(`The dashboards of plugin "${name}" cannot be made: ${messageOf(error)}.`);
  });
  for await (const [, made] of boards) {
    rules.push(made.rules);
    for (const content of made.dashboards) {
      const { uid, title } = content;
      const isMarked = options.annotations !== false;
      fromPlugins.push({ uid, title, content: isMarked ? withMarks(content) : { ...content } });
    }
  }
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
  return { dashboards, rules, problems };
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

function apart(dashboard: OwnDashboard, separated: readonly string[]): OwnDashboard {
  if (separated.length === 0) return dashboard;
  const uid = uidOf(dashboard.uid, ...separated);
  const title = `${dashboard.title} (${separated.join(", ")})`;
  return { uid, title, content: { ...dashboard.content, uid, title } };
}
