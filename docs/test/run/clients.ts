import { PrismaPg } from "@prisma/adapter-pg";

/** The part of the pages' Prisma client that is used. */
export interface Client {
  readonly customer: { findUnique(args: object): Promise<object | null> };
  readonly order: { findMany(args?: object): Promise<readonly object[]> };
  $disconnect(): Promise<void>;
}

export type ClientClass = new (options: object) => Client;

export async function prismaClient(): Promise<ClientClass> {
  const module = (await import(process.env["PRISMA_CLIENT"] ?? "")) as {
    readonly PrismaClient: ClientClass;
  };
  return module.PrismaClient;
}

export async function connect(): Promise<Client> {
  const PrismaClient = await prismaClient();
  const connectionString = process.env["DATABASE_URL"] ?? "";
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
}
