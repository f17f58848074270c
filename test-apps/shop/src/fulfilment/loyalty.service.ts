import { Injectable } from "@nestjs/common";
import { PrismaService } from "../database/prisma.service.ts";

/** Knows how much each customer has bought. */
@Injectable()
export class LoyaltyService {
  constructor(private readonly prisma: PrismaService) {}

  /** In one query, however many orders there are. */
  async recount(customerId: number): Promise<void> {
    const items = await this.prisma.orderItem.aggregate({
      where: { order: { customerId, status: "placed" } },
      _sum: { quantity: true },
    });
    await this.save(customerId, items._sum.quantity ?? 0);
  }

  /** The mistake that the Prisma dashboard names with the topic: one more query for each order. */
  async recountOneByOne(customerId: number): Promise<void> {
    const orders = await this.prisma.order.findMany({ where: { customerId, status: "placed" } });
    let itemCount = 0;
    for (const { id: orderId } of orders) {
      const items = await this.prisma.orderItem.findMany({ where: { orderId } });
      for (const { quantity } of items) itemCount += quantity;
    }
    await this.save(customerId, itemCount);
  }

  private async save(customerId: number, itemCount: number): Promise<void> {
    await this.prisma.loyalty.upsert({
      where: { customerId },
      create: { customerId, itemCount },
      update: { itemCount },
    });
  }
}
