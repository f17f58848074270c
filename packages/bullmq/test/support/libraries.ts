import * as bullmq6 from "bullmq";
import * as bullmq5 from "bullmq5";

/** Both majors, of which the second is used as if it were the first: what differs is not called here. */
export const libraries: readonly (readonly [string, typeof bullmq6])[] = [
  ["BullMQ 6", bullmq6],
  ["BullMQ 5", bullmq5 as unknown as typeof bullmq6],
];
