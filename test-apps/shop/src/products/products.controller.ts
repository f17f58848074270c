import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, UseGuards } from "@nestjs/common";
import { ApiKeyGuard } from "../access/api-key.guard.ts";
import type { Product } from "../generated/prisma/client.ts";
import { Page } from "../page.dto.ts";
import { NewProduct, Search } from "./products.dto.ts";
import { ProductsService } from "./products.service.ts";

@Controller("products")
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  @Get()
  list(@Query() page: Page): Promise<Product[]> {
    return this.products.list(page);
  }

  @Get("search")
  search(@Query() search: Search): Promise<Product[]> {
    return this.products.search(search.q);
  }

  @Get(":id")
  get(@Param("id", ParseIntPipe) id: number): Promise<Product> {
    return this.products.get(id);
  }

  @Post()
  @UseGuards(ApiKeyGuard)
  create(@Body() product: NewProduct): Promise<Product> {
    return this.products.create(product);
  }
}
