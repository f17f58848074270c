import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from "@nestjs/common";
import type { Producer } from "kafkajs";
import { settings } from "../settings.ts";
import { eventWriter } from "./kafka.ts";
import { type LowStock, type OrderEvent, topics } from "./topics.ts";

const isOn = settings.kafkaBrokers !== undefined;
const writesAll = {
  idempotent: true,
  maxInFlightRequests: 1,
  transactionalId: `${settings.kafkaPrefix}shop-stock`,
};

/** Tells the world what happens in the shop, by Kafka. Without Kafka it tells nobody. */
@Injectable()
export class EventsService implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger(EventsService.name);
  readonly #events = isOn ? eventWriter("events", { retry: { retries: 3 } }) : undefined;
  readonly #stock = isOn ? eventWriter("stock", writesAll) : undefined;

  async onModuleInit(): Promise<void> {
    await Promise.all([this.#events?.connect(), this.#stock?.connect()]);
  }

  orderPlaced(event: OrderEvent): void {
    this.#send(topics.orderPlaced, event.customerId, event);
  }

  orderCancelled(event: OrderEvent): void {
    this.#send(topics.orderCancelled, event.customerId, event);
  }

  refundWanted(event: { readonly orderId: number }): void {
    this.#send(topics.refundWanted, event.orderId, event);
  }

  /** All of them or none, in one transaction. One call at a time. */
  async stockLow(products: readonly LowStock[]): Promise<void> {
    if (this.#stock === undefined) return;
    const producer: Producer = await this.#stock.connect();
    const transaction = await producer.transaction();
    try {
      const messages = products.map(({ sku, stock }) => ({ key: sku, value: String(stock) }));
      await transaction.send({ topic: topics.stockLow, messages });
      await transaction.commit();
    } catch (error) {
      await transaction.abort();
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#events?.close(), this.#stock?.close()]);
  }

  /** Nobody waits for it. Events with the same key stay in order. */
  #send(topic: string, key: number, value: object): void {
    this.#events?.emit(topic, { key: String(key), value }).subscribe({
      error: (error: Error) =>
        this.#logger.error(`An event for ${topic} is lost: ${error.message}`),
    });
  }
}
