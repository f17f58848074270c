import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { temporaryDirectory } from "@promenade/testing/services";
import { runProgram } from "../support/programs.ts";

/** What the release's migration does. The sleep stands for the tables that a shop has after some years. */
export const migration = `
CREATE VIEW product_sales AS
  SELECT product_id, sum(quantity)::integer AS sold
  FROM order_items CROSS JOIN pg_sleep(0.8)
  GROUP BY product_id;
`;

interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** A product now tells how often it was sold: one query more, for whoever looks at one product. */
const edits: readonly Edit[] = [
  { file: "package.json", before: `"version": "1.0.0"`, after: `"version": "1.1.0"` },
  {
    file: "prisma/schema.prisma",
    before: "enum OrderStatus {",
    after: `model ProductSales {
  productId Int @id @map("product_id")
  sold      Int

  @@map("product_sales")
}

enum OrderStatus {`,
  },
  {
    file: "src/products/products.service.ts",
    before: "    return product;\n",
    after: `    const where = { productId: id };
    const sales = await this.prisma.productSales.findUnique({ where });
    return Object.assign(product, { sold: sales?.sold ?? 0 });
`,
  },
];

/** Makes and builds the release that follows the shop in `directory`, beside it; gives its directory. */
export async function buildNextRelease(directory: string): Promise<string> {
  const next = temporaryDirectory("shop-next");
  const filter = (path: string): boolean => basename(path) !== "node_modules";
  await cp(directory, next, { recursive: true, filter });
  await symlink(join(directory, "node_modules"), join(next, "node_modules"), "junction");
  for (const { file, before, after } of edits) {
    const text = await readFile(join(next, file), "utf8");
    if (text.split(before).length !== 2)
      throw new Error(`The shop's ${file} has not exactly one ${before}: mend the next release.`);
    await writeFile(
      join(next, file),
      text.replace(before, () => after),
    );
  }
  await runProgram("npm", ["run", "build"], { cwd: next });
  return next;
}
