import { type CustomerLoader, customerLoader } from "../customers/customer-loader.ts";
import type { PrismaService } from "../database/prisma.service.ts";

/** What the resolvers of one request share. */
export interface GraphqlContext {
  readonly customers: CustomerLoader;
}

export function graphqlContext(prisma: PrismaService): GraphqlContext {
  return { customers: customerLoader(prisma) };
}
