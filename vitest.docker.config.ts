import { defineConfig } from "vitest/config";

/** The sample apps in containers: `npm run test:docker`. */
export default defineConfig({
  test: {
    include: ["test-apps/test/docker/*.docker.ts"],
    globalSetup: ["test-apps/test/docker/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 600_000,
    // They mostly wait for the next scrape.
    maxWorkers: 2,
  },
});
