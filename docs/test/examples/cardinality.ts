import { strict as assert } from "node:assert";
import type { Gauge } from "@promenade/core";
import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/cardinality.md",
  blocks: {
    "Choose labels": {
      check: async ({ exports, text }) => {
        const onUpload = exports["onUpload"] as (contentType: string) => void;
        for (const type of ["image/png", "application/pdf", "text/html"]) onUpload(type);
        const kinds = ["image", "document", "other"];
        const series = kinds.map((kind) => `shop_uploads_total{kind="${kind}"} 1`);
        assertSeries(await text(), ...series);
      },
    },
    "Make it smaller": {
      check: async ({ exports, text }) => {
        (exports["connected"] as Gauge<"printer">).set({ printer: "north" }, 1);
        assertSeries(await text(), 'shop_printers_connected{printer="north"} 1');
        (exports["onDisconnect"] as (printer: string) => void)("north");
        assert.doesNotMatch(await text(), /^shop_printers_connected\{/m);
      },
    },
  },
};
