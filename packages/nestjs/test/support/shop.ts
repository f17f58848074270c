import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  HttpException,
  Param,
  Post,
  Res,
  Sse,
  StreamableFile,
  UseGuards,
} from "@nestjs/common";
import { decorate } from "@promenade/testing";
import { interval, map } from "rxjs";

class Deny {
  canActivate(): boolean {
    return false;
  }
}

interface AnyResponse {
  status(code: number): { send(body: unknown): void };
}

/** A controller with an answer of every sort. */
export class Orders {
  list(): readonly string[] {
    return ["a", "b"];
  }
  boom(): never {
    throw new Error("boom");
  }
  teapot(): never {
    throw new HttpException("tea", 418);
  }
  forbidden(): never {
    throw new ForbiddenException();
  }
  async slow(): Promise<string> {
    await sleep(300);
    return "late";
  }
  stream(): unknown {
    return interval(10).pipe(map((data) => ({ data })));
  }
  file(): StreamableFile {
    return new StreamableFile(Readable.from([Buffer.alloc(1000), Buffer.alloc(500)]));
  }
  manual(response: AnyResponse): void {
    response.status(202).send("ok");
  }
  create(body: unknown): unknown {
    return body;
  }
  one(id: string): unknown {
    return { id };
  }
}
decorate(Orders, {
  class: [Controller("orders")],
  methods: {
    list: [Get()],
    boom: [Get("boom")],
    teapot: [Get("teapot")],
    forbidden: [Get("forbidden/:id"), UseGuards(Deny)],
    slow: [Get("slow/:id")],
    stream: [Sse("stream")],
    file: [Get("file")],
    manual: [Get("manual")],
    create: [Post()],
    one: [Get(":id")],
  },
  parameters: [
    ["manual", 0, Res()],
    ["create", 0, Body()],
    ["one", 0, Param("id")],
  ],
});
