import { describe, expect, it } from "vitest";
import { blocksOf } from "./blocks.ts";
import { notRun } from "./not-run.ts";
import { readPages } from "./pages.ts";
import { dockerfileProblems, textProblems, yamlProblems } from "./run/data.ts";

const blocks = [...(await readPages())]
  .flatMap(([page, text]) => blocksOf(page, text))
  .filter(({ page, language, id }) => !(`${page}: ${language} ${id}` in notRun));
const yaml = blocks.filter(({ language }) => language === "yaml");
const dockerfiles = blocks.filter(({ language }) => language === "dockerfile");
const text = blocks.filter(({ language }) => language === "text");

describe("the data in the documentation", () => {
  it.each(yaml)(
    "$page:$line $id is what its reader takes",
    { timeout: 300_000 },
    async ({ code }) => {
      expect(await yamlProblems(code)).toEqual([]);
    },
  );

  it.each(text)("$page:$line $id is a query or metrics that exist", ({ code }) => {
    expect(textProblems(code)).toEqual([]);
  });

  it.each(dockerfiles)("$page:$line $id gives what Promenade reads", async ({ code }) => {
    expect(await dockerfileProblems(code)).toEqual([]);
  });

  it("would be found wrong", { timeout: 300_000 }, async () => {
    expect(textProblems("rate(promenade_serie[5m])")).not.toEqual([]);
    expect(textProblems('promenade_start{version="1"} 1')).not.toEqual([]);
    expect(await yamlProblems("scrape_configs: [{ jobname: shop }]")).not.toEqual([]);
    expect(await yamlProblems("- alert: Gone\n  expr: absent(up")).not.toEqual([]);
    expect(await yamlProblems("route: { receiver: nobody }\nreceivers: []")).not.toEqual([]);
    expect(await yamlProblems("apiVersion: v1\nkind: Deployment")).not.toEqual([]);
    expect(await yamlProblems("annotations: {}")).not.toEqual([]);
    expect(await dockerfileProblems("ARG GIT_HASH\nENV X=1 GIT_HASH=$GIT_HASH")).not.toEqual([]);
  });
});
