import { createHash } from "node:crypto";

/** As persisted queries are asked for. */
export function hashOf(query: string): string {
  return createHash("sha256").update(query).digest("hex");
}
