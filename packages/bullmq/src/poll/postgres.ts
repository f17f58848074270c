import type { QueueLike } from "../instances.ts";
import { groupBy, type QueueReader, type Server } from "./reading.ts";
import { scriptStates } from "./script.ts";

/** `pg.Pool`, as far as it is needed here. */
interface Pool {
  readonly options: object;
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly never[] }>;
  end(): Promise<void>;
  on(event: "error", listener: () => void): unknown;
}

/** The backend of BullMQ 6 on PostgreSQL, as far as it is needed here. */
interface PostgresBackend {
  readonly connection: { readonly pool: Pool; readonly schema: string };
}

/** The PostgreSQL server of a queue's backend; undefined for a backend of another kind. */
export function postgresServer(backend: unknown): Server | undefined {
  const { connection } = backend as Partial<PostgresBackend>;
  if (typeof connection?.pool?.query !== "function" || typeof connection.schema !== "string")
    return undefined;
  const { pool, schema } = connection;
  const { host, port, database, user, connectionString } = pool.options as Record<string, unknown>;
  return {
    key: JSON.stringify([schema, host, port, database, user, connectionString]),
    open: ({ countWorkers, timeoutMilliseconds }) =>
      postgresReader(ownPool(pool, timeoutMilliseconds), schema, countWorkers),
  };
}

/** One connection of our own, closed while nobody asks. */
function ownPool(pool: Pool, timeoutMilliseconds: number): Pool {
  const Own = pool.constructor as new (options: object) => Pool;
  const own = new Own({
    ...pool.options,
    min: 0,
    max: 1,
    allowExitOnIdle: true,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: timeoutMilliseconds,
    query_timeout: timeoutMilliseconds,
    statement_timeout: timeoutMilliseconds,
    application_name: "promenade",
  });
  own.on("error", () => undefined);
  return own;
}

interface StateRow {
  readonly queue: string;
  readonly state: string;
  readonly is_prioritized: boolean;
  readonly jobs: number;
  readonly since: string | null;
}

interface WorkerRow {
  readonly queue: string;
  readonly workers: number;
}

function postgresReader(pool: Pool, schema: string, countWorkers: boolean): QueueReader {
  const at = `"${schema.replaceAll('"', '""')}"`;
  const states = `
    SELECT queue, state::text AS state, priority > 0 AS is_prioritized, count(*)::int AS jobs,
           min(CASE WHEN state = 'waiting'
               THEN GREATEST(added_at_ms, process_at_ms, processed_at_ms) END)::text AS since
      FROM ${at}.job WHERE queue = ANY($1::text[]) GROUP BY 1, 2, 3`;
  const paused = `
    SELECT queue FROM ${at}.meta
     WHERE queue = ANY($1::text[]) AND field = 'paused' AND value = '1'`;
  const sessions = `
    SELECT regexp_replace(application_name, ':w:.*$', '') AS queue, count(*)::int AS workers
      FROM pg_stat_activity WHERE datname = current_database() AND application_name <> ''
     GROUP BY 1`;

  return {
    async read(queues, answer) {
      const names = [queues.map(({ name }) => name)];
      const { rows } = (await pool.query(states, names)) as { rows: readonly StateRow[] };
      const { rows: pausedRows } = (await pool.query(paused, names)) as {
        rows: readonly { readonly queue: string }[];
      };
      const workerRows: readonly WorkerRow[] = countWorkers
        ? (await pool.query(sessions, [])).rows
        : [];
      const isPaused = new Set(pausedRows.map(({ queue }) => queue));
      const workers = new Map(workerRows.map((row) => [row.queue, row.workers]));
      const ofQueue = groupBy(rows, ({ queue }) => queue);
      for (const queue of queues)
        answer(queue, {
          ...summary(ofQueue.get(queue.name) ?? []),
          isPaused: isPaused.has(queue.name),
          // PostgreSQL cuts names off.
          workers: countWorkers ? (workers.get(queue.name.slice(0, 63)) ?? 0) : undefined,
        });
    },
    close: async () => await pool.end(),
  };
}

function summary(rows: readonly StateRow[]): {
  readonly counts: Record<string, number>;
  readonly waitingSince: number | undefined;
} {
  const counts: Record<string, number> = Object.fromEntries(
    scriptStates.map((state) => [state, 0]),
  );
  let waitingSince: number | undefined;
  for (const { state, is_prioritized, jobs, since } of rows) {
    const key = state === "waiting" && is_prioritized ? "prioritized" : state;
    counts[key] = (counts[key] ?? 0) + jobs;
    if (since !== null) waitingSince = Math.min(Number(since), waitingSince ?? Infinity);
  }
  return { counts, waitingSince };
}

/** Whether a queue has a backend, as those of BullMQ 6 have. */
export function backendOf(queue: QueueLike): unknown {
  const { getBackend } = queue as { getBackend?: unknown };
  return typeof getBackend === "function"
    ? (getBackend as (this: QueueLike) => unknown).call(queue)
    : undefined;
}
