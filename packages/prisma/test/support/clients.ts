import { join } from "node:path";
import { vi } from "vitest";
import { directories } from "./directories.ts";
import { generateClients } from "./generate.ts";

// Before the tests' own time runs.
await generateClients();
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

export type Major = 6 | 7;
export const majors: readonly Major[] = [6, 7];

type Row = Readonly<Record<string, unknown>>;

/** The part of a model's delegate that the tests use; the generated types exist only after generation. */
export interface Delegate {
  findMany(args?: object): Promise<readonly Row[]> & { readonly [Symbol.toStringTag]: string };
  findUnique(args: object): Promise<Row | null> & { posts(): Promise<readonly Row[]> };
  findUniqueOrThrow(args: object): Promise<Row>;
  create(args: object): Promise<Row>;
  update(args: object): Promise<Row>;
  count(args?: object): Promise<number>;
}

/** The part of a Prisma client that the tests use. */
export interface Client {
  readonly user: Delegate;
  readonly post: Delegate;
  readonly comment: Delegate;
  $transaction<R>(work: (client: Client) => Promise<R>, options?: object): Promise<R>;
  $transaction(operations: readonly Promise<unknown>[]): Promise<readonly unknown[]>;
  $queryRawUnsafe(sql: string): Promise<readonly Row[]>;
  $extends(extension: object): Client;
  $on(event: string, listener: (event: { readonly query: string }) => void): void;
  $disconnect(): Promise<void>;
}

type ClientClass = new (options: object) => Client;

/** The generated client of a major. */
export async function clientOf(major: Major): Promise<ClientClass> {
  const directory = directories[`prisma${major}`];
  const module = (await import(join(directory, "client/client.ts"))) as {
    readonly PrismaClient: ClientClass;
  };
  return module.PrismaClient;
}
