import { graphql } from "@promenade/graphql";
import { PromenadeModule } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { pool } from "./database/pool.ts";
import { settings } from "./settings.ts";

/** Promenade's whole set-up: requests, messages and jobs of Nest, GraphQL, the Node.js runtime, Prisma and its pool. */
export const observability = PromenadeModule.forRoot({
  service: "shop",
  plugins: [node(), graphql(), prisma({ pools: { main: pool } })],
  server: { port: settings.metricsPort, host: settings.metricsHost },
});
