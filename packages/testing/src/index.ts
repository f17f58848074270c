export { type AlertCase, describeAlerts, type InputSeries } from "./contract/alerts.ts";
export { type ContractOptions, describePlugin } from "./contract/describe-plugin.ts";
export { expectGoldenBoards, type GoldenOptions } from "./contract/golden.ts";
export { type Leaks, type LeakTracker, trackLeaks } from "./contract/leaks.ts";
export type { Exercise } from "./contract/lifecycle.ts";
export { emptyPanels, type PanelsWithoutData } from "./contract/panels.ts";
export type { MakePlugin } from "./contract/plugin-under-test.ts";
