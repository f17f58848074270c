export { GrafanaClient, type GrafanaAnswer, type GrafanaRequest } from "./client/client.ts";
export type { GrafanaConnection, GrafanaSecret } from "./client/connection.ts";
export { GrafanaFailure } from "./client/failure.ts";
export {
  boardsOf,
  definitionsOf,
  recordedBy,
  type BoardOptions,
  type DashboardJson,
  type PluginBoards,
} from "./export/boards.ts";
export { type ExportedFile, writeFiles, type WrittenFile } from "./export/files.ts";
export type { GrafanaOptions } from "./plugin/options.ts";
export { findGrafana, grafana, grafanaMetrics } from "./plugin/plugin.ts";
export { publish, type PublishOptions } from "./publish.ts";
export type { TransportName } from "./transport/choose.ts";
export type { AlertUpload, EditPolicy, FolderOptions, UploadOptions } from "./upload/options.ts";
export type {
  PublishedDashboard,
  PublishedItem,
  PublishReport,
  UploadResult,
} from "./upload/report.ts";
export type { DashboardSource } from "./upload/sources.ts";
export { annotate, type AnnotateOptions, type AnnotateReport } from "./annotate.ts";
export type { AnnotationOptions } from "./annotations/options.ts";
