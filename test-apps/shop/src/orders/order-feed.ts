import { Injectable } from "@nestjs/common";
import { PubSub } from "graphql-subscriptions";
import { Subject } from "rxjs";

export interface PlacedOrder {
  readonly id: number;
  readonly totalCents: number;
}

/** Tells whoever watches about every order, as it is placed. */
@Injectable()
export class OrderFeed {
  readonly placed = new Subject<PlacedOrder>();
  /** The same for GraphQL, which reads events one by one. */
  readonly #events = new PubSub<{ readonly orderPlaced: { readonly orderPlaced: PlacedOrder } }>();

  async announce(order: PlacedOrder): Promise<void> {
    this.placed.next(order);
    await this.#events.publish("orderPlaced", { orderPlaced: order });
  }

  events(): AsyncIterableIterator<{ readonly orderPlaced: PlacedOrder }> {
    return this.#events.asyncIterableIterator("orderPlaced");
  }
}
