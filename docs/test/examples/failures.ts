import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/failures.md",
  blocks: {
    "When something fails": {
      given: async () => {
        // The port is taken, so there is something to catch.
        await once(createServer((socket) => socket.destroy()).listen(9464), "listening");
        return {};
      },
      warns: /PROMENADE_PORT_IN_USE/,
      check: ({ log }) => assert.match(log(), /^PROMENADE_PORT_IN_USE .*9464/m),
    },
  },
};
