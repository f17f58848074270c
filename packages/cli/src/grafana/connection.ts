import { resolve } from "node:path";
import { findGrafana, type GrafanaConnection, type UploadOptions } from "@promenade/grafana";
import type { LoadedApp } from "../config/app.ts";
import { usageError } from "../errors.ts";
import type { Context } from "../verb.ts";
import type { GrafanaVerbOptions } from "./options.ts";

export interface GrafanaAccess {
  readonly connection: GrafanaConnection;
  /** What the set-up says about the upload. */
  readonly uploading: UploadOptions;
}

/**
 * Where Grafana is, and who asks: by the command line, else by `grafana()` in the set-up, else by the environment.
 * @throws PromenadeError `PROMENADE_USAGE` when nothing says where
 */
export function grafanaAccess(
  context: Context<GrafanaVerbOptions>,
  app: LoadedApp | undefined,
): GrafanaAccess {
  const access = findAccess(context, app);
  if (access !== undefined) return access;
  throw usageError(
    "Nothing says where Grafana is. Give --grafana, or set GRAFANA_URL, or name grafana({ url }) in the set-up.",
  );
}

/** The same, or `undefined` when nothing says where Grafana is. */
export function findAccess(
  { options, environment, directory }: Context<GrafanaVerbOptions>,
  app: LoadedApp | undefined,
): GrafanaAccess | undefined {
  const configured = findGrafana(app?.plugins ?? []);
  const url = options.grafana ?? configured?.connection?.url ?? given(environment["GRAFANA_URL"]);
  if (url === undefined) return undefined;
  const token =
    options.grafanaTokenFile === undefined
      ? undefined
      : { file: resolve(directory, options.grafanaTokenFile) };
  const variable = given(environment["GRAFANA_TOKEN"]);
  const { connection } = configured ?? {};
  const isAuthorized = connection?.token !== undefined || connection?.username !== undefined;
  return {
    connection: {
      // Somebody waits for this one; an app has all the time.
      attempts: 3,
      ...(isAuthorized || variable === undefined ? {} : { token: variable }),
      ...connection,
      ...(token === undefined ? {} : { token }),
      url,
    },
    uploading: configured?.uploading ?? {},
  };
}

/** A variable that is set to nothing is not set. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
