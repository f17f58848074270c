import { Injectable } from "@nestjs/common";
import { Subject } from "rxjs";

export interface PlacedOrder {
  readonly id: number;
  readonly totalCents: number;
}

/** Tells whoever watches about every order, as it is placed. */
@Injectable()
export class OrderFeed {
  readonly placed = new Subject<PlacedOrder>();
}
