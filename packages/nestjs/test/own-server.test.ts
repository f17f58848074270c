import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isOwnServer } from "../src/sources/own-server.ts";

const servers: Server[] = [];

async function listening(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return server;
}

let main: Server;
let second: Server;
let stranger: Server;
beforeAll(async () => {
  [main, second, stranger] = await Promise.all([listening(), listening(), listening()]);
});
afterAll(() => {
  for (const server of servers) server.close();
});

const addressOf = (server: Server): AddressInfo => server.address() as AddressInfo;

it("knows the second server on which Fastify answers for localhost", () => {
  const isOwn = isOwnServer({
    getType: () => "fastify",
    getHttpServer: () => main,
    getInstance: () => ({ addresses: () => [addressOf(main), addressOf(second)] }),
  });
  expect([main, second, stranger].map(isOwn)).toEqual([true, true, false]);
  // The answer stays.
  expect([main, second, stranger].map(isOwn)).toEqual([true, true, false]);
});

it("knows one server of Express", () => {
  const isOwn = isOwnServer({
    getType: () => "express",
    getHttpServer: () => main,
    getInstance: () => () => {},
  });
  expect([main, second, createServer()].map(isOwn)).toEqual([true, false, false]);
});
