import { check, type Checks } from "@promenade/core";
import { connectionChecks, type GrafanaConnection } from "../client/connection.ts";
import { uploadChecks, type UploadOptions } from "../upload/options.ts";

export interface GrafanaOptions extends Omit<GrafanaConnection, "url">, UploadOptions {
  /** Where Grafana is. `undefined`, as from a variable that is not set: the plugin says so once and does nothing. */
  readonly url?: string | undefined;
  /** The upload begins at a random moment of this span after the start, so that replicas do not come at once. Default 3000. */
  readonly spreadMilliseconds?: number;
}

export const grafanaChecks: Checks<GrafanaOptions> = {
  ...connectionChecks,
  ...uploadChecks,
  spreadMilliseconds: check.integer(0, 3_600_000),
};

/** The options of the plugin, apart. */
export function partsOf(options: GrafanaOptions): {
  readonly connection: GrafanaConnection | undefined;
  readonly uploading: UploadOptions;
} {
  const pick = (checks: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(options).filter(([key, value]) => key in checks && value !== undefined),
    );
  const { url } = options;
  const connection = url === undefined ? undefined : { ...(pick(connectionChecks) as object), url };
  return { connection, uploading: pick(uploadChecks) };
}
