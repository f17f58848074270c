import { ApolloDriver, type ApolloDriverConfig } from "@nestjs/apollo";
import { Module } from "@nestjs/common";
import { GraphQLModule } from "@nestjs/graphql";
import { timeFields } from "@promenade/graphql";
import { PrismaService } from "../database/prisma.service.ts";
import { graphqlContext } from "./context.ts";
import { SubscriptionsGateway } from "./subscriptions.gateway.ts";

/** Fields whose resolvers ask the database. Timing every field would cost more than most of them do. */
const timed = ["Query.*", "Mutation.*", "Order.items", "Order.customer"];

/** The API on /graphql: its types and resolvers are with the features that they belong to. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [PrismaService],
      useFactory: (prisma: PrismaService) => ({
        autoSchemaFile: true,
        allowBatchedHttpRequests: true,
        // Before Nest has closed the connections, Apollo would wait for event streams to end.
        stopOnApplicationShutdown: true,
        context: () => graphqlContext(prisma),
        transformSchema: (schema) => timeFields(schema, timed),
      }),
    }),
  ],
  providers: [SubscriptionsGateway],
})
export class GraphqlModule {}
