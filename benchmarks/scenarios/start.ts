import { once } from "node:events";
import { createServer } from "node:http";
import { Worker } from "node:worker_threads";
import { bullmq } from "@promenade/bullmq";
import { promenade, Registry, type Logger, type Plugin } from "@promenade/core";
import { grafana } from "@promenade/grafana";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { nestjs } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { preview } from "@promenade/preview";
import { prisma } from "@promenade/prisma";

/** The start of an app with every plugin, and its first upload to an empty Grafana. */
export async function startWithUpload(): Promise<Record<string, number>> {
  const worker = new Worker(fakeGrafana, { eval: true });
  const [url] = (await once(worker, "message")) as [string];
  const connection = { url, token: "editor-token" };
  return await measure(grafana({ ...connection, spreadMilliseconds: 0 }), /, \d+ created/);
}

/** The start of an app with every plugin, until its preview answers. */
export async function startWithPreview(): Promise<Record<string, number>> {
  return await measure(preview({ port: 0 }), /The preview of the dashboards is at/);
}

/**
 * The longest time that the app's thread computes between two turns of the event loop. Everything is cold, as in an app
 * that starts. CPU time, not the clock: what else the machine does is none of it.
 */
async function measure(last: Plugin, isDone: RegExp): Promise<Record<string, number>> {
  const { done, log } = logUntil(isDone);
  const server = createServer();
  const adapter = {
    getType: () => "express",
    getHttpServer: () => server,
    getInstance: () => ({}),
  };
  const plugins = [
    node(),
    nestjs({ app: { getHttpAdapter: () => adapter } }),
    prisma(),
    bullmq(),
    graphql(),
    kafka(),
    last,
  ];
  const blocks = watchBlocks();
  await blocks.next();
  const app = promenade({
    service: "bench",
    version: "1.0.0",
    plugins,
    registry: new Registry(),
    server: { port: 0 },
    log,
  });
  await app.start();
  const starting = await blocks.next();
  await done;
  const working = await blocks.next();
  return {
    "start(), longest block, ms": starting,
    "in the background, longest block, ms": working,
  };
}

function logUntil(isDone: RegExp): { readonly done: Promise<void>; readonly log: Logger } {
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const fail = (line: string): never => {
    throw new Error(line);
  };
  const info = (line: string): void => {
    if (isDone.test(line)) finish();
  };
  return { done, log: { debug: () => undefined, info, warn: fail, error: fail } };
}

/** Each call of `next` gives the longest block since the call before. */
function watchBlocks(): { next(): Promise<number> } {
  const cpu = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = cpu();
  let longest = 0;
  let wake: (() => void) | undefined;
  const turn = (): void => {
    const now = cpu();
    longest = Math.max(longest, now - last);
    last = now;
    wake?.();
    wake = undefined;
    setImmediate(turn);
  };
  setImmediate(turn);
  return {
    async next() {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = longest;
      longest = 0;
      return found;
    },
  };
}

const fakeGrafana = `
  const { parentPort } = require("node:worker_threads");
  void import("@promenade/testing/grafana").then(async ({ startFakeGrafana }) => {
    const fake = await startFakeGrafana();
    parentPort.postMessage(fake.url);
    parentPort.on("message", () => undefined);
  });`;
