import { createPostgresBackend, setDefaultBackendFactory } from "bullmq";
import { settings } from "../settings.ts";

/** Jobs are kept in Redis when there is one, and otherwise in the shop's own PostgreSQL. */
export const connection =
  settings.redisUrl === undefined
    ? { connectionString: settings.databaseUrl, max: 3, migrate: true }
    : { url: settings.redisUrl };

if (settings.redisUrl === undefined) setDefaultBackendFactory(createPostgresBackend as never);
