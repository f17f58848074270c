export * from "./export/index.ts";
