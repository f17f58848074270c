/** The drift linter: proves dashboards and rules against metric definitions. */
export type Severity = "error" | "warning";
