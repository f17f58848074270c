import { Field, Int, ObjectType } from "@nestjs/graphql";

@ObjectType("Customer")
export class CustomerModel {
  @Field(() => Int)
  id: number;

  @Field(() => String)
  name: string;

  @Field(() => String)
  city: string;
}
