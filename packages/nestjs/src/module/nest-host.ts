import type { ApplicationConfig, HttpAdapterHost, ModulesContainer } from "@nestjs/core";
import type { HttpAdapter, NestHost, PreRequestHook } from "../host.ts";

/** What the module takes from Nest's own providers. */
export interface NestParts {
  readonly adapterHost: HttpAdapterHost;
  readonly modules: ModulesContainer;
  readonly config: ApplicationConfig;
}

/** The host of an application, and what tells it that the application is bootstrapped. */
export interface ModuleHost extends NestHost {
  bootstrapped(): void;
}

export function makeHost({ adapterHost, modules, config }: NestParts): ModuleHost {
  let waiting: (() => void)[] | undefined = [];
  const host: ModuleHost = {
    // Asked late: a testing module has none until its application is made. A worker has `null`.
    adapter: () => (adapterHost.httpAdapter as HttpAdapter | null | undefined) ?? undefined,
    owns: ownership(modules),
    onBootstrap: (callback) => {
      if (waiting === undefined) callback();
      else waiting.push(callback);
    },
    bootstrapped: () => {
      const callbacks = waiting ?? [];
      waiting = undefined;
      for (const callback of callbacks) callback();
    },
    preRequest: undefined,
    metricsPath: undefined,
  };
  registerHook(config, (call, next) => host.preRequest?.(call, next) ?? next());
  return host;
}

/** Nest reads its hooks when listeners are made, before any lifecycle hook: so it is registered now, and idle. */
function registerHook(config: ApplicationConfig, hook: PreRequestHook): void {
  const { registerPreRequestHook } = config as { registerPreRequestHook?: unknown };
  // Nest 11 has none.
  if (typeof registerPreRequestHook === "function")
    (registerPreRequestHook as (hook: PreRequestHook) => void).call(config, hook);
}

/** Static providers are known by identity; request-scoped ones, made for every message, by their class. */
function ownership(modules: ModulesContainer): (instance: object) => boolean {
  const known = new WeakMap<object, boolean>();
  return (instance) => {
    let isOwn = known.get(instance);
    if (isOwn === undefined) known.set(instance, (isOwn = isAmong(modules, instance)));
    return isOwn;
  };
}

function isAmong(modules: ModulesContainer, instance: object): boolean {
  for (const { providers, controllers } of modules.values()) {
    for (const wrapper of [...providers.values(), ...controllers.values()]) {
      if (wrapper.instance === instance) return true;
      if (wrapper.metatype === instance.constructor && !wrapper.isDependencyTreeStatic())
        return true;
    }
  }
  return false;
}
