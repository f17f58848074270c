import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { CollectorRun } from "./collect/collector.ts";
import { PromenadeError } from "./errors.ts";
import type { ServiceIdentity } from "./identity.ts";
import { logOnce, messageOf } from "./logger.ts";
import type { AppView, Collector, Disposer, Plugin, PluginContext } from "./plugin.ts";
import type { Registry } from "./registry.ts";
import { repeatedCalls } from "./repeated-calls.ts";
import type { ScopeConsumer, Scopes } from "./scopes.ts";
import { silentRecorder } from "./silent-recorder.ts";
import type { Channel, TraceHandlers } from "./telemetry.ts";

/** Sees each event that reaches a plugin. */
export type Tap = (plugin: string, event: string, message: unknown) => void;

/** One plugin at work: everything that it registers is guarded, and undone at stop. */
export class PluginRun {
  readonly plugin: Plugin;
  tap: Tap | undefined;
  readonly #registry: Registry;
  readonly #disposers: Disposer[] = [];

  constructor(plugin: Plugin, registry: Registry) {
    this.plugin = plugin;
    this.#registry = registry;
  }

  /**
   * Sets the plugin up. A coded error is the user's mistake and passes through; anything else is the plugin's, and is
   * logged and counted while the app goes on without it.
   */
  async start(service: ServiceIdentity, app: AppView): Promise<void> {
    try {
      const context = this.#context(service, app);
      this.#registry.setActive(this.plugin.name, true);
      const disposer = await this.plugin.setup(context);
      if (typeof disposer === "function") this.#disposers.push(disposer);
    } catch (error) {
      await this.stop();
      if (PromenadeError.isInstance(error)) throw error;
      this.#fail("setup", error);
    }
  }

  async stop(): Promise<void> {
    for (const dispose of this.#disposers.splice(0).toReversed()) {
      try {
        await dispose();
      } catch (error) {
        this.#fail("stop", error);
      }
    }
    this.#registry.setActive(this.plugin.name, false);
  }

  #context(service: ServiceIdentity, app: AppView): PluginContext {
    const { plugin } = this;
    const registry = this.#registry;
    const entries = Object.entries(plugin.metrics).map(([key, definition]) => [
      key,
      plugin.enabled.has(key) ? this.#registry.register(definition, plugin.name) : silentRecorder,
    ]);
    return {
      plugin: plugin.name,
      service,
      app,
      metrics: Object.fromEntries(entries) as PluginContext["metrics"],
      isEnabled: (metric) => plugin.enabled.has(metric),
      scopes: this.#scopes(),
      countCalls: (threshold) => this.#countCalls(threshold),
      get hasExemplars() {
        return registry.hasExemplars;
      },
      log: this.#registry.log,
      on: (target, listener) => this.#on(target, listener),
      trace: (name, handlers) => this.#trace(name, handlers),
      poll: (collector) => this.#poll(collector),
      guard: (callback) => this.#guard("callback", callback),
      defer: (disposer) => void this.#disposers.push(disposer),
    };
  }

  #on<M>(target: string | Channel<M>, listener: (message: M) => void): void {
    const name = typeof target === "string" ? target : target.name;
    const guarded = this.#guard(name, listener) as (message: unknown) => void;
    subscribe(name, guarded);
    this.#disposers.push(() => void unsubscribe(name, guarded));
  }

  #trace<M extends object>(name: string, handlers: TraceHandlers<M>): void {
    const tracing = tracingChannel<unknown, M>(name);
    const guarded = Object.fromEntries(
      Object.entries(handlers).map(([moment, handler]) => [
        moment,
        this.#guard(`${name}:${moment}`, handler),
      ]),
    ) as unknown as Parameters<typeof tracing.subscribe>[0];
    tracing.subscribe(guarded);
    this.#disposers.push(() => {
      tracing.unsubscribe(guarded);
    });
  }

  #poll(collector: Collector<Plugin["metrics"]>): void {
    if (!collector.metrics.some((metric) => this.plugin.enabled.has(metric))) return;
    const run = new CollectorRun(this.#registry, this.plugin.name, this.plugin.metrics, collector);
    const remove = this.#registry.addPollable(run);
    this.#disposers.push(() => {
      remove();
      run.stop();
    });
  }

  /** Consumers are released at stop, and channel bindings undone. */
  #scopes(): Scopes {
    const manager = this.#registry.scopes;
    const disposers = this.#disposers;
    return {
      get isConsumed() {
        return manager.isConsumed;
      },
      consume(consumer: ScopeConsumer) {
        manager.consume(consumer);
        disposers.push(() => manager.release(consumer));
      },
      open: (kind, name) => manager.open(kind, name),
      run: (scope, callback) => manager.run(scope, callback),
      enter: (scope) => manager.enter(scope),
      end: (scope) => manager.end(scope),
      current: () => manager.current(),
      bindToChannel(name, of) {
        const undo = manager.bindToChannel(name, of);
        disposers.push(undo);
        return undo;
      },
    };
  }

  #countCalls(threshold: number): (call: string) => void {
    const { scopes } = this.#registry;
    const { consumer, count } = repeatedCalls(this.#registry, this.plugin.name, threshold);
    scopes.consume(consumer);
    this.#disposers.push(() => scopes.release(consumer));
    return count;
  }

  #guard<A extends readonly unknown[], R>(
    event: string,
    callback: (...args: A) => R,
  ): (...args: A) => R | undefined {
    return (...args) => {
      try {
        this.tap?.(this.plugin.name, event, args[0]);
        return callback(...args);
      } catch (error) {
        this.#fail(event, error);
        return undefined;
      }
    };
  }

  #fail(event: string, error: unknown): void {
    const { name } = this.plugin;
    this.#registry.self.listenerErrors.inc({ plugin: name });
    logOnce(
      this.#registry.log,
      `plugin:${name}:${event}`,
      `Plugin "${name}" failed in "${event}" (${messageOf(error)}); the app is not affected, but its metrics may be incomplete. Counted in promenade_listener_errors_total.`,
    );
  }
}
