// npm install [flags] [package…]: every package is one that can be had. What a page installs is there already.
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../pages.ts";

const named = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
const installed = join(repository, "node_modules");
if (named.length === 0 && !existsSync("node_modules")) symlinkSync(installed, "node_modules");
const missing = named.filter((name) => !existsSync(join(installed, name, "package.json")));
if (missing.length > 0) throw new Error(`There is no package ${missing.join(", ")}.`);
