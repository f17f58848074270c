import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Of this package: `src/server` and `dist/server` are equally deep. */
const root = fileURLToPath(new URL("../../", import.meta.url));
const uplot = dirname(createRequire(import.meta.url).resolve("uplot"));

const files: Readonly<Record<string, string>> = {
  "/style.css": join(root, "assets", "style.css"),
  "/icon.svg": join(root, "assets", "icon.svg"),
  "/vendor/uplot.js": join(uplot, "uPlot.esm.js"),
  "/vendor/uplot.css": join(uplot, "uPlot.min.css"),
};

const importMap = JSON.stringify({ imports: { uplot: "/vendor/uplot.js" } });
const importMapHash = createHash("sha256").update(importMap).digest("base64");

/** Nothing but our own files runs, nothing is fetched from elsewhere, and no text can become HTML. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${importMapHash}'`,
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>Promenade</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/vendor/uplot.css">
<link rel="stylesheet" href="/style.css">
<script type="importmap">${importMap}</script>
<script type="module" src="/page/main.js"></script>
</head>
<body><noscript>This page draws with JavaScript, from this server only.</noscript></body>
</html>
`;

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const pageModule = /^\/page\/(?:[a-z0-9-]+\/)*[a-z0-9-]+\.js$/;

/** A file of the page; `undefined` when there is none by that path. */
export async function assetAt(path: string): Promise<Asset | undefined> {
  const file = pageModule.test(path) ? join(root, "dist", ...path.split("/")) : files[path];
  if (file === undefined) return undefined;
  try {
    const type = types[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    return { type, body: await readFile(file) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
