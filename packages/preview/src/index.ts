export type { Duration, PreviewOptions, PreviewTarget, StartPreviewOptions } from "./options.ts";
export { preview, type PreviewPluginOptions } from "./plugin.ts";
export { startPreview, type RunningPreview } from "./start.ts";
