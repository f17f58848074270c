import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort, withLock } from "@promenade/testing/services";

const directory = join(import.meta.dirname, "fixtures/shop");

/** A shop: its folder, set-up and tables. */
export const shop = {
  directory,
  config: "promenade.mjs",
  schema: join(directory, "schema.sql"),
};

/** What a migration that went wrong does: every query on the table waits. */
export const slowOrders = `
ALTER TABLE "Order" RENAME TO "OrderRows";
CREATE VIEW "Order" AS
  SELECT "OrderRows".* FROM (SELECT pg_sleep(0.3)) AS slow, "OrderRows";
`;

const run = promisify(execFile);

/** Generates the shop's database client. */
export async function generateClient(): Promise<void> {
  const cli = fileURLToPath(import.meta.resolve("prisma/build/index.js"));
  const schema = join(directory, "schema.prisma");
  await withLock(join(tmpdir(), "promenade-cli-shop.lock"), async () => {
    await run(process.execPath, [cli, "generate", "--schema", schema], {
      // The client needs no engine, but the command would download one unless it is told of a file.
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: "1",
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      },
    });
  });
}

export interface RunningShop {
  /** `host:port` of its metrics. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts the shop as a process of its own, with traffic. */
export async function startShop(version: string, databaseUrl: string): Promise<RunningShop> {
  const port = await freePort();
  const child: ChildProcess = fork(join(directory, "server.mjs"), {
    execArgv: ["--experimental-strip-types", "--no-warnings"],
    env: {
      ...process.env,
      SHOP_VERSION: version,
      SHOP_PORT: String(port),
      DATABASE_URL: databaseUrl,
    },
  });
  const ended = once(child, "exit");
  await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error("The shop ended before it was ready."))),
  ]);
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
