import { Controller, Injectable, UseGuards } from "@nestjs/common";
import { EventPattern, MessagePattern, Payload } from "@nestjs/microservices";
import { Cron, Interval } from "@nestjs/schedule";
import { MessageBody, SubscribeMessage, WebSocketGateway } from "@nestjs/websockets";
import { from, type Observable } from "rxjs";
import { Deny } from "./controllers.js";

@Controller()
export class MessagesController {
  @MessagePattern({ cmd: "add" })
  add(@Payload() numbers: readonly number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0);
  }

  @MessagePattern("stream")
  stream(): Observable<number> {
    return from([1, 2, 3]);
  }

  @MessagePattern("fail")
  async fail(): Promise<never> {
    throw new TypeError("no");
  }

  @UseGuards(Deny)
  @MessagePattern("denied")
  denied(): string {
    return "never";
  }

  @EventPattern("happened")
  async happened(@Payload() _event: unknown): Promise<void> {}
}

@WebSocketGateway()
export class ChatGateway {
  @SubscribeMessage("echo")
  echo(@MessageBody() data: unknown): { readonly event: string; readonly data: unknown } {
    return { event: "echo", data };
  }

  @SubscribeMessage("fail")
  async fail(): Promise<never> {
    throw new TypeError("no");
  }
}

@Injectable()
export class Jobs {
  @Cron("* * * * * *", { name: "tick" })
  tick(): void {}

  @Interval(200)
  async fails(): Promise<void> {
    throw new RangeError("no");
  }
}
