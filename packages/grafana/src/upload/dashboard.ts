import type { ServiceIdentity } from "@promenade/core";
import type { GrafanaClient } from "../client/client.ts";
import { GrafanaFailure } from "../client/failure.ts";
import { messageOf } from "../message.ts";
import type { Transport } from "../transport/transport.ts";
import { ownTurn } from "../turn.ts";
import { judge, keep, type JudgeOptions, type Verdict } from "./judge.ts";
import type { PublishedDashboard } from "./report.ts";
import type { OwnDashboard } from "./sources.ts";
import { hashOf, stampOf, withStamp } from "./stamp.ts";

/** What all dashboards of an upload share. */
export interface Uploading extends JudgeOptions {
  readonly client: GrafanaClient;
  readonly transport: Transport;
  readonly service: ServiceIdentity;
  readonly folderUid: string | undefined;
  readonly isDryRun: boolean;
}

/**
 * Brings one dashboard up to date: read, judge, write, and again from the start when somebody else was faster or an
 * answer was lost. It resolves also when that fails.
 * @throws GrafanaFailure when Grafana cannot be reached: then the others need not be tried
 */
export async function uploadDashboard(
  uploading: Uploading,
  dashboard: OwnDashboard,
): Promise<PublishedDashboard> {
  const { uid, title } = dashboard;
  const url = `${uploading.client.base}/d/${uid}`;
  try {
    const { result, reason } = await converge(uploading, dashboard);
    return { uid, title, url, result, reason };
  } catch (error) {
    if (!(error instanceof GrafanaFailure) || error.isPassing) throw error;
    return { uid, title, url, result: "failed", reason: messageOf(error) };
  }
}

async function converge(uploading: Uploading, { uid, content }: OwnDashboard): Promise<Verdict> {
  const { client, transport, service, isDryRun } = uploading;
  const folder = uploading.folderUid ?? "";
  const mine = {
    hash: hashOf(content, folder),
    service: service.service,
    release: service.version,
  };
  const verdict = await client.repeat(async () => {
    const stored = await transport.dashboard(uid);
    await ownTurn();
    const judged = judge(stored, mine, uploading);
    if (isDryRun || (judged.result !== "created" && judged.result !== "updated")) return judged;
    const stamp = {
      ...mine,
      version: (stored?.version ?? 0) + 1,
      folder,
      previous: judged.previous,
    };
    // Who moved it to another folder wants it there, until we are told another folder.
    const before = stored?.content === undefined ? undefined : stampOf(stored.content);
    const isMoved = before !== undefined && before.folder === folder;
    const written = await transport.write({
      uid,
      content: { ...withStamp(content, stamp), uid },
      folderUid: isMoved ? stored?.folderUid : uploading.folderUid,
      message: `Promenade: ${service.service} ${service.version}`.trimEnd(),
      replaces: stored,
    });
    if (written === "provisioned")
      return keep("provisioned", "A file owns it; change it there, or take it out there.");
    return written === "written" ? judged : undefined;
  });
  return verdict ?? keep("failed", "Others save it all the time; try again later.");
}
