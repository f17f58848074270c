import { Module } from "@nestjs/common";
import { CheckoutService } from "./checkout.service.ts";
import { OrderFeed } from "./order-feed.ts";
import { OrdersController } from "./orders.controller.ts";
import { OrdersService } from "./orders.service.ts";

@Module({ controllers: [OrdersController], providers: [OrdersService, CheckoutService, OrderFeed] })
export class OrdersModule {}
