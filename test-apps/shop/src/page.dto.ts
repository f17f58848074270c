import { Type } from "class-transformer";
import { IsInt, Max, Min } from "class-validator";

/** The query parameters of every list. */
export class Page {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page = 1;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;
}

export function slice({ page, limit }: Page): { skip: number; take: number } {
  return { skip: (page - 1) * limit, take: limit };
}
