import { describePlugin } from "../src/index.ts";
import { breakfast, toaster } from "./fixtures/toaster.ts";

describePlugin((filter) => toaster(filter), {
  exercise: breakfast,
  conditional: { fires: "a fire" },
  emptyPanels: { "Disasters / Fires": "there was no fire" },
});
