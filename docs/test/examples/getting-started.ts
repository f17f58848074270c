import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { blocksOf } from "../blocks.ts";
import { repository } from "../pages.ts";
import type { Example } from "../run/example.ts";

const page = await readFile(join(repository, "docs/guides/getting-started.md"), "utf8");
const block = blocksOf("page", page).find(({ id }) => id === "promenade.ts");
const setUp = `import pg from "pg";\n${block?.code}`;
const pool = (): object => ({
  pool: new pg.Pool({ connectionString: process.env["DATABASE_URL"] }),
});

export const example: Example = {
  page: "docs/guides/getting-started.md",
  services: ["postgres"],
  // The commands read a set-up whose pool is at hand.
  files: { "promenade.ts": setUp.replace("main: pool", "main: new pg.Pool()") },
  blocks: {
    "promenade.ts": { given: () => ({ ...pool() }) },
    "2. One file": {
      given: () => ({ ...pool(), startTheApp: () => Promise.resolve() }),
      check: async ({ log, scrape }) => {
        assert.ok(page.includes(`\n${log()}\n`), `The page has another line than: ${log()}`);
        const { text } = await scrape();
        assert.match(
          text,
          /^db_client_connection_max\{db_client_connection_pool_name="main"\} 10$/m,
        );
      },
    },
    "app.module.ts": {
      given: () => ({ ...pool() }),
      check: async ({ exports, scrape }) => {
        const { NestFactory } = await import("@nestjs/core");
        const app = await NestFactory.create(exports["AppModule"] as new () => object, {
          logger: false,
        });
        await app.listen(3000);
        assert.match((await scrape()).text, /^db_client_connection_max\{/m);
        await app.close();
      },
    },
    "6. A metric of your own": {
      given: () => ({ ...pool() }),
      check: async ({ text }) => {
        assert.match(await text(), /^shop_orders_total\{channel="web"\} 2$/m);
        assert.match(await text(), /^shop_basket_size_sum\{channel="web"\} 3$/m);
      },
    },
  },
};
