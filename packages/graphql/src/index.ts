export type { FailedIn, Operation, OperationResult, Phase } from "./events.ts";
export { timeFields } from "./fields.ts";
export { observeLoader } from "./loader.ts";
export { metrics as graphqlMetrics, type GraphqlMetrics } from "./metrics.ts";
export { graphql, type GraphqlOptions } from "./plugin.ts";
