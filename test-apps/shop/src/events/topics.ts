import { settings } from "../settings.ts";

/** The topics that this shop writes and reads. They are made before it starts: see its README. */
export const topics = {
  orderPlaced: `${settings.kafkaPrefix}order.placed`,
  orderCancelled: `${settings.kafkaPrefix}order.cancelled`,
  stockLow: `${settings.kafkaPrefix}stock.low`,
  /** Nobody has made this one, on purpose. */
  refundWanted: `${settings.kafkaPrefix}refund.wanted`,
} as const;

export interface OrderEvent {
  readonly orderId: number;
  readonly customerId: number;
}

export interface LowStock {
  readonly sku: string;
  readonly stock: number;
}
