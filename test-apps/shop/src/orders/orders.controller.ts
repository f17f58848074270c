import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  type MessageEvent,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Sse,
} from "@nestjs/common";
import { map, type Observable } from "rxjs";
import { Page } from "../page.dto.ts";
import { CheckoutService } from "./checkout.service.ts";
import { OrderFeed } from "./order-feed.ts";
import { NewOrder } from "./orders.dto.ts";
import { OrdersService } from "./orders.service.ts";

@Controller("orders")
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly checkout: CheckoutService,
    private readonly feed: OrderFeed,
  ) {}

  /** Slow: a query for each order. Compare it with its sibling below. */
  @Get()
  list(@Query() page: Page) {
    return this.orders.listOneByOne(page);
  }

  @Get("with-customers")
  listWithCustomers(@Query() page: Page) {
    return this.orders.listTogether(page);
  }

  /** Server-sent events, until the client goes away. */
  @Sse("live")
  live(): Observable<MessageEvent> {
    return this.feed.placed.pipe(map((order) => ({ data: order })));
  }

  @Get(":id")
  get(@Param("id", ParseIntPipe) id: number) {
    return this.orders.get(id);
  }

  @Post()
  place(@Body() order: NewOrder) {
    return this.checkout.placeOrder(order);
  }

  @Delete(":id")
  @HttpCode(204)
  async cancel(@Param("id", ParseIntPipe) id: number): Promise<void> {
    await this.orders.cancel(id);
  }

  @Post(":id/refund")
  refund(@Param("id", ParseIntPipe) id: number): never {
    this.orders.refund(id);
  }
}
