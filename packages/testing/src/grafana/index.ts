export { type FakeGrafana, type FakeGrafanaContent, startFakeGrafana } from "./server.ts";
export type * from "./options.ts";
export type { HumanEdit, SeededDashboard, Seeds } from "./seeds.ts";
export type {
  SavedVersion,
  StoredAnnotation,
  StoredDashboard,
  StoredFolder,
  StoredRuleGroup,
} from "./state.ts";
