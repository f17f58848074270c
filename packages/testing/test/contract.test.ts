import { testPlugin } from "../src/index.ts";
import { breakfast, flood, toaster } from "./fixtures/toaster.ts";

testPlugin((filter) => toaster(filter), {
  exercise: breakfast,
  hostile: flood,
  conditional: { fires: "a fire" },
  emptyPanels: { "Disasters / Fires": "there was no fire" },
});
