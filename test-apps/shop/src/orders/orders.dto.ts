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

export class OrderLine {
  @IsInt()
  productId: number;

  @IsInt()
  @Min(1)
  @Max(1000)
  quantity: number;
}

export class NewOrder {
  @IsInt()
  customerId: number;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique((line: OrderLine) => line.productId)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  items: OrderLine[];
}
