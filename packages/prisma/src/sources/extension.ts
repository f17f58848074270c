import { currentSpan, observe } from "./observe.ts";

/** What Prisma hands to a query extension. */
interface QueryCall {
  readonly model?: string | undefined;
  readonly operation: string;
  readonly args: unknown;
  readonly query: (args: never) => Promise<unknown>;
}

/** A client extension that reports operations. */
export interface OperationsExtension {
  readonly name: string;
  readonly query: { $allOperations(call: QueryCall): Promise<unknown> };
}

/**
 * For clients that Prisma's own hook does not reach (an edge runtime, another realm): operations and their errors, by a
 * public client extension. `const client = new PrismaClient().$extends(operationsExtension())`.
 * Beside the hook it adds nothing.
 */
export function operationsExtension(): OperationsExtension {
  return {
    name: "promenade",
    query: {
      $allOperations({ model = "", operation, args, query }) {
        // As Prisma's own hook calls it.
        const method = operation.replace(/^\$/, "").replace(/Unsafe$/, "");
        const around = currentSpan();
        if (around?.kind === "operation" && around.model === model && around.method === method)
          return query(args as never);
        // Prisma begins when it is awaited, and that must be inside.
        return observe(
          { kind: "operation", model, method },
          async () => await query(args as never),
        );
      },
    },
  };
}
