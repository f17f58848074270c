import { observeLoader } from "@promenade/graphql";
import DataLoader from "dataloader";
import type { PrismaService } from "../database/prisma.service.ts";
import type { Customer } from "../generated/prisma/client.ts";

export type CustomerLoader = DataLoader<number, Customer>;

/** Asks for all customers of an answer in one query. It remembers them, so each request has its own. */
export function customerLoader(prisma: PrismaService): CustomerLoader {
  return new DataLoader<number, Customer>(
    observeLoader("customers", async (ids: readonly number[]) => {
      const customers = await prisma.customer.findMany({ where: { id: { in: [...ids] } } });
      const byId = new Map(customers.map((customer) => [customer.id, customer]));
      return ids.map((id) => byId.get(id) ?? new Error(`There is no customer ${id}`));
    }),
  );
}
