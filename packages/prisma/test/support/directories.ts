import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** The generated clients, and the lock of the one who generates them; git ignores all. */
export const directories: {
  readonly prisma6: string;
  readonly prisma7: string;
  readonly lock: string;
} = {
  prisma6: join(root, ".cache/prisma6"),
  prisma7: join(root, "generated/prisma7"),
  lock: join(root, ".cache/lock"),
};

export const prisma6Version = "6.19.3";
