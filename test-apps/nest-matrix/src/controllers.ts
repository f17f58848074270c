import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Body,
  Catch,
  Controller,
  Get,
  HttpException,
  Injectable,
  Param,
  ParseIntPipe,
  Post,
  Redirect,
  Res,
  Scope,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type MessageEvent,
} from "@nestjs/common";
import { interval, map, type Observable } from "rxjs";

interface AnyResponse {
  status(code: number): { send(body: unknown): void };
}

@Injectable()
export class Deny implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class Unauthorized implements CanActivate {
  canActivate(): boolean {
    throw new HttpException("no", 401);
  }
}

@Catch(RangeError)
class RangeFilter implements ExceptionFilter {
  catch(_error: RangeError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<AnyResponse>().status(422).send({ error: "range" });
  }
}

/** Every way in which a request can end. */
@Controller("users")
export class UsersController {
  @Get()
  list(): readonly string[] {
    return ["ann", "bob"];
  }

  @Get("boom")
  boom(): never {
    throw new Error("boom");
  }

  @Get("teapot")
  teapot(): never {
    throw new HttpException("tea", 418);
  }

  @UseFilters(RangeFilter)
  @Get("filtered")
  filtered(): never {
    throw new RangeError("x");
  }

  @UseGuards(Deny)
  @Get("denied/:id")
  denied(): string {
    return "never";
  }

  @UseGuards(Unauthorized)
  @Get("unauthorized/:id")
  unauthorized(): string {
    return "never";
  }

  @Get("slow/:id")
  async slow(): Promise<string> {
    await sleep(300);
    return "late";
  }

  @Sse("stream")
  stream(): Observable<MessageEvent> {
    return interval(50).pipe(map((data) => ({ data: String(data) })));
  }

  @Get("file")
  file(): StreamableFile {
    return new StreamableFile(Readable.from([Buffer.alloc(1000)]));
  }

  @Get("manual")
  manual(@Res() response: AnyResponse): void {
    response.status(202).send("ok");
  }

  @Redirect("/api/users", 302)
  @Get("redirect")
  redirect(): void {}

  @Post("body")
  body(@Body() body: unknown): unknown {
    return body;
  }

  @Get("int/:id")
  int(@Param("id", ParseIntPipe) id: number): number {
    return id;
  }

  @Get(":id")
  one(@Param("id") id: string): { readonly id: string } {
    return { id };
  }
}

@Controller({ path: "scoped", scope: Scope.REQUEST })
export class ScopedController {
  @Get(":id")
  one(): string {
    return "scoped";
  }
}

@Controller({ path: "versioned", version: "2" })
export class VersionedController {
  @Get(":id")
  one(): string {
    return "two";
  }
}
