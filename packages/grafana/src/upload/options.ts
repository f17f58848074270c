import { check, type Checks, type Plugin, type ServiceIdentity } from "@promenade/core";
import { checkAnnotations, type AnnotationOptions } from "../annotations/options.ts";
import type { TransportName } from "../transport/choose.ts";
import type { DashboardSource } from "./sources.ts";

/** What to do with a dashboard that somebody changed in Grafana. */
export type EditPolicy = "keep" | "overwrite" | "fail";

/** A folder on the way to the dashboards. */
export interface FolderOptions {
  /** 1 to 40 letters, digits, `-` and `_`. Default: made of the titles on the way. */
  readonly uid?: string;
  readonly title: string;
}

/** How alerts become rules of Grafana's own. */
export interface AlertUpload {
  /** Uid of the Prometheus data source that the rules ask: Grafana's rules cannot ask a variable. */
  readonly dataSource: string;
  /** Seconds between two evaluations, in tens. Default 60. */
  readonly intervalSeconds?: number;
  /**
   * Where a plugin's runbook page can be read: `{plugin}` is replaced, and `#<alertname>` added. Default: Promenade's own
   * pages for its own plugins, none for others.
   */
  readonly runbookUrl?: string;
}

/** What to upload, and how. */
export interface UploadOptions {
  /** Dashboards of your own: files, directories, JSON objects, builders of Grafana's Foundation SDK. */
  readonly dashboards?: readonly DashboardSource[];
  /** The folder: a title, or the way to a nested one, outermost first. Default "Promenade"; `[]`: no folder. */
  readonly folder?: string | readonly (string | FolderOptions)[];
  /** Upload the plugins' alerts as Grafana's own alert rules. Default: not. */
  readonly alerts?: AlertUpload;
  /**
   * A dashboard that somebody changed in Grafana: `keep` leaves it, `overwrite` writes ours, `fail` leaves it and counts
   * as a failure. Default `keep`.
   */
  readonly onEdit?: EditPolicy;
  /** Own dashboards and folders for each service, environment, or both. Default: all share them, by the variable "Job". */
  readonly separate?: readonly ("service" | "environment")[];
  /**
   * Write deploys, restarts and stops as annotations, too; the plugin does, `publish()` only gives the dashboards a switch
   * that shows them. Default true.
   */
  readonly annotations?: boolean | AnnotationOptions;
  readonly transport?: TransportName;
  /** Dashboards under way at one time. Default 3. */
  readonly concurrency?: number;
}

export const uploadChecks: Checks<UploadOptions> = {
  dashboards: check.list,
  folder: check.any(check.text, check.list),
  alerts: (value) =>
    typeof (value as Partial<AlertUpload> | null)?.dataSource === "string"
      ? undefined
      : "{ dataSource } with the uid of a Prometheus data source",
  onEdit: check.oneOf("keep", "overwrite", "fail"),
  separate: (value) =>
    Array.isArray(value) && value.every((one) => one === "service" || one === "environment")
      ? undefined
      : 'a list of "service" and "environment"',
  annotations: checkAnnotations,
  transport: check.oneOf("auto", "api", "apis"),
  concurrency: check.integer(1, 20),
};

/** Whose upload it is. */
export interface Uploader {
  readonly service: ServiceIdentity;
  readonly plugins: readonly Plugin[];
}
