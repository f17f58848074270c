import { Field, InputType, Int } from "@nestjs/graphql";
import { Type } from "class-transformer";
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  Max,
  Min,
  ValidateNested,
} from "class-validator";

@InputType()
export class OrderLine {
  @Field(() => Int)
  @IsInt()
  productId: number;

  @Field(() => Int)
  @IsInt()
  @Min(1)
  @Max(1000)
  quantity: number;
}

@InputType()
export class NewOrder {
  @Field(() => Int)
  @IsInt()
  customerId: number;

  @Field(() => [OrderLine])
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique((line: OrderLine) => line.productId)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  items: OrderLine[];
}
