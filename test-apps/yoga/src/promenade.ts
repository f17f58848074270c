import { promenade } from "@promenade/core";
import { graphql } from "@promenade/graphql";
import { node } from "@promenade/node";
import { settings } from "./settings.ts";

/** Promenade's whole set-up. The server has one line more: `usePromenade()` in server.ts. */
export const metrics = promenade({
  service: "library",
  plugins: [node(), graphql()],
  server: { port: settings.metricsPort, host: settings.metricsHost },
});
