import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Controller, Get, Injectable, type INestApplicationContext } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { counter, PromenadeError, Registry, type Counter, type Promenade } from "@promenade/core";
import { decorate } from "@promenade/testing";
import { afterEach, describe, expect, it } from "vitest";
import {
  InjectMetric,
  metricToken,
  nestjs,
  PROMENADE,
  PromenadeModule,
  type PromenadeModuleAsyncOptions,
  type PromenadeModuleOptions,
} from "../src/index.ts";
import { moduleOf, platforms, startApp } from "./support/app.ts";
import { Orders } from "./support/shop.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).toReversed()) await one.close();
});

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const signups = counter({ name: "signups_total", help: "Sign-ups.", labels: ["plan"] });

/** A worker: no HTTP, as `createApplicationContext` makes it. */
async function startContext(
  imports: readonly unknown[],
  providers: readonly unknown[] = [],
): Promise<INestApplicationContext> {
  const context = await NestFactory.createApplicationContext(
    moduleOf({ imports: [...imports] as never[], providers: [...providers] as never[] }),
    { logger: false, abortOnError: false },
  );
  closing.push(context);
  return context;
}

describe("forRootAsync", () => {
  const options: PromenadeModuleOptions = { service: "from a factory", server: false, log: silent };

  class OptionsFactory {
    createPromenadeOptions(): PromenadeModuleOptions {
      return options;
    }
  }
  decorate(OptionsFactory, { class: [Injectable()] });
  class Factories {}
  Reflect.defineMetadata("providers", [OptionsFactory], Factories);
  Reflect.defineMetadata("exports", [OptionsFactory], Factories);

  it.each<[string, PromenadeModuleAsyncOptions]>([
    [
      "useFactory",
      {
        imports: [Factories],
        inject: [OptionsFactory],
        useFactory: async (factory: OptionsFactory) => factory.createPromenadeOptions(),
      },
    ],
    ["useClass", { useClass: OptionsFactory }],
    ["useExisting", { imports: [Factories], useExisting: OptionsFactory }],
  ])("takes its options by %s", async (_way, way) => {
    const context = await startContext([PromenadeModule.forRootAsync(way)]);
    expect(context.get<Promenade>(PROMENADE).service.service).toBe("from a factory");
  });

  it("needs exactly one of them", () => {
    expect(() => PromenadeModule.forRootAsync({})).toThrow(/exactly one of/);
    expect(() =>
      PromenadeModule.forRootAsync({ useClass: OptionsFactory, useFactory: () => options }),
    ).toThrow(PromenadeError);
  });
});

describe("forFeature", () => {
  class SignUps {
    readonly signups: Counter<"plan">;
    constructor(made: Counter<"plan">) {
      this.signups = made;
    }
  }
  decorate(SignUps, {
    class: [Injectable()],
    parameters: [[undefined, 0, InjectMetric(signups)]],
  });

  it("makes metrics that @InjectMetric injects, the same ones everywhere", async () => {
    class Feature {}
    Reflect.defineMetadata("imports", [PromenadeModule.forFeature([signups])], Feature);
    Reflect.defineMetadata("providers", [SignUps], Feature);
    const context = await startContext([
      PromenadeModule.forRoot({ server: false, log: silent }),
      Feature,
      PromenadeModule.forFeature([signups]),
    ]);
    context.get(SignUps, { strict: false }).signups.inc({ plan: "pro" });
    const again = context.get<Counter<"plan">>(metricToken("signups_total"), { strict: false });
    again.inc({ plan: "pro" });
    expect(await context.get<Promenade>(PROMENADE).text()).toContain('signups_total{plan="pro"} 2');
  });
});

describe("forRoot", () => {
  it("names a wrong option when the application is created", async () => {
    const start = startContext([PromenadeModule.forRoot({ server: false, pluginz: [] } as never)]);
    await expect(start).rejects.toMatchObject({ code: "PROMENADE_OPTION_UNKNOWN" });
  });

  it("refuses to be imported twice with options, and not the same import in two modules", async () => {
    const again = startContext([
      PromenadeModule.forRoot({ server: false, log: silent }),
      PromenadeModule.forRootAsync({ useFactory: () => ({ server: false, log: silent }) }),
    ]);
    await expect(again).rejects.toThrow(/imported twice.*\[PROMENADE_OPTION_INVALID\]/);
    const root = PromenadeModule.forRoot({ server: false, log: silent });
    const context = await startContext([root, moduleOf({ imports: [root] })]);
    expect(await context.get<Promenade>(PROMENADE).text()).toContain("promenade_start_time");
  });

  it("refuses options of nestjs() in two places", async () => {
    const start = startContext([
      PromenadeModule.forRoot({ server: false, plugins: [nestjs()], nestjs: {} }),
    ]);
    await expect(start).rejects.toMatchObject({ code: "PROMENADE_OPTION_INVALID" });
  });

  it("gives the application to a nestjs() among the plugins", async () => {
    const app = await startApp(
      "express",
      { controllers: [Orders] },
      { plugins: [nestjs({ ignoreRoutes: ["/orders"] })] },
    );
    closing.push(app.app);
    await app.call("GET", "/orders");
    await app.call("GET", "/orders/1");
    expect(await app.lines("http_server_request_duration_seconds_count")).toEqual([
      'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/orders/:id",http_response_status_code="200"} 1',
    ]);
  });

  it("keeps its metrics in a registry of its own, or in the given one", async () => {
    const registry = new Registry();
    const own = await startContext([PromenadeModule.forRoot({ server: false, log: silent })]);
    const given = await startContext([
      PromenadeModule.forRoot({ server: false, log: silent, registry }),
    ]);
    expect(own.get<Promenade>(PROMENADE).registry).not.toBe(registry);
    expect(given.get<Promenade>(PROMENADE).registry).toBe(registry);
  });

  it("is private when it is told so", async () => {
    const dynamic = PromenadeModule.forRoot({ isGlobal: false, server: false });
    expect(dynamic.global).toBe(false);
    expect(PromenadeModule.forRoot({ server: false }).global).toBe(true);
  });

  it("serves metrics in a worker, from its start to its end", async () => {
    const context = await startContext([
      PromenadeModule.forRoot({ server: { port: 0, host: "127.0.0.1" }, log: silent }),
    ]);
    const url = context.get<Promenade>(PROMENADE).url ?? "";
    expect(await (await fetch(url)).text()).toMatch(/^nestjs_bootstrap_seconds \d/m);
    await closing.pop()?.close();
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("is there while other modules start and end", async () => {
    const seen: string[] = [];
    class Neighbour {
      readonly promenade: Promenade;
      constructor(promenade: Promenade) {
        this.promenade = promenade;
      }
      async #note(moment: string): Promise<void> {
        const { ok } = await fetch(this.promenade.url ?? "");
        seen.push(`${moment} ${ok}`);
      }
      async onModuleInit(): Promise<void> {
        await this.#note("init");
      }
      async onApplicationShutdown(): Promise<void> {
        await this.#note("shutdown");
      }
    }
    await startContext(
      [PromenadeModule.forRoot({ server: { port: 0, host: "127.0.0.1" }, log: silent })],
      [
        {
          provide: Neighbour,
          inject: [PROMENADE],
          useFactory: (one: Promenade) => new Neighbour(one),
        },
      ],
    );
    await closing.pop()?.close();
    expect(seen).toEqual(["init true", "shutdown true"]);
  });
});

describe.each(platforms)("metrics on a route of the app on %s", (platform) => {
  class Everything {
    all(): string {
      return "everything";
    }
  }
  decorate(Everything, { class: [Controller()], methods: { all: [Get("*")] } });
  const auth = { bearer: "secret" };
  const headers = { authorization: "Bearer secret" };

  it.each([
    ["a catch-all route", "", { express: "/{*path}", fastify: "/*" }, 200],
    ["a global prefix", "api", { express: "<unmatched>", fastify: "<unmatched>" }, 404],
  ])("come before %s, and are not counted", async (_what, prefix, route, otherStatus) => {
    const running = await startApp(
      platform,
      { controllers: [Everything] },
      { server: { inApp: true, path: "/internal/metrics", auth } },
      (app) => app.setGlobalPrefix(prefix),
    );
    closing.push(running.app);
    const refused = await running.call("GET", "/internal/metrics");
    expect(refused.status).toBe(401);
    const { status, body } = await running.call("GET", "/internal/metrics", { headers });
    expect(status).toBe(200);
    expect(body).toContain("# TYPE http_server_request_duration_seconds histogram");
    const head = await running.call("HEAD", "/internal/metrics", { headers });
    expect([head.status, head.body]).toEqual([200, ""]);
    expect(running.promenade.url).toBeUndefined();
    const other = await running.call("GET", "/internal/metrics2");
    expect(other.status).toBe(otherStatus);
    expect(await running.lines("http_server_request_duration_seconds_count")).toEqual([
      `http_server_request_duration_seconds_count{http_request_method="GET",http_route="${route[platform]}",http_response_status_code="${otherStatus}"} 1`,
    ]);
  });
});

describe("signals", () => {
  it("are hinted at once, when nobody handles them", async () => {
    const { Lifecycle } = await import("../src/module/lifecycle.ts");
    const lines: string[] = [];
    const log = { ...silent, info: (line: string) => void lines.push(line) };
    const context = await startContext([PromenadeModule.forRoot({ server: false, log })]);
    expect(context.get(Lifecycle, { strict: false })).toBeInstanceOf(Lifecycle);
    await sleep(5100);
    expect(lines.filter((line) => line.includes("enableShutdownHooks"))).toHaveLength(1);
  }, 10_000);
});

it("lets a request be answered that began before the stop", async () => {
  const running = await startApp("express", { controllers: [Orders] });
  const slow = running.call("GET", "/orders/slow/1");
  await once(running.app.getHttpServer() as Server, "request");
  await running.promenade.stop();
  expect((await slow).status).toBe(200);
  await running.app.close();
});
