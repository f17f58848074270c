import { Injectable, NotFoundException } from "@nestjs/common";
import { PrismaService } from "../database/prisma.service.ts";
import type { Product } from "../generated/prisma/client.ts";
import { type Page, slice } from "../page.dto.ts";
import type { NewProduct } from "./products.dto.ts";

@Injectable()
export class ProductsService {
  constructor(private readonly prisma: PrismaService) {}

  list(page: Page): Promise<Product[]> {
    return this.prisma.product.findMany({ ...slice(page), orderBy: { id: "asc" } });
  }

  search(text: string): Promise<Product[]> {
    const contains = { contains: text, mode: "insensitive" } as const;
    return this.prisma.product.findMany({
      where: { OR: [{ name: contains }, { description: contains }] },
      orderBy: [{ priceCents: "asc" }, { id: "asc" }],
      take: 20,
    });
  }

  async get(id: number): Promise<Product> {
    const product = await this.prisma.product.findUnique({ where: { id } });
    if (product === null) throw new NotFoundException(`There is no product ${id}`);
    return product;
  }

  /** A `sku` that is taken breaks the unique constraint; the filter makes that a 409. */
  create(product: NewProduct): Promise<Product> {
    return this.prisma.product.create({ data: product });
  }
}
