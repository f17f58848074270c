import { describePlugin } from "@promenade/testing";
import { node } from "../src/index.ts";
import { block, wait } from "./helpers.ts";

describePlugin((filter) => node(filter), {
  exercise: async () => {
    block(30);
    await wait(30);
  },
  conditional: {
    cpuThrottled: "a control group with a CPU quota",
  },
});
