/** The kinds of unit of work that first-party plugins open. */
export type ScopeKind =
  | "http"
  | "rpc"
  | "websocket"
  | "graphql"
  | "job"
  | "message"
  | "cron"
  | (string & {});

/** One unit of work: what happens inside it can be booked on it. */
export interface Scope {
  readonly kind: ScopeKind;
  /** A bounded name: route template, operation, job or topic. May become known only later. */
  name: string | undefined;
  readonly parent: Scope | undefined;
  /**
   * `performance.now()` at its opening. An opener that finds out that the length says nothing about the app (an event
   * stream is open for as long as its client likes) makes it `undefined`.
   */
  startedAt: number | undefined;
  /** State of consumers, by their own key. */
  readonly state: Map<symbol, unknown>;
}

/** Is told when units of work end. */
export interface ScopeConsumer {
  end(scope: Scope): void;
}

/** Units of work: requests, jobs, messages. Who knows where one begins opens it; who counts inside consumes it. */
export interface Scopes {
  /** False when no plugin consumes scopes: then openers skip their work. */
  readonly isConsumed: boolean;
  /** Registers a consumer; from now on openers open. */
  consume(consumer: ScopeConsumer): void;
  /** Opens a unit of work inside the current one. The opener must call {@link Scopes.end} once. */
  open(kind: ScopeKind, name?: string): Scope;
  /** Runs `callback` inside `scope`. Make it `async () => await work()`: a lazy promise would run outside. */
  run<R>(scope: Scope, callback: () => R): R;
  /**
   * Makes `scope` the current one for the rest of the async function that calls, and for what it starts: for libraries
   * that call back before their work and let nobody wrap it. Prefer {@link Scopes.run}.
   */
  enter(scope: Scope): void;
  /** Ends a unit of work and tells the consumers. Later calls do nothing. */
  end(scope: Scope): void;
  /** The innermost unit of work that runs now. */
  current(): Scope | undefined;
  /** Makes every call traced by `tracingChannel(name).start` run inside the scope that `of` returns. Returns an undo. */
  bindToChannel<M extends object>(name: string, of: (message: M) => Scope | undefined): () => void;
}
