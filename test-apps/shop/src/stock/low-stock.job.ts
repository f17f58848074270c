import { Injectable } from "@nestjs/common";
import { Cron, CronExpression } from "@nestjs/schedule";
import { PrismaService } from "../database/prisma.service.ts";
import { EventsService } from "../events/events.service.ts";

const productCount = 20;

/** Tells which products will be sold out first. */
@Injectable()
export class LowStockJob {
  constructor(
    private readonly prisma: PrismaService,
    private readonly events: EventsService,
  ) {}

  @Cron(CronExpression.EVERY_10_SECONDS, { name: "low-stock", waitForCompletion: true })
  async tell(): Promise<void> {
    const products = await this.prisma.product.findMany({
      select: { sku: true, stock: true },
      orderBy: [{ stock: "asc" }, { id: "asc" }],
      take: productCount,
    });
    await this.events.stockLow(products);
  }
}
