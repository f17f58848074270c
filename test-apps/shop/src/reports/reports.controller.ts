import { Readable } from "node:stream";
import { Controller, Get, Header, StreamableFile, UseGuards } from "@nestjs/common";
import { ApiKeyGuard } from "../access/api-key.guard.ts";
import { PrismaService } from "../database/prisma.service.ts";

interface CityRevenue {
  readonly city: string;
  readonly orders: number;
  readonly revenueCents: number;
}

const batchSize = 2000;

@Controller("reports")
@UseGuards(ApiKeyGuard)
export class ReportsController {
  constructor(private readonly prisma: PrismaService) {}

  /** The slow query: the sleep stands for the tables that a shop has after some years. */
  @Get("revenue")
  async revenue(): Promise<CityRevenue[]> {
    return await this.prisma.$queryRaw<CityRevenue[]>`
      SELECT
        city,
        count(*)::integer AS orders,
        sum(total_cents)::integer AS "revenueCents"
      FROM orders
      JOIN customers ON customers.id = orders.customer_id
      CROSS JOIN pg_sleep(0.25)
      WHERE status = 'placed'
      GROUP BY city
      ORDER BY city`;
  }

  @Get("orders.csv")
  @Header("content-type", "text/csv; charset=utf-8")
  export(): StreamableFile {
    return new StreamableFile(Readable.from(this.lines()));
  }

  private async *lines(): AsyncGenerator<string> {
    yield "id,customer,status,total_cents,placed_at\n";
    for (let last = 0; ;) {
      const orders = await this.prisma.order.findMany({
        where: { id: { gt: last } },
        orderBy: { id: "asc" },
        take: batchSize,
      });
      for (const { id, customerId, status, totalCents, placedAt } of orders)
        yield `${id},${customerId},${status},${totalCents},${placedAt.toISOString()}\n`;
      if (orders.length < batchSize) return;
      last = orders.at(-1)!.id;
    }
  }
}
