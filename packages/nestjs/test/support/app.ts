import "reflect-metadata";
import { once } from "node:events";
import { request as send, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { INestApplication, ModuleMetadata } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import type { Promenade } from "@promenade/core";
import {
  instrument,
  PROMENADE,
  PromenadeModule,
  type PromenadeModuleOptions,
} from "../../src/index.ts";

export type Platform = "express" | "fastify";
export const platforms: readonly Platform[] = ["express", "fastify"];

export interface RunningApp {
  readonly app: INestApplication;
  readonly promenade: Promenade;
  readonly port: number;
  /** Sends a request on a connection of its own. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Lines of the exposition that begin with a name and end in a number other than 0, sorted. */
  lines(name: string): Promise<readonly string[]>;
}

export interface CallOptions {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Go away after so many milliseconds. */
  readonly abortAfter?: number;
  /** Do not end the request. */
  readonly keepOpen?: boolean;
}

export interface Answer {
  /** 0: none came. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Starts a Nest application with Promenade on a free port, without a metrics server. */
export async function startApp(
  platform: Platform,
  metadata: ModuleMetadata = {},
  options: PromenadeModuleOptions = {},
  prepare: (app: INestApplication) => void = () => {},
): Promise<RunningApp> {
  const root = {
    ...metadata,
    imports: [
      PromenadeModule.forRoot({ server: false, log: silent, ...options }),
      ...(metadata.imports ?? []),
    ],
  };
  const adapter = platform === "fastify" ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(moduleOf(root), adapter, {
    logger: false,
    abortOnError: false,
    instrument,
  });
  prepare(app);
  await app.listen(0, "127.0.0.1");
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const promenade = app.get<Promenade>(PROMENADE);
  return {
    app,
    promenade,
    port,
    call: (method, path, call = {}) => callApp(port, method, path, call),
    lines: async (name) => {
      // The response is closed a moment after the client has it.
      await sleep(20);
      const text = await promenade.text();
      return text
        .split("\n")
        .filter((line) => line.startsWith(name) && !/ (?:0|NaN)$/.test(line))
        .toSorted();
    },
  };
}

/** A module class of plain metadata. */
export function moduleOf(metadata: ModuleMetadata): new () => object {
  class Root {}
  for (const [key, value] of Object.entries(metadata)) Reflect.defineMetadata(key, value, Root);
  return Root;
}

/** Sends a request on a connection of its own. */
export async function callApp(
  port: number,
  method: string,
  path: string,
  { body, headers = {}, abortAfter, keepOpen = false }: CallOptions,
): Promise<Answer> {
  const request = send({ host: "127.0.0.1", port, method, path, headers, agent: false });
  if (body !== undefined) request.write(body);
  if (keepOpen) request.flushHeaders();
  else request.end();
  if (abortAfter !== undefined) setTimeout(() => request.destroy(), abortAfter);
  try {
    const [response] = (await once(request, "response")) as [
      AsyncIterable<Buffer> & { statusCode: number; headers: IncomingHttpHeaders },
    ];
    const { statusCode: status, headers: answered } = response;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of response) chunks.push(chunk);
    } catch {
      // The answer was cut off: what came of it counts.
    }
    return { status, headers: answered, body: Buffer.concat(chunks).toString() };
  } catch {
    return { status: 0, headers: {}, body: "" };
  }
}
