import { strict as assert } from "node:assert";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "packages/promql/README.md",
  blocks: {
    Use: {
      check: ({ exports }) => {
        assert.match(JSON.stringify(exports["now"]), /"value":2\b/);
        assert.match(JSON.stringify(exports["graph"]), /\b90\b/);
      },
    },
    "Use (2)": { check: ({ log }) => assert.equal(log(), "firing") },
  },
};
