import { Field, GraphQLISODateTime, Int, ObjectType } from "@nestjs/graphql";

@ObjectType("OrderItem")
export class OrderItemModel {
  @Field(() => Int)
  productId: number;

  @Field(() => Int)
  quantity: number;

  @Field(() => Int)
  priceCents: number;
}

@ObjectType("Order")
export class OrderModel {
  @Field(() => Int)
  id: number;

  @Field(() => Int)
  customerId: number;

  @Field(() => String)
  status: string;

  @Field(() => Int)
  totalCents: number;

  @Field(() => GraphQLISODateTime)
  placedAt: Date;
}

@ObjectType("PlacedOrder")
export class PlacedOrderModel {
  @Field(() => Int)
  id: number;

  @Field(() => Int)
  totalCents: number;
}
