// kubectl apply --filename <folder>: what a cluster would see at once.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { manifestProblems } from "./manifests.ts";

const [, folder = ""] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
if (files.length === 0) throw new Error(`${folder} has no manifests.`);
for (const name of files)
  for (const document of parseAllDocuments(readFileSync(join(folder, name), "utf8"))) {
    const problems = manifestProblems(document.toJS() as object);
    if (problems.length > 0) throw new Error(`${name}: ${problems.join(" ")}`);
  }
