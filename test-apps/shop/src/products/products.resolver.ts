import { Args, Float, Int, Parent, Query, ResolveField, Resolver } from "@nestjs/graphql";
import type { Product } from "../generated/prisma/client.ts";
import { Page } from "../page.dto.ts";
import { ProductModel } from "./product.model.ts";
import { ProductsService } from "./products.service.ts";

@Resolver(() => ProductModel)
export class ProductsResolver {
  constructor(private readonly products: ProductsService) {}

  @Query(() => [ProductModel], { name: "products" })
  list(@Args() page: Page): Promise<Product[]> {
    return this.products.list(page);
  }

  @Query(() => ProductModel, { name: "product" })
  get(@Args("id", { type: () => Int }) id: number): Promise<Product> {
    return this.products.get(id);
  }

  @ResolveField(() => Float)
  price(@Parent() { priceCents }: ProductModel): number {
    return priceCents / 100;
  }

  /** Broken on purpose: the answer comes without it, and the dashboard names the field. */
  @ResolveField(() => Float, { nullable: true })
  rating(@Parent() { sku }: ProductModel): never {
    throw new Error(`The review service did not answer for ${sku}`);
  }
}
