// Makes ../bundle of src: one script, one style sheet, the page, and the licences of what is inside.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = new URL("../bundle/", import.meta.url);
const result = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { explorer: "src/main.ts" },
  outdir: out.pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { explorer: "src/explorer.css" },
  outdir: out.pathname,
  minify: true,
  logLevel: "warning",
});

const inside = Object.keys(result.metafile.inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
const licences = [...new Set(inside)].sort().map(async (name) => {
  const folder = new URL(`node_modules/${name}/`, import.meta.url);
  const { version, license } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const text = await readFile(new URL("LICENSE", folder), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
});
await mkdir(out, { recursive: true });
await writeFile(new URL("LICENSES.txt", out), (await Promise.all(licences)).join(`\n${"-".repeat(72)}\n\n`));
for (const name of ["index.html", "icon.svg"]) await copyFile(new URL(`src/${name}`, import.meta.url), new URL(name, out));
