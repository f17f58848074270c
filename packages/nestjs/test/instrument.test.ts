import "reflect-metadata";
import { UseGuards } from "@nestjs/common";
import { decorate } from "@promenade/testing";
import { from, lastValueFrom, of, Subject, throwError, type Observable } from "rxjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instrument } from "../src/index.ts";
import { startApp, type RunningApp } from "./support/app.ts";
import { Handlers } from "./support/handlers.ts";

let running: RunningApp;
let handlers: Handlers;

beforeEach(async () => {
  running = await startApp("express", { providers: [Handlers] });
  handlers = running.app.get(Handlers);
});
afterEach(async () => {
  await running.app.close();
});

const rpc = "nestjs_rpc_duration_seconds_count";
const pattern = String.raw`pattern="{\"cmd\":\"add\"}"`;

describe("a handler's result passes unchanged and is recorded", () => {
  it("when it is a value", async () => {
    expect(handlers.add(() => 3)).toBe(3);
    expect(await running.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="ok"} 1`]);
  });

  it("when it is a promise", async () => {
    await expect(handlers.add(() => Promise.resolve(3))).resolves.toBe(3);
    await expect(handlers.add(() => Promise.reject(new RangeError("no")))).rejects.toThrow("no");
    expect(await running.lines(rpc)).toEqual([
      `${rpc}{${pattern},outcome="error"} 1`,
      `${rpc}{${pattern},outcome="ok"} 1`,
    ]);
  });

  it("when it throws, whatever it throws", async () => {
    expect(() =>
      handlers.chat(() => {
        throw new TypeError("no");
      }),
    ).toThrow(TypeError);
    const nothing = handlers.cleanUp(() => Promise.reject(undefined));
    await expect(nothing).rejects.toBeUndefined();
    expect(await running.lines("nestjs_handler_errors_total")).toEqual([
      'nestjs_handler_errors_total{kind="cron",handler="clean-up",error_type="undefined"} 1',
      'nestjs_handler_errors_total{kind="websocket",handler="chat",error_type="TypeError"} 1',
    ]);
  });

  it("when it is an Observable, at its last value", async () => {
    const source = new Subject<number>();
    const result = handlers.add(() => source) as Observable<number>;
    const last = lastValueFrom(result);
    source.next(1);
    source.next(2);
    expect(await running.lines(rpc)).toEqual([]);
    source.complete();
    expect(await last).toBe(2);
    expect(await running.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="ok"} 1`]);
  });

  it("when it is a promise of an Observable that fails", async () => {
    const result = (await handlers.add(() =>
      Promise.resolve(throwError(() => new RangeError("no"))),
    )) as Observable<never>;
    await expect(lastValueFrom(result)).rejects.toThrow("no");
    expect(await running.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="error"} 1`]);
  });

  it("when nobody waits for the end of its Observable", async () => {
    const result = handlers.add(() => new Subject()) as Observable<never>;
    result.subscribe().unsubscribe();
    expect(await running.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="ok"} 1`]);
  });

  it("when it is a lazy promise, which begins inside", async () => {
    let started = 0;
    const lazy = {
      // oxlint-disable-next-line unicorn/no-thenable -- as the promises of ORMs are
      then: (resolve: (value: number) => void) => {
        started += 1;
        resolve(4);
      },
    };
    await expect(handlers.add(() => lazy)).resolves.toBe(4);
    expect(started).toBe(1);
  });
});

it("names jobs by their name, or by class and method", async () => {
  await handlers.cleanUp(() => 1);
  expect(handlers.unnamed()).toBe(handlers);
  expect(await running.lines("nestjs_cron_duration_seconds_count")).toEqual([
    'nestjs_cron_duration_seconds_count{job_name="Handlers.unnamed",outcome="ok"} 1',
    'nestjs_cron_duration_seconds_count{job_name="clean-up",outcome="ok"} 1',
  ]);
  const [success] = await running.lines("nestjs_cron_last_success_timestamp_seconds");
  expect(Number(success?.split(" ").at(-1))).toBeGreaterThan(Date.now() / 1000 - 60);
});

it("leaves classes, other methods and other objects alone", async () => {
  class Plain {
    run(): number {
      return 1;
    }
  }
  const plain = new Plain();
  expect(instrument.instanceDecorator(plain)).toBe(plain);
  expect(Object.getPrototypeOf(plain)).toBe(Plain.prototype);
  for (const value of [undefined, null, 7, "text", Object.create(null), { a: 1 }])
    expect(instrument.instanceDecorator(value)).toBe(value);
  expect(handlers).toBeInstanceOf(Handlers);
  expect(handlers.constructor).toBe(Handlers);
  expect(handlers.plain).toBe(Handlers.prototype.plain);
  expect(handlers.add.name).toBe("add");
  expect(Object.hasOwn(handlers, "add")).toBe(false);
});

it("keeps the metadata of a handler, its guards among them", () => {
  class Guarded {
    handle(): number {
      return 1;
    }
  }
  class Guard {
    canActivate(): boolean {
      return true;
    }
  }
  decorate(Guarded, {
    methods: {
      handle: [
        UseGuards(Guard),
        (_target, _key, descriptor) => {
          Reflect.defineMetadata("websockets:message_mapping", true, descriptor.value as object);
        },
      ],
    },
  });
  const guarded = instrument.instanceDecorator(new Guarded()) as Guarded;
  expect(guarded.handle).not.toBe(Guarded.prototype.handle);
  expect(Reflect.getMetadata("__guards__", guarded.handle)).toEqual([Guard]);
  // A second time changes nothing.
  const { handle } = guarded;
  expect((instrument.instanceDecorator(guarded) as Guarded).handle).toBe(handle);
});

it("records only what belongs to the application", async () => {
  const other = await startApp("express", { providers: [Handlers] });
  other.app.get(Handlers).add(() => 1);
  expect(await running.lines(rpc)).toEqual([]);
  expect(await other.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="ok"} 1`]);
  await other.app.close();
});

describe("Nest's hook for messages", () => {
  interface Hook {
    (context: unknown, next: () => Observable<unknown>): Observable<unknown>;
  }

  async function hookOf(app: RunningApp): Promise<Hook> {
    const { ApplicationConfig } = await import("@nestjs/core");
    const config = app.app.get(ApplicationConfig, { strict: false });
    const [hook] = config.getGlobalPreRequestHooks();
    return hook as unknown as Hook;
  }

  const contextOf = (type: string): unknown => ({
    getType: () => type,
    getHandler: () => handlers.add,
  });

  it("is recorded instead of the handler, which it calls", async () => {
    const hook = await hookOf(running);
    const answer = hook(contextOf("rpc"), () => of(handlers.add(() => 5)));
    expect(await lastValueFrom(answer)).toBe(5);
    expect(await running.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="ok"} 1`]);
  });

  it("tells what a guard refuses", async () => {
    const hook = await hookOf(running);
    const refused = hook(contextOf("rpc"), () => throwError(() => new Error("Forbidden")));
    await expect(lastValueFrom(refused)).rejects.toThrow("Forbidden");
    expect(await running.lines(rpc)).toEqual([`${rpc}{${pattern},outcome="error"} 1`]);
  });

  it("lets everything else pass, and everything after the stop", async () => {
    const hook = await hookOf(running);
    const source = from([1]);
    expect(hook(contextOf("http"), () => source)).toBe(source);
    await running.promenade.stop();
    expect(hook(contextOf("rpc"), () => source)).toBe(source);
  });
});
