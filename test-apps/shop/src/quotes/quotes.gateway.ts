import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WsException,
  type WsResponse,
} from "@nestjs/websockets";
import { PrismaService } from "../database/prisma.service.ts";

interface Line {
  readonly productId: number;
  readonly quantity: number;
}

/** The basket's total while the customer still fills it, over a WebSocket on /quotes. */
@WebSocketGateway({ path: "/quotes" })
export class QuotesGateway {
  constructor(private readonly prisma: PrismaService) {}

  @SubscribeMessage("quote")
  async quote(@MessageBody() lines: readonly Line[]): Promise<WsResponse<number>> {
    const ids = lines.map(({ productId }) => productId);
    const products = await this.prisma.product.findMany({ where: { id: { in: ids } } });
    const prices = new Map(products.map(({ id, priceCents }) => [id, priceCents]));
    let totalCents = 0;
    for (const { productId, quantity } of lines) {
      const price = prices.get(productId);
      if (price === undefined) throw new WsException(`There is no product ${productId}`);
      totalCents += price * quantity;
    }
    return { event: "quote", data: totalCents };
  }
}
