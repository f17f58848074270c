import { checkOptions, type Plugin, type ServiceIdentity } from "@promenade/core";
import { GrafanaClient } from "./client/client.ts";
import { connectionChecks, type GrafanaConnection } from "./client/connection.ts";
import { uploadChecks, type UploadOptions } from "./upload/options.ts";
import type { PublishReport } from "./upload/report.ts";

export interface PublishOptions extends UploadOptions {
  readonly connection: GrafanaConnection;
  /** Whose dashboards and alerts. */
  readonly plugins?: readonly Plugin[];
  /** Whose upload it is: orders releases, and separates when asked. */
  readonly service?: Partial<ServiceIdentity>;
  /** Only tell what would be written. */
  readonly dryRun?: boolean;
  /** Write also what Grafana has newer, for a roll-back on purpose. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

const nobody: ServiceIdentity = {
  service: "",
  version: "",
  revision: "",
  author: "",
  environment: "",
};

/**
 * Uploads now, and tells what became of each dashboard. For command lines and pipelines; an app names the plugin
 * `grafana()` instead. It resolves also when Grafana cannot be reached: see `ok` and `problems` of the report.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`
 */
export async function publish(options: PublishOptions): Promise<PublishReport> {
  const { connection, plugins = [], service, dryRun, force, signal, ...rest } = options;
  checkOptions("publish()", rest, uploadChecks);
  checkOptions("publish({ connection })", connection, connectionChecks);
  const client = new GrafanaClient(connection, signal === undefined ? {} : { signal });
  // An app that names the plugin only does not load it at its start.
  const { upload } = await import("./upload/upload.ts");
  try {
    return await upload(client, { plugins, service: { ...nobody, ...service } }, rest, {
      isDryRun: dryRun === true,
      isForced: force === true,
    });
  } finally {
    await client.close();
  }
}
