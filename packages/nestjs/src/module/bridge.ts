import type { Plugin } from "@promenade/core";

/**
 * The key under which another plugin brings what only Nest can wire. Known by its name alone, so that neither package
 * needs the other.
 */
const bridgeKey = Symbol.for("promenade.nestjs.bridge");

interface Bridge {
  /** For Apollo Server, which `@nestjs/apollo` makes. */
  readonly apollo?: ApolloPlugin;
  /** Gets the Express or Fastify application once everything is registered, and before it listens. */
  readonly bootstrapped?: (instance: unknown) => void;
}

type Hook = (payload: never) => Promise<unknown>;

interface ApolloPlugin {
  readonly requestDidStart?: Hook;
  readonly contextCreationDidFail?: Hook;
  readonly unexpectedErrorProcessingRequest?: Hook;
}

function bridgesOf(plugins: readonly Plugin[]): readonly Bridge[] {
  return plugins.flatMap((plugin) => {
    const bridge = (plugin as { readonly [bridgeKey]?: Bridge })[bridgeKey];
    return bridge === undefined ? [] : [bridge];
  });
}

/** Tells the plugins that ask for it that the application is bootstrapped. */
export function bootstrapBridges(plugins: readonly Plugin[], instance: unknown): void {
  for (const { bootstrapped } of bridgesOf(plugins)) bootstrapped?.(instance);
}

/** What reflect-metadata, which every Nest application loads, adds to `Reflect`. */
interface ReflectMetadata {
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** What `@nestjs/apollo` looks for on the classes of providers, as its `@Plugin()` leaves it. */
const apolloPluginKey = "graphql:plugin";

/** A provider that `@nestjs/apollo` hands to Apollo Server by itself; idle unless a plugin brings something for it. */
export class ApolloBridge {
  readonly #plugin: ApolloPlugin;

  constructor(plugins: readonly Plugin[]) {
    (Reflect as ReflectMetadata).defineMetadata?.(apolloPluginKey, true, ApolloBridge);
    this.#plugin = bridgesOf(plugins).find(({ apollo }) => apollo !== undefined)?.apollo ?? {};
  }

  async requestDidStart(context: never): Promise<unknown> {
    return await this.#plugin.requestDidStart?.(context);
  }

  async contextCreationDidFail(payload: never): Promise<void> {
    await this.#plugin.contextCreationDidFail?.(payload);
  }

  async unexpectedErrorProcessingRequest(payload: never): Promise<void> {
    await this.#plugin.unexpectedErrorProcessingRequest?.(payload);
  }
}
