import { ArgsType, Field, Int } from "@nestjs/graphql";
import { Type } from "class-transformer";
import { IsInt, Max, Min } from "class-validator";

/** The query parameters of every list, and the arguments in GraphQL. */
@ArgsType()
export class Page {
  @Field(() => Int)
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page = 1;

  @Field(() => Int)
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;
}

export function slice({ page, limit }: Page): { skip: number; take: number } {
  return { skip: (page - 1) * limit, take: limit };
}
