import { Controller } from "@nestjs/common";
import {
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  Transport,
} from "@nestjs/microservices";
import { PrismaService } from "../database/prisma.service.ts";

interface Delivery {
  readonly sku: string;
  readonly quantity: number;
}

/** What the warehouse asks and tells, over Nest's TCP transport. */
@Controller()
export class StockController {
  constructor(private readonly prisma: PrismaService) {}

  @MessagePattern("stock.level", Transport.TCP)
  async level(@Payload() sku: string): Promise<number> {
    const product = await this.prisma.product.findUnique({ where: { sku } });
    if (product === null) throw new RpcException(`There is no product ${sku}`);
    return product.stock;
  }

  @EventPattern("stock.delivered", Transport.TCP)
  async delivered(@Payload() { sku, quantity }: Delivery): Promise<void> {
    await this.prisma.product.updateMany({
      where: { sku },
      data: { stock: { increment: quantity } },
    });
  }
}
