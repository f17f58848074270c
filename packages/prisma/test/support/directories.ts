import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** The generated clients; git ignores both. */
export const directories: { readonly prisma6: string; readonly prisma7: string } = {
  prisma6: join(root, ".cache/prisma6"),
  prisma7: join(root, "generated/prisma7"),
};

export const prisma6Version = "6.19.3";
