import { delegate } from "./delegate.ts";
import { currentSpan, observe } from "./observe.ts";
import type { SpanFacts } from "./span.ts";
import { poolsChanged, sharedState } from "./state.ts";
import { verbOf } from "./verb.ts";

/** The part of a driver adapter's factory that is used. Source: `@prisma/driver-adapter-utils`. */
export interface AdapterFactory {
  readonly provider: string;
  connect(): Promise<object>;
}

interface Queryable {
  queryRaw(query: { readonly sql: string }): Promise<unknown>;
  executeRaw(query: { readonly sql: string }): Promise<number>;
}

interface Adapter extends Queryable {
  underlyingDriver?(): unknown;
  startTransaction(...args: readonly unknown[]): Promise<Queryable>;
  dispose(): Promise<void>;
}

/** What `instrumentAdapter()` takes. */
export interface InstrumentAdapterOptions {
  /** The name of its pool in metrics. Default `default`. */
  readonly name?: string;
}

/** More pools than an app has; one that makes a client per request must not fill the memory. */
const poolLimit = 20;

/**
 * Wraps a driver adapter where the pool is made inside it: `new PrismaClient({ adapter: instrumentAdapter(new
 * PrismaPg({ connectionString })) })`. It finds the pool, and reports SQL and the begin of transactions where Prisma's
 * own hook does not. The given adapter is not changed.
 */
export function instrumentAdapter<F extends AdapterFactory>(
  factory: F,
  options: InstrumentAdapterOptions = {},
): F {
  const { name = "default" } = options;
  return delegate(factory, {
    async connect(): Promise<object> {
      const adapter = (await factory.connect()) as Adapter;
      return instrument(adapter, name, systemOf(factory.provider));
    },
  });
}

function instrument(adapter: Adapter, name: string, system: string): Adapter {
  const pool = poolOf(adapter);
  const forget = pool === undefined ? () => {} : announce(name, pool);
  return delegate(adapter, {
    ...queries(adapter, system, pool),
    async startTransaction(...args: readonly unknown[]): Promise<Queryable> {
      const transaction = await unlessSeen({ kind: "begin" }, () =>
        adapter.startTransaction(...args),
      );
      return delegate(transaction, queries(transaction, system, pool));
    },
    async dispose(): Promise<void> {
      forget();
      await adapter.dispose();
    },
  });
}

function queries(target: Queryable, system: string, pool: object | undefined): Queryable {
  const run = async <R>(sql: string, work: () => Promise<R>): Promise<R> =>
    await unlessSeen({ kind: "statement", system, verb: verbOf(sql) }, () => {
      const span = currentSpan();
      if (span?.kind === "statement") span.pool ??= pool;
      return work();
    });
  return {
    queryRaw: async (query) => await run(query.sql, () => target.queryRaw(query)),
    executeRaw: async (query) => await run(query.sql, () => target.executeRaw(query)),
  };
}

/** Prisma's hook has made a span of this kind already, and this is the inside of it; else the adapter makes one. */
function unlessSeen<R>(facts: SpanFacts, work: () => R): R {
  return currentSpan()?.kind === facts.kind ? work() : observe(facts, work);
}

function poolOf(adapter: Adapter): object | undefined {
  const driver = adapter.underlyingDriver?.();
  return typeof driver === "object" && driver !== null ? driver : undefined;
}

/** Makes a pool known to the plugins of this process. Returns an undo. */
function announce(name: string, pool: object): () => void {
  const { pools } = sharedState();
  if (pools.size >= poolLimit) return () => {};
  let free = name;
  for (let number = 2; pools.has(free) && pools.get(free) !== pool; number += 1)
    free = `${name}-${number}`;
  pools.set(free, pool);
  poolsChanged.publish(pool);
  return () => {
    if (pools.get(free) === pool) pools.delete(free);
    poolsChanged.publish(pool);
  };
}

/** As Prisma names it in `db.system.name`. */
function systemOf(provider: string): string {
  if (provider === "postgres") return "postgresql";
  return provider === "sqlserver" ? "mssql" : provider;
}
