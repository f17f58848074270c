import "reflect-metadata";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { bullmq } from "@promenade/bullmq";
import { counter, type Promenade } from "@promenade/core";
import { publish } from "@promenade/grafana";
import { graphql } from "@promenade/graphql";
import { observe } from "@promenade/graphql/engine";
import { handleMessage, kafka } from "@promenade/kafka";
import { PROMENADE, PromenadeModule } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { preview } from "@promenade/preview";
import { beginSpan, endSpan, prisma } from "@promenade/prisma";
import { startFakeGrafana } from "@promenade/testing/grafana";
import { buildSchema, execute, parse, validate } from "graphql";
import { breakfast, toaster } from "./toaster.ts";

/** Starts an app with every plugin, uses it, scrapes it and stops it; prints what came of it as one line of JSON. */

const visits = counter({ name: "consumer_visits_total", help: "Visits.", labels: ["kind"] });

const complaints: string[] = [];
const complain = (line: string): void => void complaints.push(line);
const log = { debug: () => {}, info: () => {}, warn: complain, error: complain };

@Controller("books")
class Books {
  @Get(":id")
  one(): string {
    return "Frankenstein";
  }
}

@Module({
  imports: [
    PromenadeModule.forRoot({
      service: "consumer",
      server: { port: 0 },
      log,
      plugins: [
        node(),
        prisma(),
        graphql(),
        bullmq(),
        kafka(),
        toaster(),
        preview({ port: 0, interval: "1s" }),
      ],
    }),
  ],
  controllers: [Books],
})
class Root {}

async function use(port: number, metrics: Promenade): Promise<void> {
  await (await fetch(`http://127.0.0.1:${port}/books/7`)).text();
  metrics.register(visits).inc({ kind: "reader" }, 2);
  breakfast();
  await handleMessage({ group: "billing", topic: "orders", unit: "message" }, async () => {
    endSpan(beginSpan({ kind: "operation", model: "Order", method: "findMany" }));
  });
  const engine = observe({ parse, validate, execute });
  const schema = buildSchema("type Query { one: Int }");
  const document = engine.parse("query One { one }");
  engine.validate(schema, document);
  await engine.execute({ schema, document, rootValue: { one: 1 } });
}

/** A response ends a moment after the client has it. */
async function scrape(url: string): Promise<string> {
  for (;;) {
    const response = await fetch(url, { headers: { accept: "application/openmetrics-text" } });
    const text = await response.text();
    if (text.includes("http_server_request_duration_seconds_count")) return text;
    await sleep(20);
  }
}

async function upload(plugins: Promenade["plugins"]) {
  const board = await startFakeGrafana();
  const connection = { url: board.url, token: "editor-token" };
  const { dashboards, ok } = await publish({ connection, plugins });
  await board.stop();
  return { ok, created: dashboards.filter(({ result }) => result === "created").length };
}

async function main(): Promise<void> {
  const app = await NestFactory.create(Root, { logger: false, abortOnError: false });
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address() as AddressInfo;
  const metrics = app.get<Promenade>(PROMENADE);
  await use(port, metrics);
  const exposition = await scrape(metrics.url ?? "");
  const uploaded = await upload(metrics.plugins);
  await app.close();
  console.log(JSON.stringify({ version: process.version, exposition, uploaded, complaints }));
}

void main();
