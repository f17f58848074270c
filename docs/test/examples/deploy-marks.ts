import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Promenade } from "@promenade/core";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/deploy-marks.md",
  environment: {
    RELEASE: "1.4.2",
    COMMIT: "5f2c9e1",
    DEPLOYED_BY: "ada@example.com",
    STAGE: "production",
  },
  afterCommands: async (directory) => {
    const given = await readFile(join(directory, "docker-arguments"), "utf8");
    assert.match(given, /^GIT_SHA=[0-9a-f]{40}$/m);
    assert.match(given, /^GIT_AUTHOR=.+$/m);
    assert.match(given, /^APP_VERSION=1\.4\.2$/m);
  },
  blocks: {
    "Where the facts come from": {
      check: async ({ exports, scrape }) => {
        await (exports["metrics"] as Promenade).start();
        assert.match(
          (await scrape()).text,
          /^promenade_start_time_seconds\{service_name="shop",version="1\.4\.2",revision="5f2c9e1",author="ada",environment="production"\} \d/m,
        );
      },
    },
  },
};
