import { IsInt, IsNotEmpty, IsString, Length, Max, Min } from "class-validator";

export class NewProduct {
  @IsString()
  @Length(3, 20)
  sku: string;

  @IsString()
  @IsNotEmpty()
  name: string;

  @IsString()
  description = "";

  @IsInt()
  @Min(1)
  @Max(10_000_000)
  priceCents: number;

  @IsInt()
  @Min(0)
  stock = 0;
}

export class Search {
  @IsString()
  @Length(2, 50)
  q: string;
}
