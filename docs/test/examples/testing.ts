import { strict as assert } from "node:assert";
import { subscribe } from "node:diagnostics_channel";
import { promenade } from "@promenade/core";
import * as fixture from "../../../packages/testing/test/fixtures/toaster.ts";
import type { Example } from "../run/example.ts";

const { alerts, breakfast, flood, toaster } = fixture;
const toasts: unknown[] = [];

export const example: Example = {
  page: "packages/testing/README.md",
  services: ["postgres"],
  files: { "test/schema.sql": "CREATE TABLE toasts (id SERIAL PRIMARY KEY);" },
  blocks: {
    Use: { given: () => ({ toaster, breakfast, flood, alerts }) },
    "Use (2)": {
      writesPorts: true,
      given: async () => {
        await promenade({ service: "shop" }).start();
        return {};
      },
      check: ({ log }) => assert.match(log(), /^postgres\S+ \S/m),
    },
    "Events and what was recorded": {
      given: () => {
        subscribe("toaster.toast", (toast) => void toasts.push(toast));
        return { breakfast };
      },
      check: () => {
        assert.equal(toasts.length, 4);
        assert.deepEqual(toasts.slice(2), toasts.slice(0, 2));
      },
    },
    "Apps of your own tests": { given: () => ({ toaster, breakfast }) },
  },
};
