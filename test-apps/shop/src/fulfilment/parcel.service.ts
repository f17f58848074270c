import { Injectable } from "@nestjs/common";

/** How many calls fail after a start: one more than the consumer tries in a row. */
const coldCalls = 4;

/** Stands for a service of somebody else, which does not always answer. Broken on purpose. */
@Injectable()
export class ParcelService {
  #calls = 0;
  readonly #failed = new Set<number>();

  /** A call that fails succeeds when it is made again, but not while the service wakes up. */
  book(orderId: number): void {
    this.#calls += 1;
    const isUnwilling = orderId % 10 === 0 && !this.#failed.delete(orderId);
    if (this.#calls > coldCalls && !isUnwilling) return;
    this.#failed.add(orderId);
    throw new Error("The parcel service did not answer");
  }
}
