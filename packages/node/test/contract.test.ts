import { describePlugin } from "@promenade/testing";
import { node } from "../src/index.ts";
import { block, wait } from "./helpers.ts";

// Named, because the tests also run from the repository's root, which depends on nothing at run time.
describePlugin((filter) => node({ dependencies: ["vitest"], ...filter }), {
  exercise: async () => {
    block(30);
    await wait(30);
  },
  conditional: {
    cpuThrottled: "a control group with a CPU quota",
  },
});
