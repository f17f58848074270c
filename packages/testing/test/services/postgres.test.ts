import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startPostgres, type PostgresService } from "../../src/services/postgres.ts";

const deadline = 120_000;

/** Of this file alone: servers of other tests run at the same moment. A server without rights must get through it. */
const temporary = mkdtempSync(join(tmpdir(), "promenade-test-"));
chmodSync(temporary, 0o755);

beforeAll(() => {
  vi.stubEnv("DATABASE_URL", "");
  vi.stubEnv("TMPDIR", temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

describe("startPostgres with a server of its own", () => {
  let server: PostgresService;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "promenade-test-"));
    const schemaFile = join(directory, "schema.sql");
    writeFileSync(
      schemaFile,
      "CREATE TABLE product (id int PRIMARY KEY); INSERT INTO product VALUES (1), (2);",
    );
    server = await startPostgres({ schemaFile, settings: { max_connections: "17" } });
  }, deadline);

  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  it("runs the schema file", async () => {
    expect(await server.execute("SELECT count(*)::int AS n FROM product")).toEqual([{ n: 2 }]);
  });

  it("applies settings", async () => {
    expect(await server.execute("SHOW max_connections")).toEqual([{ max_connections: "17" }]);
  });

  it("keeps its data and address through an outage", async () => {
    await server.down();
    await expect(server.execute("SELECT 1")).rejects.toThrow(/ECONNREFUSED/);
    await server.up();
    expect(await server.execute("SELECT count(*)::int AS n FROM product")).toEqual([{ n: 2 }]);
  });

  it("gives another database on the server that DATABASE_URL names, and removes it", async () => {
    vi.stubEnv("DATABASE_URL", server.url);
    const second = await startPostgres();
    vi.stubEnv("DATABASE_URL", "");
    await second.execute("CREATE TABLE only_here (id int)");
    const names = "SELECT datname FROM pg_database WHERE datname LIKE 'promenade_%'";
    expect(await server.execute(names)).toHaveLength(1);
    expect(await server.execute("SELECT to_regclass('only_here') AS found")).toEqual([
      { found: null },
    ]);
    await expect(second.down()).rejects.toThrow(/not ours to stop/);
    await second.stop();
    await second.stop();
    expect(await server.execute(names)).toEqual([]);
  });
});

describe("startPostgres that fails", () => {
  it("says what the SQL did wrong and leaves nothing behind", { timeout: deadline }, async () => {
    const before = ownDirectories();
    const schemaFile = join(tmpdir(), `promenade-bad-${process.pid}.sql`);
    writeFileSync(schemaFile, "CREATE TABEL oops");
    await expect(startPostgres({ schemaFile })).rejects.toThrow(/syntax error/);
    rmSync(schemaFile);
    expect(ownDirectories()).toEqual(before);
  });

  it("says so in time when the server refuses a setting", { timeout: deadline }, async () => {
    const before = ownDirectories();
    await expect(startPostgres({ settings: { max_connections: "no" } })).rejects.toThrow(
      /PostgreSQL ended while it started: .*max_connections/,
    );
    expect(ownDirectories()).toEqual(before);
  });
});

function ownDirectories(): readonly string[] {
  return readdirSync(temporary);
}
