import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Example } from "../run/example.ts";

const setUp = `import { promenade } from "@promenade/core";
import { prisma } from "@promenade/prisma";
import { levels } from "./levels.ts";

export const metrics = promenade({ service: "shop", plugins: [prisma(), levels()] });
`;

/** Plain rules, as somebody would write them by hand. */
const rules = `groups:
  - name: shop
    rules:
      - alert: ShopStatementsFail
        expr: sum by (job) (rate(prisma_operation_errors_total[5m])) > 1
        for: 10m
        labels: { severity: warning }
        annotations:
          summary: Calls of Prisma fail.
          description: "{{ $labels.job }}: {{ $value }} a second."
          runbook_url: https://wiki.example.com/runbooks/shop
`;

export const example: Example = {
  page: "docs/guides/alerts.md",
  files: { "promenade.ts": setUp, "rules/shop.yaml": rules },
  afterCommands: async (directory) => {
    for (const name of ["prisma", "levels"])
      await access(join(directory, "dashboards", `${name}.rules.yaml`));
  },
};
