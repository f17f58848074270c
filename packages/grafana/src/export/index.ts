export {
  boardsOf,
  definitionsOf,
  recordedBy,
  type BoardOptions,
  type DashboardJson,
  type PluginBoards,
} from "./boards.ts";
export { type ExportedFile, writeFiles, type WrittenFile } from "./files.ts";
export { kubernetesFiles, type KubernetesOptions } from "./kubernetes.ts";
export { dashboardFiles, ruleFiles, runbookFiles } from "./plain.ts";
export { provisioningFiles, type ProvisioningOptions } from "./provisioning.ts";
