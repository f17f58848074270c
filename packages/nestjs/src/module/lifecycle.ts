import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleInit } from "@nestjs/common";
import {
  promenade,
  PromenadeError,
  Registry,
  type Logger,
  type Plugin,
  type Promenade,
  type PromenadeOptions,
} from "@promenade/core";
import { giveHost, nestjs } from "../plugin.ts";
import { bootstrapBridges } from "./bridge.ts";
import { mount } from "./in-app.ts";
import { makeHost, type ModuleHost, type NestParts } from "./nest-host.ts";
import type { InAppServer, PromenadeModuleOptions } from "./options.ts";

/** How long after bootstrap it is clear whether anybody handles the signal. */
const hintDelayMilliseconds = 5000;
const hinted = new WeakSet<Logger>();

/**
 * Starts Promenade with the application and stops it last: a global module is initialised first and shut down last, so
 * that the metrics show the start and the drain of the others.
 */
export class Lifecycle implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly promenade: Promenade;
  readonly #host: ModuleHost;
  readonly #log: Logger | undefined;
  readonly #path: string | undefined;
  #isMounted = false;
  #hint: NodeJS.Timeout | undefined;

  /** @throws PromenadeError as `promenade()` does */
  constructor(options: PromenadeModuleOptions, parts: NestParts) {
    const { server, nestjs: own, plugins = [], ...rest } = options;
    const inApp = isInApp(server) ? server : undefined;
    this.#host = makeHost(parts);
    this.#log = options.log;
    this.#path = inApp === undefined ? undefined : (inApp.path ?? "/metrics");
    this.#host.metricsPath = this.#path;
    this.promenade = promenade({
      ...rest,
      ...coreServer(server),
      plugins: withNestjs(plugins, own, this.#host),
      // Two applications in one process must not mix, and one that starts anew begins at zero.
      registry:
        options.registry ??
        new Registry(options.limits === undefined ? {} : { limits: options.limits }),
    });
    this.#mount();
  }

  async onModuleInit(): Promise<void> {
    this.#mount();
    await this.promenade.start();
  }

  onApplicationBootstrap(): void {
    this.#host.bootstrapped();
    bootstrapBridges(this.promenade.plugins, this.#host.adapter()?.getInstance());
    this.#hint = setTimeout(() => this.#hintAtSignals(), hintDelayMilliseconds).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#hint);
    await this.promenade.stop();
  }

  /** As early as there is an adapter: before the body parsers and the app's own catch-all routes. */
  #mount(): void {
    const adapter = this.#host.adapter();
    if (this.#path === undefined || this.#isMounted || adapter === undefined) return;
    this.#isMounted = true;
    mount(this.promenade, adapter, this.#path);
  }

  #hintAtSignals(): void {
    const log = this.#log ?? this.promenade.registry.log;
    if (process.listenerCount("SIGTERM") > 0 || hinted.has(log)) return;
    hinted.add(log);
    log.info(
      "Nobody handles SIGTERM, so a signal ends this process at once, without its last metrics. Call `app.enableShutdownHooks()` in main.ts.",
    );
  }
}

function isInApp(server: PromenadeModuleOptions["server"]): server is InAppServer {
  return typeof server === "object" && "inApp" in server;
}

function coreServer(server: PromenadeModuleOptions["server"]): Pick<PromenadeOptions, "server"> {
  if (!isInApp(server)) return server === undefined ? {} : { server };
  const { inApp: _inApp, ...rest } = server;
  return { server: { port: false, ...rest } };
}

function withNestjs(
  plugins: readonly Plugin[],
  own: PromenadeModuleOptions["nestjs"],
  host: ModuleHost,
): readonly Plugin[] {
  const given = plugins.find(({ name }) => name === "nestjs");
  if (given !== undefined && own !== undefined)
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      "PromenadeModule has both `nestjs: { … }` and a nestjs() in `plugins`; give the options in one place.",
    );
  const plugin = given ?? nestjs(own);
  giveHost(plugin, host);
  return given === undefined ? [plugin, ...plugins] : plugins;
}
