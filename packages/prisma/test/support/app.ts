import { createRequire } from "node:module";
import { join } from "node:path";
import type pg from "pg";
import { clientOf, type Client, type Major } from "./clients.ts";
import { directories } from "./directories.ts";

/** A client of a major on a pool of its own. */
export interface Connected {
  readonly client: Client;
  readonly pool: pg.Pool;
  end(): Promise<void>;
}

interface AdapterModule {
  readonly PrismaPg: new (
    pool: unknown,
    options?: object,
  ) => { readonly provider: string; connect(): Promise<object> };
}

/** The driver adapter of a major, and the `pg` that it knows: it takes a pool for one only when the class is its own. */
export async function driverOf(major: Major): Promise<{
  readonly PrismaPg: AdapterModule["PrismaPg"];
  readonly Pool: typeof pg.Pool;
}> {
  if (major === 7) {
    const [{ PrismaPg }, { default: driver }] = [
      await import("@prisma/adapter-pg"),
      await import("pg"),
    ];
    return { PrismaPg: PrismaPg as AdapterModule["PrismaPg"], Pool: driver.Pool };
  }
  const { resolve } = createRequire(join(directories.prisma6, "package.json"));
  const adapter = (await import(resolve("@prisma/adapter-pg"))) as AdapterModule;
  const driver = (await import(resolve("pg"))) as { readonly default: typeof pg };
  return { PrismaPg: adapter.PrismaPg, Pool: driver.default.Pool };
}

export async function connect(
  major: Major,
  config: pg.PoolConfig,
  options: object = {},
): Promise<Connected> {
  const [PrismaClient, { PrismaPg, Pool }] = [await clientOf(major), await driverOf(major)];
  const pool = new Pool(config);
  const client = new PrismaClient({ adapter: new PrismaPg(pool), ...options });
  return {
    client,
    pool,
    async end() {
      await client.$disconnect();
      await pool.end();
    },
  };
}
