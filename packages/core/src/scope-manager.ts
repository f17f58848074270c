import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { logOnce, messageOf } from "./logger.ts";
import type { Registry } from "./registry.ts";
import type { Scope, ScopeConsumer, ScopeKind, Scopes } from "./scopes.ts";

/** Made for every request: what it may never need, it does not have yet. */
class Unit implements Scope {
  readonly kind: ScopeKind;
  name: string | undefined;
  readonly parent: Scope | undefined;
  startedAt: number | undefined = performance.now();
  isOpen = true;
  #state: Map<symbol, unknown> | undefined;

  constructor(kind: ScopeKind, name: string | undefined, parent: Scope | undefined) {
    this.kind = kind;
    this.name = name;
    this.parent = parent;
  }

  get state(): Map<symbol, unknown> {
    return (this.#state ??= new Map());
  }
}

/** Owns the one AsyncLocalStorage of a registry. It is entered only while somebody consumes scopes. */
export class ScopeManager implements Scopes {
  readonly #storage = new AsyncLocalStorage<Scope>();
  readonly #consumers = new Set<ScopeConsumer>();
  readonly #bindings = new Set<{ attach(): void; detach(): void }>();
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  get isConsumed(): boolean {
    return this.#consumers.size > 0;
  }

  consume(consumer: ScopeConsumer): void {
    this.#consumers.add(consumer);
    for (const binding of this.#bindings) binding.attach();
  }

  /** Ends a consumer's interest; a plugin's own is ended at its stop. */
  release(consumer: ScopeConsumer): void {
    this.#consumers.delete(consumer);
    if (!this.isConsumed) for (const binding of this.#bindings) binding.detach();
  }

  open(kind: ScopeKind, name?: string): Scope {
    return new Unit(kind, name, this.current());
  }

  run<R>(scope: Scope, callback: () => R): R {
    return this.isConsumed ? this.#storage.run(scope, callback) : callback();
  }

  enter(scope: Scope): void {
    if (this.isConsumed) this.#storage.enterWith(scope);
  }

  end(scope: Scope): void {
    if (!(scope instanceof Unit) || !scope.isOpen) return;
    scope.isOpen = false;
    for (const consumer of this.#consumers) {
      try {
        consumer.end(scope);
      } catch (error) {
        this.#registry.self.listenerErrors.inc({ plugin: "scopes" });
        logOnce(
          this.#registry.log,
          "scope-consumer",
          `A scope consumer failed: ${messageOf(error)}`,
        );
      }
    }
  }

  current(): Scope | undefined {
    return this.#consumers.size === 0 ? undefined : this.#storage.getStore();
  }

  bindToChannel<M extends object>(name: string, of: (message: M) => Scope | undefined): () => void {
    const { start } = tracingChannel<unknown, M>(name);
    const storeOf = (message: unknown): Scope => {
      const current = this.#storage.getStore() as Scope;
      try {
        return of(message as M) ?? current;
      } catch {
        return current;
      }
    };
    // Binding twice replaces the first, so attaching again is harmless.
    const binding = {
      attach: () => start.bindStore(this.#storage, storeOf),
      detach: () => void start.unbindStore(this.#storage),
    };
    this.#bindings.add(binding);
    if (this.isConsumed) binding.attach();
    return () => {
      binding.detach();
      this.#bindings.delete(binding);
    };
  }
}
