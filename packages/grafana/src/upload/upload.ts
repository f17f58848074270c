import type { GrafanaClient } from "../client/client.ts";
import { messageOf } from "../message.ts";
import { chooseTransport } from "../transport/choose.ts";
import type { Transport } from "../transport/transport.ts";
import { ownTurn } from "../turn.ts";
import { uploadAlerts } from "./alerts.ts";
import { collect, type Collected } from "./collect.ts";
import { uploadDashboard, type Uploading } from "./dashboard.ts";
import { ensureFolders, type FolderResult } from "./folders.ts";
import { folderPath, separators } from "./names.ts";
import type { UploadOptions, Uploader } from "./options.ts";
import type { PublishedDashboard, PublishedItem, PublishReport } from "./report.ts";
import type { OwnDashboard } from "./sources.ts";

export interface UploadExtras {
  readonly isDryRun?: boolean;
  readonly isForced?: boolean;
}

/**
 * Brings everything to Grafana, and tells what became of each part. What cannot be done is in the report.
 * @throws what the abort signal says, when the work is given up
 */
export async function upload(
  client: GrafanaClient,
  uploader: Uploader,
  options: UploadOptions,
  extras: UploadExtras = {},
): Promise<PublishReport> {
  const { isDryRun = false, isForced = false } = extras;
  const separated = separators(uploader.service, options.separate);
  const collected = await collect(uploader, options, client.base);
  const problems = [...collected.problems];
  let transport: Transport | undefined;
  let folder: FolderResult = { uid: undefined, items: [] };
  let dashboards: readonly PublishedDashboard[] = [];
  let alerts: readonly PublishedItem[] = [];
  try {
    transport = await chooseTransport(client, options.transport ?? "auto");
    folder = await ensureFolders(
      client,
      transport,
      folderPath(options.folder, separated),
      isDryRun,
    );
    const { service } = uploader;
    const shared: Uploading = {
      client,
      transport,
      service,
      folderUid: folder.uid,
      onEdit: options.onEdit ?? "keep",
      isDryRun,
      isForced,
    };
    if (folder.items.every(({ result }) => result !== "failed"))
      dashboards = await uploadAll(shared, collected, options.concurrency ?? 3);
    if (options.alerts !== undefined)
      alerts = await uploadAlerts(shared, collected.rules, options.alerts, separated);
  } catch (error) {
    if (!(error instanceof Error) || error.name === "AbortError") throw error;
    problems.push(messageOf(error));
  }
  const items = [...folder.items, ...dashboards, ...alerts];
  return {
    grafana: client.base,
    transport: transport?.name,
    folders: folder.items,
    dashboards,
    alerts,
    problems,
    ok: problems.length === 0 && items.every(({ result }) => result !== "failed"),
    isDryRun,
  };
}

/** A few at a time, in order. When Grafana is gone, those that wait are not tried. */
async function uploadAll(
  uploading: Uploading,
  { dashboards }: Collected,
  concurrency: number,
): Promise<readonly PublishedDashboard[]> {
  const results: PublishedDashboard[] = [];
  const waiting = [...dashboards.entries()];
  let lost: unknown;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, dashboard] = next;
      // Hashing and writing JSON takes a moment; the app's own work goes first.
      await ownTurn();
      results[index] = await one(uploading, dashboard, lost).catch((error: unknown) => {
        if ((error as Error).name === "AbortError") throw error;
        lost = error;
        return failed(uploading, dashboard, error);
      });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

async function one(
  uploading: Uploading,
  dashboard: OwnDashboard,
  lost: unknown,
): Promise<PublishedDashboard> {
  if (lost !== undefined) return failed(uploading, dashboard, lost);
  return await uploadDashboard(uploading, dashboard);
}

function failed(
  { client }: Uploading,
  { uid, title }: OwnDashboard,
  error: unknown,
): PublishedDashboard {
  return { uid, title, url: `${client.base}/d/${uid}`, result: "failed", reason: messageOf(error) };
}
