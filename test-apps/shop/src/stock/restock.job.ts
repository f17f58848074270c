import { Injectable } from "@nestjs/common";
import { Cron, CronExpression } from "@nestjs/schedule";
import { PrismaService } from "../database/prisma.service.ts";

/** Refills what is nearly sold out. */
@Injectable()
export class RestockJob {
  constructor(private readonly prisma: PrismaService) {}

  @Cron(CronExpression.EVERY_10_SECONDS, { name: "restock" })
  async restock(): Promise<void> {
    await this.prisma.product.updateMany({
      where: { stock: { lt: 20 } },
      data: { stock: { increment: 100 } },
    });
  }
}
