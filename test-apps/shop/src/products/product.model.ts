import { Field, Float, Int, ObjectType } from "@nestjs/graphql";

@ObjectType("Product")
export class ProductModel {
  @Field(() => Int)
  id: number;

  @Field(() => String)
  sku: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  description: string;

  @Field(() => Int)
  priceCents: number;

  /** Nobody may ask for it any more; the dashboard tells who still does. */
  @Field(() => Float, { deprecationReason: "Rounds. Ask for priceCents" })
  price?: number;

  @Field(() => Int)
  stock: number;

  @Field(() => Float, { nullable: true })
  rating?: number | null;
}
