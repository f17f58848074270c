import { createRequire } from "node:module";

/** As the servers load it: a bundler would take the ES module beside it, and graphql must be loaded once. */
export const graphql16 = createRequire(import.meta.url)("graphql") as typeof import("graphql");
