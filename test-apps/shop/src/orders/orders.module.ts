import { Module } from "@nestjs/common";
import { EventsModule } from "../events/events.module.ts";
import { JobsModule } from "../jobs/jobs.module.ts";
import { CheckoutService } from "./checkout.service.ts";
import { OrderFeed } from "./order-feed.ts";
import { OrdersController } from "./orders.controller.ts";
import { OrdersResolver } from "./orders.resolver.ts";
import { OrdersService } from "./orders.service.ts";

@Module({
  imports: [JobsModule, EventsModule],
  controllers: [OrdersController],
  providers: [OrdersService, OrdersResolver, CheckoutService, OrderFeed],
})
export class OrdersModule {}
