import { graphql } from "@promenade/graphql";
import { node } from "@promenade/node";
import { askByHash, postJson, subscribeByEvents } from "../support/graphql.ts";
import type { InstalledSampleApp, World } from "../support/sample-app.ts";

export const yoga: InstalledSampleApp = {
  name: "yoga",
  plugins: [node(), graphql()],
  healthPath: "/health",
  services: async () => ({ environment: {}, stop: async () => {} }),
  traffic,
  unrecorded: {},
  emptyPanels: {
    "Units of work / N+1 suspects": "nothing here asks a database",
    "Units of work / N+1 suspects by unit of work": "nothing here asks a database",
  },
};

const requests = [
  { query: "query Books { books { title author { name } stars } }" },
  { query: "query Book { book(id: 1) { title published price } }" },
  { query: "mutation Review { review(book: 1, stars: 5) { stars } }" },
  { query: "mutation Lost { review(book: 99, stars: 5) { stars } }" },
  { query: "query Wrong { nothing }" },
  { query: "query {" },
  [{ query: "{ book(id: 2) { title } }" }, { query: "{ book(id: 3) { title } }" }],
];

async function traffic(world: World): Promise<void> {
  const url = `${world.url}/graphql`;
  for (const request of requests) await postJson(url, request);
  await askByHash(url, "{ book(id: 4) { title } }");
  const reviews = await subscribeByEvents(
    url,
    "subscription Reviews { reviewed { stars book { title } } }",
  );
  await postJson(url, { query: "mutation Review { review(book: 2, stars: 4) { stars } }" });
  await reviews.event();
  // What is open between two scrapes only is not seen.
  await world.scraped();
  await reviews.leave();
}
