import { defineConfig } from "vitest/config";

/** The sample apps in containers: `npm run test:docker`. */
export default defineConfig({
  test: {
    include: ["test-apps/test/docker/*.docker.ts"],
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});
