import { createHash } from "node:crypto";
import type { Rule, RuleFile } from "@promenade/dashboard";
import { GrafanaFailure } from "../client/failure.ts";
import { messageOf } from "../message.ts";
import { fieldsOf, textOf } from "../transport/transport.ts";
import { AlertLedger } from "./alert-ledger.ts";
import { ruleOf } from "./alert-rule.ts";
import type { Uploading } from "./dashboard.ts";
import { keep, type Verdict } from "./judge.ts";
import { uidOf } from "./names.ts";
import type { AlertUpload } from "./options.ts";
import type { PublishedItem } from "./report.ts";

/** Annotation of each rule that holds the hash of its group. */
const mark = "promenade_hash";
/** Who is not the one to save looks again until the other has, or can be replaced. */
const patience = 120_000;

interface Group {
  readonly title: string;
  readonly path: string;
  readonly hash: string;
  readonly interval: number;
  readonly rules: readonly ReturnType<typeof ruleOf>[];
}

/** Brings the alerts as Grafana's own rules, a group for each plugin. An unchanged group is not written. */
export async function uploadAlerts(
  uploading: Uploading,
  files: readonly RuleFile[],
  options: AlertUpload,
  separated: readonly string[],
): Promise<readonly PublishedItem[]> {
  const { folderUid } = uploading;
  const ledger = folderUid === undefined ? undefined : new AlertLedger({ ...uploading, folderUid });
  const items: PublishedItem[] = [];
  for (const { name, rules } of files.flatMap(({ groups }) => groups)) {
    const uid = uidOf("promenade", name, ...separated);
    const title = `${name} (${rules.length} rules)`;
    try {
      if (folderUid === undefined || ledger === undefined)
        throw new GrafanaFailure(
          "PROMENADE_GRAFANA_REFUSED",
          "Alert rules need a folder; name one in `folder`",
        );
      const group = groupOf(uid, rules, options, folderUid);
      const { result, reason } = await converge(uploading, ledger, group);
      items.push({ uid, title, result, reason });
    } catch (error) {
      if (!(error instanceof GrafanaFailure)) throw error;
      items.push({ uid, title, result: "failed", reason: messageOf(error) });
    }
  }
  return items;
}

function groupOf(
  title: string,
  rules: readonly Rule[],
  { dataSource, intervalSeconds = 60 }: AlertUpload,
  folderUid: string,
): Group {
  const made = rules.map((rule) => ruleOf(rule, title, dataSource, folderUid));
  const hash = createHash("sha256")
    .update(JSON.stringify([made, intervalSeconds]))
    .digest("hex")
    .slice(0, 16);
  const path = `/api/v1/provisioning/folder/${folderUid}/rule-groups/${title}`;
  return { title, path, hash, interval: intervalSeconds, rules: made };
}

async function converge(uploading: Uploading, ledger: AlertLedger, group: Group): Promise<Verdict> {
  const { client } = uploading;
  for (const begin = Date.now(); Date.now() - begin < patience;) {
    const done = await client.repeat(async () => await attempt(uploading, ledger, group));
    if (done !== undefined && done !== "wait") return done;
    await client.sleep(1000 + Math.random() * 2000);
  }
  return keep(
    "failed",
    "Another replica undertook to save them and has not; its log says why. The next start tries again.",
  );
}

/** `undefined`: what was read is out of date. */
async function attempt(
  { client, service, folderUid, isDryRun }: Uploading,
  ledger: AlertLedger,
  { title, path, hash, interval, rules }: Group,
): Promise<Verdict | "wait" | undefined> {
  const stored = await client.send({
    path,
    action: `read the alert rules ${title}`,
    expects: [404],
  });
  const list = fieldsOf(stored.body)["rules"];
  const known = stored.status === 404 || !Array.isArray(list) ? [] : (list as unknown[]);
  const hashes = known.map((rule) => textOf(fieldsOf(fieldsOf(rule)["annotations"])[mark]));
  const found = new Set(hashes).size === 1 ? hashes[0] : undefined;
  if (found === hash && known.length === rules.length) return keep("unchanged", "");
  const mine = { hash, service: service.service, release: service.version };
  const turn = await ledger.claim(title, mine, found === hash ? undefined : found);
  if (turn === undefined) return undefined;
  if (turn.kind === "wait") return "wait";
  if (turn.kind === "older") return keep("older", turn.reason);
  if (turn.kind === "refused") return keep("failed", turn.reason);
  const result = keep(known.length === 0 ? "created" : "updated", "");
  if (isDryRun) return result;
  const annotated = rules.map((rule) => ({
    ...rule,
    annotations: { ...rule.annotations, [mark]: hash },
  }));
  try {
    await client.send({
      method: "PUT",
      path,
      // People may silence and adapt them; an unchanged group is not written again.
      headers: { "x-disable-provenance": "true" },
      body: { title, folderUid, interval, rules: annotated },
      action: `save the alert rules ${title}`,
    });
  } catch (error) {
    if (error instanceof GrafanaFailure && !error.isPassing)
      // Should that fail too: the first refusal is what the user has to know.
      await client
        .repeat(async () => await ledger.refuse(title, messageOf(error)))
        .catch(() => undefined);
    throw error;
  }
  return result;
}
