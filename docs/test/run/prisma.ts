import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "@promenade/testing/services";
import { sandboxes } from "./sandbox.ts";

const schema = `generator client {
  provider            = "prisma-client"
  output              = "./client"
  importFileExtension = "ts"
}

datasource db {
  provider = "postgresql"
}

model Customer {
  id     Int     @id @default(autoincrement())
  email  String  @unique
  orders Order[]
}

model Order {
  id         Int      @id @default(autoincrement())
  customerId Int
  customer   Customer @relation(fields: [customerId], references: [id])
}
`;

/** The tables of the client, with something in them. */
export const tables = `
CREATE TABLE "Customer" ("id" SERIAL PRIMARY KEY, "email" TEXT NOT NULL UNIQUE);
CREATE TABLE "Order" ("id" SERIAL PRIMARY KEY, "customerId" INTEGER NOT NULL REFERENCES "Customer"("id"));
INSERT INTO "Customer"(email) SELECT 'customer-' || n || '@example.com' FROM generate_series(1, 20) n;
INSERT INTO "Order"("customerId") SELECT n FROM generate_series(1, 20) n;
`;

/** The file of a Prisma client for the pages' shop, made once. */
export async function generateClient(): Promise<string> {
  const directory = join(sandboxes, "prisma");
  const [file, client] = [join(directory, "schema.prisma"), join(directory, "client/client.ts")];
  if (existsSync(client) && (await readFile(file, "utf8")) === schema) return client;
  await mkdir(directory, { recursive: true });
  await writeFile(file, schema);
  const command = fileURLToPath(import.meta.resolve("prisma/build/index.js"));
  const { code, stdout, stderr } = await run(
    process.execPath,
    [command, "generate", "--schema", file],
    {
      directory,
      // The client needs no engine, but the command would download one unless it is told of a file.
      environment: {
        ...process.env,
        CHECKPOINT_DISABLE: "1",
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      },
    },
  );
  if (code !== 0) throw new Error(`Prisma could not generate the client.\n${stdout}${stderr}`);
  return client;
}
