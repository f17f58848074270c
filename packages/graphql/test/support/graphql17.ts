import { createRequire, registerHooks } from "node:module";

// From here on, everything in this test file's process that loads graphql gets version 17.
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      /^graphql(?:$|\/)/.test(specifier) ? specifier.replace("graphql", "graphql-17") : specifier,
      context,
    ),
});

export const graphql17 = createRequire(import.meta.url)("graphql") as typeof import("graphql");
