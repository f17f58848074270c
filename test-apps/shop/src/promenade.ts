import { ModulesContainer } from "@nestjs/core";
import { bullmq } from "@promenade/bullmq";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { PromenadeModule } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { pool } from "./database/pool.ts";
import { settings } from "./settings.ts";

/** Promenade's whole set-up: requests, messages and jobs of Nest, GraphQL, BullMQ, Kafka, the runtime, Prisma and its pool. */
export const observability = PromenadeModule.forRootAsync({
  inject: [ModulesContainer],
  useFactory: (app: ModulesContainer) => ({
    service: "shop",
    plugins: [
      node(),
      graphql(),
      bullmq({ app }),
      prisma({ pools: { main: pool } }),
      ...(settings.kafkaBrokers === undefined ? [] : [kafka()]),
    ],
    server: { port: settings.metricsPort, host: settings.metricsHost },
  }),
});
