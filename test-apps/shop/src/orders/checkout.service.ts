import { ConflictException, Injectable, NotFoundException } from "@nestjs/common";
import { PrismaService } from "../database/prisma.service.ts";
import { EventsService } from "../events/events.service.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import { JobsService } from "../jobs/jobs.service.ts";
import { OrderFeed } from "./order-feed.ts";
import type { NewOrder, OrderLine } from "./orders.dto.ts";

type OrderWithItems = Prisma.OrderGetPayload<{ include: { items: true } }>;
type SoldLine = OrderLine & { readonly priceCents: number };

/** Takes the goods from the stock and writes the order, all or nothing. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly feed: OrderFeed,
    private readonly jobs: JobsService,
    private readonly events: EventsService,
  ) {}

  async placeOrder({ customerId, items }: NewOrder): Promise<OrderWithItems> {
    // Always in the same order, so that two checkouts never wait for each other in a circle.
    const lines = items.toSorted((a, b) => a.productId - b.productId);
    const order = await this.prisma.$transaction(async (transaction) => {
      const sold: SoldLine[] = [];
      for (const line of lines) sold.push(await take(transaction, line));
      const totalCents = sold.reduce(
        (sum, { quantity, priceCents }) => sum + quantity * priceCents,
        0,
      );
      return await transaction.order.create({
        data: { customerId, totalCents, items: { create: sold } },
        include: { items: true },
      });
    });
    await this.feed.announce({ id: order.id, totalCents: order.totalCents });
    await this.jobs.orderPlaced(order.id);
    this.events.orderPlaced({ orderId: order.id, customerId });
    return order;
  }
}

async function take(transaction: Prisma.TransactionClient, line: OrderLine): Promise<SoldLine> {
  const { productId, quantity } = line;
  const { count } = await transaction.product.updateMany({
    where: { id: productId, stock: { gte: quantity } },
    data: { stock: { decrement: quantity } },
  });
  const product = await transaction.product.findUnique({ where: { id: productId } });
  if (product === null) throw new NotFoundException(`There is no product ${productId}`);
  if (count === 0) throw new ConflictException(`Only ${product.stock} of ${product.sku} are left`);
  return { productId, quantity, priceCents: product.priceCents };
}
