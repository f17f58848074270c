/**
 * What became of a dashboard: `older`: Grafana has a newer one; `kept`: somebody changed it there; `provisioned`:
 * something else owns it.
 */
export type UploadResult =
  | "created"
  | "updated"
  | "unchanged"
  | "kept"
  | "older"
  | "provisioned"
  | "failed";

export const uploadResults: readonly UploadResult[] = [
  "created",
  "updated",
  "unchanged",
  "kept",
  "older",
  "provisioned",
  "failed",
];

/** What became of something that was to be uploaded. */
export interface PublishedItem {
  readonly uid: string;
  readonly title: string;
  readonly result: UploadResult;
  /** Why, and what to do, where it is neither written nor unchanged; else "". */
  readonly reason: string;
}

/** What became of a dashboard. */
export interface PublishedDashboard extends PublishedItem {
  /** Where to look at it. */
  readonly url: string;
}

/** What an upload did. */
export interface PublishReport {
  /** Where, without credentials. */
  readonly grafana: string;
  /** `undefined` when Grafana could not be reached. */
  readonly transport: "api" | "apis" | undefined;
  readonly folders: readonly PublishedItem[];
  readonly dashboards: readonly PublishedDashboard[];
  /** Groups of alert rules; their uid is that of the group. */
  readonly alerts: readonly PublishedItem[];
  /** What went wrong before any dashboard, or with a plugin or file. */
  readonly problems: readonly string[];
  /** Nothing failed. */
  readonly ok: boolean;
  /** Nothing was written: `result` says what would have been. */
  readonly isDryRun: boolean;
}
