export type { Duration, PreviewOptions, PreviewTarget, StartPreviewOptions } from "./options.ts";
export { preview, type PreviewPluginOptions } from "./plugin.ts";
export { startPreview, type PreviewTargetStatus, type RunningPreview } from "./start.ts";
