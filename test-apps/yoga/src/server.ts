import { createServer, type Server } from "node:http";
import { useAPQ } from "@graphql-yoga/plugin-apq";
import { usePromenade } from "@promenade/graphql/yoga";
import { createYoga } from "graphql-yoga";
import { contextOfRequest, schema } from "./schema.ts";

/** GraphQL on /graphql, and /health for whoever restarts it. */
export function libraryServer(): Server {
  const yoga = createYoga({
    schema,
    context: contextOfRequest,
    batching: true,
    healthCheckEndpoint: "/health",
    // Promenade comes first, so that it sees what the other plugins do.
    plugins: [usePromenade(), useAPQ()],
  });
  return createServer((request, response) => void yoga(request, response));
}
