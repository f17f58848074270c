export * from "./definitions.ts";
export * from "./errors.ts";
export type * from "./identity.ts";
export type * from "./plugin.ts";
export type * from "./recorders.ts";
export type * from "./scopes.ts";
export * from "./self.ts";
export * from "./telemetry.ts";
