import { Controller } from "@nestjs/common";
import { EventPattern, Payload, Transport } from "@nestjs/microservices";
import { PrismaService } from "../database/prisma.service.ts";
import { type OrderEvent, topics } from "../events/topics.ts";
import { LoyaltyService } from "./loyalty.service.ts";
import { ParcelService } from "./parcel.service.ts";

const itemsPerParcel = 4;

/** What follows from an order, told by events. An event may come twice, so doing it again changes nothing. */
@Controller()
export class FulfilmentController {
  constructor(
    private readonly prisma: PrismaService,
    private readonly parcels: ParcelService,
    private readonly loyalty: LoyaltyService,
  ) {}

  @EventPattern(topics.orderPlaced, Transport.KAFKA)
  async placed(@Payload() { orderId, customerId }: OrderEvent): Promise<void> {
    const order = await this.prisma.order.findUnique({
      where: { id: orderId },
      include: { items: true },
    });
    // Two topics come in any order: it may be cancelled by now.
    if (order?.status !== "placed") return;
    this.parcels.book(orderId);
    const count = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
    const parcels = Math.ceil(count / itemsPerParcel);
    await this.prisma.shipment.upsert({
      where: { orderId },
      create: { orderId, parcels },
      update: { parcels },
    });
    await this.loyalty.recount(customerId);
  }

  /** Slow: a query for each order of the customer. Compare it with its sibling above. */
  @EventPattern(topics.orderCancelled, Transport.KAFKA)
  async cancelled(@Payload() { orderId, customerId }: OrderEvent): Promise<void> {
    await this.prisma.shipment.deleteMany({ where: { orderId } });
    await this.loyalty.recountOneByOne(customerId);
  }
}
