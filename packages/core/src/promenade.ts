import { inspect } from "node:util";
import { detectIdentity } from "./detect-identity.ts";
import { PromenadeError } from "./errors.ts";
import { activeTrace } from "./exemplars.ts";
import { exposeTo } from "./foreign/expose-to.ts";
import type { ServiceIdentity } from "./identity.ts";
import { isInspected } from "./inspection.ts";
import { createLogger, guardLogger, messageOf } from "./logger.ts";
import { check, checkOptions } from "./options.ts";
import { PluginRun } from "./plugin-run.ts";
import type { Plugin } from "./plugin.ts";
import type { Promenade, PromenadeOptions } from "./promenade-options.ts";
import { globalRegistry, Registry, seriesPerCombination } from "./registry.ts";
import { createHandler, createResponder } from "./server/handler.ts";
import { Scraper } from "./server/scraper.ts";
import {
  endpointOf,
  serverChecks,
  startServer,
  type RunningServer,
  type ServerOptions,
} from "./server/server.ts";

/**
 * Brings plugins, store and metrics server together. Nothing runs before `start()`.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`, `PROMENADE_PLUGIN_INVALID`,
 * `PROMENADE_PLUGIN_DUPLICATE`, `PROMENADE_REGISTRY_INVALID`
 */
export function promenade(options: PromenadeOptions = {}): Promenade {
  checkOptions("promenade()", options, optionChecks);
  const { server = {}, plugins = [] } = options;
  if (server !== false) checkOptions("promenade({ server })", server, serverChecks);
  checkPlugins(plugins);
  return new App(options, plugins);
}

/** The app that a registry serves now: a later one, as hot reload makes it, takes over from it. */
const owners = Symbol.for("promenade.owners.1");
const holder = globalThis as { [owners]?: WeakMap<Registry, App> };
const ownerOf = (holder[owners] ??= new WeakMap<Registry, App>());

class App implements Promenade {
  readonly service: ServiceIdentity;
  readonly plugins: readonly Plugin[];
  readonly registry: Registry;
  readonly handler: Promenade["handler"];
  readonly respond: Promenade["respond"];
  readonly #options: PromenadeOptions;
  readonly #runs: readonly PluginRun[];
  readonly #scraper: Scraper;
  #server: RunningServer | undefined;
  #started: Promise<void> | undefined;

  constructor(options: PromenadeOptions, plugins: readonly Plugin[]) {
    this.#options = options;
    this.plugins = plugins;
    this.service = detectIdentity(options);
    this.registry =
      options.registry ??
      (options.limits === undefined ? globalRegistry() : new Registry({ limits: options.limits }));
    this.#runs = plugins.map((plugin) => new PluginRun(plugin, this.registry));
    this.#scraper = new Scraper(this.registry, options.registries ?? []);
    const { auth } = options.server === false || options.server === undefined ? {} : options.server;
    this.handler = createHandler(this.#scraper, auth === undefined ? {} : { auth });
    this.respond = createResponder(this.#scraper, auth === undefined ? {} : { auth });
  }

  get url(): string | undefined {
    return this.#server?.url;
  }

  get endpoint(): string | undefined {
    return endpointOf(this.#options.server);
  }

  start(): Promise<void> {
    if (isInspected()) return Promise.resolve();
    this.#started ??= this.#start();
    return this.#started;
  }

  async stop(): Promise<void> {
    const started = this.#started;
    if (started === undefined) return;
    this.#started = undefined;
    await started.catch(() => {});
    await this.#teardown();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  register: Promenade["register"] = (definition) => this.registry.register(definition);

  text: Promenade["text"] = (format = "text") => this.#scraper.text(format);

  exposeTo: Promenade["exposeTo"] = (registry) => exposeTo(this.registry, registry);

  debug(
    plugin?: string,
    write: (line: string) => void = (line) => this.registry.log.info(line),
  ): () => void {
    const runs = this.#runs.filter((run) => plugin === undefined || run.plugin.name === plugin);
    for (const run of runs) {
      run.tap = (name, event, message) => {
        write(
          `${name} · ${event} · ${inspect(message, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 80 })}`,
        );
      };
    }
    return () => {
      for (const run of runs) run.tap = undefined;
    };
  }

  async #start(): Promise<void> {
    const { registry, service } = this;
    const previous = ownerOf.get(registry);
    if (previous !== undefined && previous !== this) await previous.stop();
    ownerOf.set(registry, this);
    registry.log = guardLogger(this.#options.log ?? createLogger());
    registry.exemplarSource = exemplarSource(this.#options.exemplars ?? true);
    registry.refreshExemplars();
    try {
      for (const run of this.#runs) {
        await run.start(service, this);
      }
      const { server = {} } = this.#options;
      if (hasPort(server)) this.#server = await startServer(this.#scraper, server, registry.log);
    } catch (error) {
      this.#started = undefined;
      await this.#teardown();
      throw error;
    }
    const { service: service_name, ...rest } = service;
    registry.self.started.clear();
    registry.self.started.set({ service_name, ...rest }, performance.timeOrigin / 1000);
    registry.log.info(this.#summary());
  }

  async #teardown(): Promise<void> {
    try {
      await this.#server?.stop();
    } catch (error) {
      this.registry.log.warn(`The metrics server did not stop cleanly: ${messageOf(error)}`);
    }
    this.#server = undefined;
    for (const run of this.#runs.toReversed()) {
      await run.stop();
    }
    if (ownerOf.get(this.registry) === this) ownerOf.delete(this.registry);
  }

  /** What runs, where, and how many series to expect: the first thing to check against a series budget. */
  #summary(): string {
    const { service, version } = this.service;
    const estimates = this.plugins.map((plugin) => ({
      name: plugin.name,
      series: estimateSeries(plugin),
    }));
    const where = this.url ?? "the route that you mount (no metrics server)";
    const told = `${service}${version === "" ? "" : ` ${version}`}: metrics at ${where}`;
    if (estimates.length === 0) return `${told}; no plugin is named.`;
    const total = estimates.reduce((sum, { series }) => sum + series, 0);
    const parts = estimates.map(({ name, series }) => `${name} ≈ ${series}`).join(", ");
    return `${told}; about ${total} series expected (${parts}).`;
  }
}

/** Series that a plugin is expected to hold in one process, from its definitions. */
export function estimateSeries(plugin: Plugin): number {
  return Object.entries(plugin.metrics)
    .filter(([key]) => plugin.enabled.has(key))
    .reduce(
      (sum, [, definition]) => sum + definition.expected * seriesPerCombination(definition),
      0,
    );
}

function exemplarSource(
  option: NonNullable<PromenadeOptions["exemplars"]>,
): Registry["exemplarSource"] {
  if (typeof option === "function") return option;
  return option ? activeTrace : undefined;
}

function hasPort(
  server: NonNullable<PromenadeOptions["server"]>,
): server is ServerOptions & { readonly port?: number } {
  return server !== false && server.port !== false;
}

const optionChecks = {
  service: check.string,
  version: check.text,
  revision: check.text,
  author: check.text,
  environment: check.text,
  plugins: check.list,
  server: check.any(check.oneOf(false), check.object),
  registries: check.list,
  limits: check.object,
  exemplars: check.any(check.boolean, check.function),
  log: check.object,
  registry: check.object,
};

function checkPlugins(plugins: readonly Plugin[]): void {
  const names = new Set<string>();
  for (const plugin of plugins) {
    if (
      typeof plugin !== "object" ||
      plugin === null ||
      typeof plugin.setup !== "function" ||
      typeof plugin.name !== "string"
    ) {
      throw new PromenadeError(
        "PROMENADE_PLUGIN_INVALID",
        "`plugins` must hold plugins; did you forget to call the factory, as in `plugins: [node()]`?",
      );
    }
    if (names.has(plugin.name)) {
      throw new PromenadeError(
        "PROMENADE_PLUGIN_DUPLICATE",
        `Plugin "${plugin.name}" is listed twice; give it all its instances in one call.`,
      );
    }
    names.add(plugin.name);
  }
}
