import type { MetricDefinition, MetricTable } from "./definitions.ts";
import type { ExpositionFormat } from "./exposition/formats.ts";
import type { ServiceIdentity } from "./identity.ts";
import type { Labels, Recorders } from "./recorders.ts";
import type { Scopes } from "./scopes.ts";
import type { Channel, TraceHandlers } from "./telemetry.ts";

/** Undoes what a plugin set up. May be async; an error is logged and counted. */
export type Disposer = () => void | Promise<void>;

/** Where Promenade writes: the console, or a logger of yours with these four methods. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The labels of a definition, as a record function wants them. */
export type LabelsOf<D extends MetricDefinition> =
  D extends MetricDefinition<infer _T, infer L> ? Labels<L> : never;

/** Writes the values of one poll. They reach the scrape together, and only when the poll succeeds. */
export interface PollRecorder<T extends MetricTable> {
  /** Sets a gauge, or a counter whose total is kept elsewhere (CPU time, a pool's own count). */
  set<K extends keyof T & string>(
    metric: K,
    ...args: [T[K]["labels"][number]] extends [never]
      ? [value: number]
      : [labels: LabelsOf<T[K]>, value: number]
  ): void;
}

/** Values read at each scrape, isolated from every other collector. */
export interface Collector<T extends MetricTable> {
  /** Names the collector in self-metrics; unique within the plugin. */
  readonly name: string;
  /** Which metrics it may write. When all of them are filtered out it never runs. */
  readonly metrics: readonly (keyof T & string)[];
  /** Default 1,000 ms. After it the collector's series are absent from this scrape. */
  readonly timeoutMilliseconds?: number;
  /** Serve the last poll's values for this long. Default 0: poll at every scrape. */
  readonly cacheMilliseconds?: number;
  readonly collect: (record: PollRecorder<T>) => void | Promise<void>;
}

/** The app as a whole, for plugins that carry its metrics or dashboards elsewhere: an upload, a preview. */
export interface AppView {
  /** Every plugin of the app, in the user's order, the asking one included. */
  readonly plugins: readonly Plugin[];
  /** Where the metrics server answers; `undefined` before it listens, and when the app serves metrics on its own route. */
  readonly url: string | undefined;
  /** One scrape as text. */
  text(format?: ExpositionFormat): Promise<string>;
}

/** Everything a plugin may touch. What it registers here is undone at stop, in reverse order. */
export interface PluginContext<T extends MetricTable = MetricTable> {
  readonly plugin: string;
  readonly service: ServiceIdentity;
  readonly app: AppView;
  /** Recorders by key; those that the user filtered out record nothing. */
  readonly metrics: Recorders<T>;
  /** Whether the user kept a metric: skip costly work for one that is off. */
  readonly isEnabled: (metric: keyof T & string) => boolean;
  /** Units of work: HTTP request, GraphQL operation, job, message. */
  readonly scopes: Scopes;
  /**
   * For plugins that watch a store (database, cache, other service): returns what to call with the name of each call
   * that reached the store, such as `User.findMany`. A unit of work that repeats one of them `threshold` times is
   * counted as an N+1 suspect, in `selfMetrics.nPlusOne`. The name becomes a label: it must be bounded, as code is.
   */
  countCalls(threshold: number): (call: string) => void;
  /**
   * Whether an observation may carry an exemplar now. A plugin that records outside of the work's async context keeps
   * it with `AsyncLocalStorage.snapshot()`, which is too slow to do for nothing.
   */
  readonly hasExemplars: boolean;
  readonly log: Logger;
  /** Subscribes to a `diagnostics_channel`. A listener that throws is counted and logged once. */
  on<M>(channel: string | Channel<M>, listener: (message: M) => void): void;
  /** Subscribes to a tracing channel's start, end, asyncStart, asyncEnd and error. */
  trace<M extends object>(name: string, handlers: TraceHandlers<M>): void;
  /** Registers values to read at scrape. */
  poll(collector: Collector<T>): void;
  /** Wraps a callback that a library will call, so that it can never throw into the host. */
  guard<A extends readonly unknown[], R>(
    callback: (...args: A) => R,
  ): (...args: A) => R | undefined;
  /** Runs at stop. */
  defer(disposer: Disposer): void;
}

/** Dashboards and alerts that belong to a plugin, built by `@promenade/dashboard`; opaque to core. */
export interface PluginBoards {
  readonly dashboards: readonly { readonly uid: string }[];
  readonly alerts: readonly { readonly name: string }[];
}

/** A plugin with its options applied, ready to be named in `promenade({ plugins })`. */
export interface Plugin {
  /** One word: package, factory, dashboard file and uid carry it. */
  readonly name: string;
  /** Every metric that the plugin can record. */
  readonly metrics: MetricTable;
  /** Keys of the metrics that the user kept. Dashboards follow them. */
  readonly enabled: ReadonlySet<string>;
  readonly setup: (context: PluginContext) => void | Disposer | Promise<void | Disposer>;
  /** Loaded only by tools: an app in production never pays for its dashboards. */
  readonly boards: (() => Promise<PluginBoards>) | undefined;
}
