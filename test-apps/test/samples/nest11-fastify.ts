import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { graphql } from "@promenade/graphql";
import { nestjs } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { startPostgres } from "@promenade/testing/services";
import { askByHash, postJson, subscribeBySocket } from "../support/graphql.ts";
import { sourceOf } from "../support/places.ts";
import type { InstalledSampleApp, World } from "../support/sample-app.ts";

export const nest11Fastify: InstalledSampleApp = {
  name: "nest11-fastify",
  plugins: [node(), nestjs(), graphql(), prisma()],
  healthPath: "/health",
  services: async () => {
    const schemaFile = join(sourceOf("nest11-fastify"), "database", "schema.sql");
    const database = await startPostgres({ schemaFile });
    return { environment: { DATABASE_URL: database.url }, stop: database.stop };
  },
  traffic,
  unrecorded: {
    nestjs_handler_errors_total: "neither a message nor the scheduled job fails",
    nestjs_rpc_duration_seconds: "it is no microservice",
    nestjs_websocket_message_duration_seconds: "it has no gateway; subscriptions are Mercurius's",
  },
};

const operations = [
  { query: "query Articles { articles { title author { name } comments { text } } }" },
  { query: 'query Article { article(slug: "article-1") { headline readers } }' },
  { query: 'query Lost { article(slug: "nowhere") { title } }' },
  { query: "query Wrong { nothing }" },
  { query: "query {" },
  [{ query: "{ articles(first: 1) { id } }" }, { query: "{ articles(first: 2) { id } }" }],
];

const comment = { query: 'mutation Comment { comment(article: "article-2", text: "Yes") { id } }' };

async function traffic({ url, scraped }: World): Promise<void> {
  for (const path of ["/articles", "/articles/article-3", "/articles/nowhere", "/wp-login.php"])
    await (await fetch(`${url}${path}`)).arrayBuffer();
  // The second time the slug is taken.
  for (const _ of [1, 2])
    await postJson(`${url}/articles`, { slug: `new-${process.pid}`, title: "New" });
  const graphqlUrl = `${url}/graphql`;
  for (const operation of operations) await postJson(graphqlUrl, operation);
  await askByHash(graphqlUrl, '{ article(slug: "article-4") { title } }');
  await leaveWhileUploading(`${url}/articles`);
  const stream = await fetch(`${url}/articles/comments`);
  const comments = await subscribeBySocket(
    graphqlUrl,
    "subscription Comments { commented { text } }",
  );
  // The server tells nobody that a subscription has begun: comments are written until one arrives.
  const writing = setInterval(() => void postJson(graphqlUrl, comment).catch(() => {}), 100);
  await comments.event().finally(() => clearInterval(writing));
  // What is open between two scrapes only is not seen.
  await scraped();
  await comments.leave();
  await stream.body?.cancel();
}

/** The server has seen the headers when it asks to go on. */
async function leaveWhileUploading(url: string): Promise<void> {
  const headers = { "content-type": "application/json", "content-length": 1000 };
  const upload = request(url, { method: "POST", headers: { ...headers, expect: "100-continue" } });
  upload.flushHeaders();
  await once(upload, "continue");
  upload.on("error", () => {});
  upload.destroy();
}
