import { GraphQLModule } from "@nestjs/graphql";
import { MercuriusDriver, type MercuriusDriverConfig } from "@nestjs/mercurius";
import { timeFields } from "@promenade/graphql";
import mercurius from "mercurius";
import { authorLoader } from "./articles/author-loader";
import { PrismaService } from "./database/prisma.service";

/** Fields whose resolvers ask the database. Timing every field would cost more than most of them do. */
const timed = ["Query.*", "Mutation.*", "Article.author", "Article.comments"];

/** The API on /graphql, its subscriptions over a WebSocket. */
export const graphqlModule = GraphQLModule.forRootAsync<MercuriusDriverConfig>({
  driver: MercuriusDriver,
  inject: [PrismaService],
  useFactory: (prisma: PrismaService) => ({
    autoSchemaFile: true,
    allowBatchedQueries: true,
    persistedQueryProvider: mercurius.persistedQueryDefaults.automatic(),
    subscription: true,
    context: () => ({ authors: authorLoader(prisma) }),
    transformSchema: (schema) => timeFields(schema, timed),
  }),
});
