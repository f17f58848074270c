import { attachOperations, type FastifyApp } from "./mercurius/operations.ts";
import { attachSubscriptions } from "./mercurius/subscriptions.ts";

/** Servers that have the hooks already: Nest and the app may both ask for them. */
const attached = new WeakSet<object>();

/**
 * Adds the hooks to a Fastify application that has Mercurius 16, once; else it does nothing. Call it before the
 * application listens.
 */
export function attachMercurius(app: unknown): void {
  const { graphql } = (app ?? {}) as Partial<FastifyApp>;
  if (typeof graphql?.addHook !== "function" || attached.has(graphql)) return;
  attached.add(graphql);
  attachOperations(app as FastifyApp);
  attachSubscriptions(graphql);
}

/**
 * The plugin for Mercurius 16, a Fastify plugin: `await app.register(promenadeMercurius)` after Mercurius itself, and
 * before plugins with `preExecution` hooks of their own. In Nest it is there by itself. It does nothing until `graphql()`
 * is at work.
 */
export const promenadeMercurius: (app: unknown) => Promise<void> = Object.assign(
  // A function of its own, because Fastify marks the plugins that it has seen.
  async (app: unknown) => attachMercurius(app),
  {
    // Hooks for the whole application, as by the package fastify-plugin.
    [Symbol.for("skip-override")]: true,
    [Symbol.for("fastify.display-name")]: "promenade-mercurius",
  },
);
