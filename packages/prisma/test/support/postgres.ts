import { join } from "node:path";
import { startPostgres, type PostgresService } from "@promenade/testing/services";
import { afterAll, beforeAll } from "vitest";

/** A PostgreSQL with the tables and rows of the tests, for the tests of one file. */
export function usePostgres(): {
  readonly url: () => string;
  readonly service: () => PostgresService;
} {
  let postgres: PostgresService | undefined;
  const service = (): PostgresService => {
    if (postgres === undefined) throw new Error("PostgreSQL runs only while the tests do.");
    return postgres;
  };
  beforeAll(async () => {
    postgres = await startPostgres({ schemaFile: join(import.meta.dirname, "schema.sql") });
  });
  afterAll(async () => {
    await postgres?.stop();
  });
  return { service, url: () => service().url };
}
