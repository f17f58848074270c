import { Injectable, NotFoundException } from "@nestjs/common";
import { PrismaService } from "../database/prisma.service.ts";
import { EventsService } from "../events/events.service.ts";
import type { Order, OrderItem, Prisma } from "../generated/prisma/client.ts";
import { type Page, slice } from "../page.dto.ts";

type OrderWithCustomer = Prisma.OrderGetPayload<{ include: { customer: true } }>;
type OrderWithItems = Prisma.OrderGetPayload<{ include: { items: true } }>;

const newestFirst = [
  { placedAt: "desc" },
  { id: "desc" },
] as const satisfies Prisma.OrderOrderByWithRelationInput[];

@Injectable()
export class OrdersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly events: EventsService,
  ) {}

  /** The mistake that the Prisma dashboard names: one query for the orders, and one more for each of them. */
  async listOneByOne(page: Page): Promise<OrderWithCustomer[]> {
    const orders = await this.list(page);
    const complete: OrderWithCustomer[] = [];
    for (const order of orders) {
      const customer = await this.prisma.customer.findUniqueOrThrow({
        where: { id: order.customerId },
      });
      complete.push({ ...order, customer });
    }
    return complete;
  }

  list(page: Page): Promise<Order[]> {
    return this.prisma.order.findMany({ ...slice(page), orderBy: [...newestFirst] });
  }

  itemsOf(orderId: number): Promise<OrderItem[]> {
    return this.prisma.orderItem.findMany({ where: { orderId }, orderBy: { productId: "asc" } });
  }

  /** The same list in two queries, however long it is. */
  listTogether(page: Page): Promise<OrderWithCustomer[]> {
    return this.prisma.order.findMany({
      ...slice(page),
      orderBy: [...newestFirst],
      include: { customer: true },
    });
  }

  async get(id: number): Promise<OrderWithItems> {
    const order = await this.prisma.order.findUnique({ where: { id }, include: { items: true } });
    if (order === null) throw new NotFoundException(`There is no order ${id}`);
    return order;
  }

  /** A missing order is Prisma's P2025; the filter makes that a 404. */
  async cancel(id: number): Promise<void> {
    const data = { status: "cancelled" } as const;
    const { customerId } = await this.prisma.order.update({ where: { id }, data });
    this.events.orderCancelled({ orderId: id, customerId });
  }

  /** Broken on purpose: what an unexpected error looks like on the dashboard, and an event that cannot be sent. */
  refund(id: number): never {
    this.events.refundWanted({ orderId: id });
    throw new Error(`The payment provider did not answer for order ${id}`);
  }
}
