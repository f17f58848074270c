import type { Check } from "@promenade/core";
import { readerOf } from "./read.ts";

/** Proves the option `pools`: a wrong pool would otherwise only show as panels without data. */
export const checkPools: Check = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value) || readerOf(value))
    return "an object of pools by name, such as { main: pool }";
  for (const [name, pool] of Object.entries(value)) {
    if (name === "") return "an object of pools by name, and no name may be empty";
    if (typeof pool === "function") continue;
    if (typeof pool !== "object" || pool === null)
      return `an object of pools by name, but "${name}" is ${pool === null ? "null" : typeof pool}; a pool that does not exist yet is given as a function: { ${name}: () => pool }`;
    if ("adapterName" in pool)
      return `an object of pools by name, but "${name}" is a driver adapter; wrap it where the client is made: new PrismaClient({ adapter: instrumentAdapter(adapter, { name: "${name}" }) })`;
    if (readerOf(pool) === undefined)
      return `an object of pools by name, but "${name}" is no pool of pg, @neondatabase/serverless, mariadb or mssql`;
  }
  return undefined;
};
