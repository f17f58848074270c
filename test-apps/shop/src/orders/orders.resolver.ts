import {
  Args,
  Context,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from "@nestjs/graphql";
import { CustomerModel } from "../customers/customer.model.ts";
import type { Customer, Order, OrderItem } from "../generated/prisma/client.ts";
import type { GraphqlContext } from "../graphql/context.ts";
import { Page } from "../page.dto.ts";
import { CheckoutService } from "./checkout.service.ts";
import { OrderFeed, type PlacedOrder } from "./order-feed.ts";
import { OrderItemModel, OrderModel, PlacedOrderModel } from "./order.model.ts";
import { NewOrder } from "./orders.dto.ts";
import { OrdersService } from "./orders.service.ts";

@Resolver(() => OrderModel)
export class OrdersResolver {
  constructor(
    private readonly orders: OrdersService,
    private readonly checkout: CheckoutService,
    private readonly feed: OrderFeed,
  ) {}

  @Query(() => [OrderModel], { name: "orders" })
  list(@Args() page: Page): Promise<Order[]> {
    return this.orders.list(page);
  }

  @Query(() => OrderModel, { name: "order" })
  get(@Args("id", { type: () => Int }) id: number): Promise<Order> {
    return this.orders.get(id);
  }

  @Mutation(() => OrderModel)
  placeOrder(@Args("order") order: NewOrder): Promise<Order> {
    return this.checkout.placeOrder(order);
  }

  @Subscription(() => PlacedOrderModel)
  orderPlaced(): AsyncIterableIterator<{ readonly orderPlaced: PlacedOrder }> {
    return this.feed.events();
  }

  /** Slow: a query for each order of a list. Compare it with its sibling below. */
  @ResolveField(() => [OrderItemModel])
  items(@Parent() order: OrderModel): Promise<OrderItem[]> {
    return this.orders.itemsOf(order.id);
  }

  @ResolveField(() => CustomerModel)
  customer(@Parent() order: OrderModel, @Context() context: GraphqlContext): Promise<Customer> {
    return context.customers.load(order.customerId);
  }
}
