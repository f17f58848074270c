import { Pool } from "pg";
import { settings } from "../settings";

/** One pool for the process. It is made here, and not inside Prisma, so that it can be observed. */
export const pool = new Pool({
  connectionString: settings.databaseUrl,
  max: 5,
  connectionTimeoutMillis: 5_000,
});

// Without a listener, a connection that breaks while idle would end the process.
pool.on("error", (error) => console.error(`An idle database connection broke: ${error.message}`));
