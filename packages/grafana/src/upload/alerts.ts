import { createHash } from "node:crypto";
import type { Rule, RuleFile } from "@promenade/dashboard";
import { GrafanaFailure } from "../client/failure.ts";
import { messageOf } from "../message.ts";
import { fieldsOf, textOf } from "../transport/transport.ts";
import type { Uploading } from "./dashboard.ts";
import { uidOf } from "./names.ts";
import type { AlertUpload } from "./options.ts";
import type { PublishedItem } from "./report.ts";

/** Annotation of each rule that holds the hash of its group. */
const mark = "promenade_hash";

/** Brings the alerts as Grafana's own rules, a group for each plugin. An unchanged group is not written. */
export async function uploadAlerts(
  uploading: Uploading,
  files: readonly RuleFile[],
  options: AlertUpload,
  separated: readonly string[],
): Promise<readonly PublishedItem[]> {
  const items: PublishedItem[] = [];
  for (const { name, rules } of files.flatMap(({ groups }) => groups)) {
    const uid = uidOf("promenade", name, ...separated);
    const title = `${name} (${rules.length} rules)`;
    try {
      const result = await uploadGroup(uploading, uid, rules, options);
      items.push({ uid, title, result, reason: "" });
    } catch (error) {
      if (!(error instanceof GrafanaFailure)) throw error;
      items.push({ uid, title, result: "failed", reason: messageOf(error) });
    }
  }
  return items;
}

async function uploadGroup(
  { client, folderUid, isDryRun }: Uploading,
  group: string,
  rules: readonly Rule[],
  { dataSource, intervalSeconds = 60 }: AlertUpload,
): Promise<"created" | "updated" | "unchanged"> {
  if (folderUid === undefined)
    throw new GrafanaFailure(
      "PROMENADE_GRAFANA_REFUSED",
      "Alert rules need a folder; name one in `folder`",
    );
  const path = `/api/v1/provisioning/folder/${folderUid}/rule-groups/${group}`;
  const made = rules.map((rule) => ruleOf(rule, group, dataSource, folderUid));
  const hash = createHash("sha256")
    .update(JSON.stringify([made, intervalSeconds]))
    .digest("hex")
    .slice(0, 16);
  const done = await client.repeat(async () => {
    const stored = await client.send({
      path,
      action: `read the alert rules ${group}`,
      expects: [404],
    });
    const list = fieldsOf(stored.body)["rules"];
    const known = stored.status === 404 || !Array.isArray(list) ? [] : (list as unknown[]);
    const hashes = known.map((rule) => fieldsOf(fieldsOf(rule)["annotations"])[mark]);
    if (hashes.length === made.length && hashes.every((one) => textOf(one) === hash))
      return "unchanged" as const;
    const result = known.length === 0 ? "created" : "updated";
    if (isDryRun) return result;
    await client.send({
      method: "PUT",
      path,
      // People may silence and adapt them; an unchanged group is not written again.
      headers: { "x-disable-provenance": "true" },
      body: {
        title: group,
        folderUid,
        interval: intervalSeconds,
        rules: made.map((rule) => ({
          ...rule,
          annotations: { ...rule.annotations, [mark]: hash },
        })),
      },
      action: `save the alert rules ${group}`,
    });
    return result;
  });
  return done ?? "unchanged";
}

/** The expression, and a condition on it: a Prometheus rule fires for each series that its expression returns. */
function ruleOf(rule: Rule, group: string, dataSource: string, folderUID: string) {
  const relativeTimeRange = { from: 600, to: 0 };
  const expression = { type: "__expr__", uid: "__expr__" };
  return {
    uid: uidOf(group, rule.alert),
    title: rule.alert,
    ruleGroup: group,
    folderUID,
    condition: "fires",
    for: rule.for,
    noDataState: "OK",
    execErrState: "Error",
    labels: rule.labels,
    annotations: rule.annotations,
    data: [
      {
        refId: "query",
        datasourceUid: dataSource,
        relativeTimeRange,
        model: { refId: "query", expr: rule.expr, instant: true, range: false },
      },
      {
        refId: "returns",
        datasourceUid: "__expr__",
        relativeTimeRange,
        model: {
          refId: "returns",
          type: "math",
          datasource: expression,
          // Also for a value of 0 or NaN.
          expression: "is_number($query) || is_nan($query) || is_inf($query)",
        },
      },
      {
        refId: "fires",
        datasourceUid: "__expr__",
        relativeTimeRange,
        model: {
          refId: "fires",
          type: "threshold",
          datasource: expression,
          expression: "returns",
          conditions: [{ evaluator: { type: "gt", params: [0] } }],
        },
      },
    ],
  };
}
