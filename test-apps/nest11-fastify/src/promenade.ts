import { graphql } from "@promenade/graphql";
import { PromenadeModule } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { pool } from "./database/pool";
import { settings } from "./settings";

/** Promenade's whole set-up. Mercurius is found by the module; requests and scheduled jobs are, too. */
export const observability = PromenadeModule.forRoot({
  service: "blog",
  plugins: [node(), graphql(), prisma({ pools: { main: pool } })],
  server: { port: settings.metricsPort, host: settings.metricsHost },
});
