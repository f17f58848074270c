/** What a pool holds now. */
export interface PoolReading {
  readonly idle: number;
  readonly used: number;
  /** Requests that wait for a connection. */
  readonly pending: number;
  /** Absent when the pool does not tell. */
  readonly max: number | undefined;
}

/** The public counters of `pg.Pool` and of pools made after it (Neon). */
interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options?: { readonly max?: number };
}

/** `mariadb.createPool()`. */
interface MariaPool {
  activeConnections(): number;
  idleConnections(): number;
  taskQueueSize(): number;
}

/** `mssql.ConnectionPool`. */
interface MssqlPool {
  readonly available: number;
  readonly borrowed: number;
  readonly pending: number;
  readonly config?: { readonly pool?: { readonly max?: number } };
}

interface PoolReader {
  readonly fits: (pool: object) => boolean;
  readonly read: (pool: never) => PoolReading;
}

const readers: readonly PoolReader[] = [
  {
    fits: (pool) => hasAll(pool, ["totalCount", "idleCount", "waitingCount"], "number"),
    read: ({ totalCount, idleCount, waitingCount, options }: PgPool) => ({
      idle: idleCount,
      used: totalCount - idleCount,
      pending: waitingCount,
      max: options?.max,
    }),
  },
  {
    fits: (pool) =>
      hasAll(pool, ["activeConnections", "idleConnections", "taskQueueSize"], "function"),
    read: (pool: MariaPool) => ({
      idle: pool.idleConnections(),
      used: pool.activeConnections(),
      pending: pool.taskQueueSize(),
      max: undefined,
    }),
  },
  {
    fits: (pool) => hasAll(pool, ["available", "borrowed", "pending"], "number"),
    read: ({ available, borrowed, pending, config }: MssqlPool) => ({
      idle: available,
      used: borrowed,
      pending,
      max: config?.pool?.max,
    }),
  },
];

/** How to read a pool's counters; undefined when it is of no known kind. */
export function readerOf(pool: object): (() => PoolReading) | undefined {
  const reader = readers.find(({ fits }) => fits(pool));
  return reader === undefined ? undefined : () => reader.read(pool as never);
}

function hasAll(pool: object, names: readonly string[], type: "number" | "function"): boolean {
  return names.every((name) => typeof (pool as Readonly<Record<string, unknown>>)[name] === type);
}
