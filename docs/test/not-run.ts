/**
 * Blocks that nothing runs, each with the reason: `page: language id`. Whatever is not named here is run, so an entry
 * needs a better reason than that a test is missing.
 */
export const notRun: Readonly<Record<string, string>> = {
  ...sampleApps(),
  "CONTRIBUTING.md: sh Set up":
    "The scripts of this repository, each of which .ci/run or its own test starts.",
  "CONTRIBUTING.md: sh Releasing": "It publishes. Nothing but a person may do that.",
  "README.md: sh See it": "The demo has a step of its own in .ci/run.",
  "README.md: sh See it (2)": "It is what starts this test.",
  "docs/decisions/0014-deploy-marks-from-a-metric.md: text Decision":
    "It names labels, and is no query; the guide of deploy marks has the series, which is read.",
  "docs/guides/getting-started.md: text 2. One file":
    "Output: docs/test/examples/getting-started.ts compares it with what the block before it logs.",
  "docs/guides/grafana-cloud.md: text 1. The metrics":
    "Only Grafana Alloy reads its configuration, and no package registry has it.",
  "packages/cli/README.md: text doctor":
    "Output for an app and a Prometheus in trouble; packages/cli/test/doctor proves each of its lines.",
  "packages/cli/README.md: text compare":
    "Output for a deploy that went wrong; packages/cli/test/compare proves such reports.",
};

/** Whole apps and packages, which tests of their own install from packed tarballs, start and drive. */
function sampleApps(): Readonly<Record<string, string>> {
  const app =
    "npm run demo or test-apps/test starts this app from packed packages; npm run test:docker does so in containers.";
  const plugin =
    "A package that is not installed here; its own tests, from packed tarballs, use it so.";
  return {
    "packages/create-plugin/template/README.md: sh Install": plugin,
    "packages/create-plugin/template/README.md: ts Use": plugin,
    "test-apps/promenade-plugin-ioredis/README.md: sh Install": plugin,
    "test-apps/promenade-plugin-ioredis/README.md: ts Use": plugin,
    "test-apps/nest-matrix/README.md: sh NestJS matrix":
      "It starts a test that npm test starts too.",
    "test-apps/nest11-fastify/README.md: sh Run it": app,
    "test-apps/nest11-fastify/README.md: sh Run it (2)": app,
    "test-apps/shop/README.md: sh Run it": app,
    "test-apps/worker/README.md: sh Run it": app,
    "test-apps/worker/README.md: sh Run it (2)": app,
    "test-apps/yoga/README.md: sh Run it": app,
    "test-apps/yoga/README.md: sh Run it (2)": app,
  };
}
