/** Errors of Prisma Client that carry no code of their own, by class. */
const byName: Readonly<Record<string, string | undefined>> = {
  PrismaClientValidationError: "validation",
  PrismaClientInitializationError: "initialization",
  PrismaClientRustPanicError: "panic",
  PrismaClientUnknownRequestError: "unknown_request",
  DriverAdapterError: "driver",
};

/**
 * A bounded word for an error: Prisma's own code (`P2002`), a system error (`ECONNREFUSED`), the kind of a Prisma error,
 * or `other` for what the app itself threw.
 */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "other";
  const { code, errorCode: initialization, name } = error as Readonly<Record<string, unknown>>;
  for (const candidate of [code, initialization]) {
    if (typeof candidate === "string" && /^(?:P\d{4}|E[A-Z]{3,20})$/.test(candidate))
      return candidate;
  }
  return (typeof name === "string" ? byName[name] : undefined) ?? "other";
}

/** Prisma's code for a transaction that could not start in time or ran for too long. */
export const transactionTimeout = "P2028";
