import { observeLoader } from "@promenade/graphql";
import DataLoader from "dataloader";
import type { PrismaService } from "../database/prisma.service";
import type { Author } from "../generated/prisma/client";

export type AuthorLoader = DataLoader<number, Author>;

/** Asks for all authors of an answer in one query. It remembers them, so each request has its own. */
export function authorLoader(prisma: PrismaService): AuthorLoader {
  return new DataLoader<number, Author>(
    observeLoader("authors", async (ids: readonly number[]) => {
      const authors = await prisma.author.findMany({ where: { id: { in: [...ids] } } });
      const byId = new Map(authors.map((author) => [author.id, author]));
      return ids.map((id) => byId.get(id) ?? new Error(`There is no author ${id}`));
    }),
  );
}
