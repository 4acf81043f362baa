/**
 * Bundle the scripts and the style sheets of the page.
 *
 * node bundle.mjs TOOLS OUT: the bundlers come from TOOLS/node_modules, the files go to the folder OUT.
 */

import { createRequire } from "node:module";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const [tools, out] = argv.slice(2).map((path) => resolve(path));
const page = import.meta.dirname;
const installed = createRequire(join(tools, "package.json"));

/** What bundles begin with. */
const SCRIPTS = [
  "first.js",
  "main.js",
  "crowd.js",
  "deflated.js",
  "own.js",
  "members.js",
  "mini-map.js",
  "mixes.js",
  "pairs.js",
  "picture.js",
  "small.js",
  "widget.js",
];

/** @param {string} name */
const load = (name) => import(pathToFileURL(installed.resolve(name)).href);

const [{ rolldown }, { bundle }] = await Promise.all([load("rolldown"), load("lightningcss")]);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

/**
 * A classic script for the page: opened from disk, it cannot import modules. A notebook imports one.
 * @param {string} script
 * @param {"iife" | "es"} format
 */
async function writeScript(script, format = "iife") {
  const scripts = await rolldown({
    input: join(page, "js", script),
    platform: "browser",
    transform: { target: "es2022" },
    // What only deserves a warning elsewhere, such as a circle of imports, ends the work here.
    onLog: (level, log) => {
      throw new Error(`${level}: ${log.message}`);
    },
    checks: { circularDependency: true },
  });
  const { output } = await scripts.generate({ format, strict: true, comments: false, minify: true });
  await writeFile(join(out, script.replace("main", "page")), `${output[0].code.trim()}\n`);
  await scripts.close();
}
await Promise.all([...SCRIPTS.map((script) => writeScript(script)), writeScript("widget-host.js", "es")]);

/** @param {string} sheet */
async function writeSheet(sheet) {
  const { code } = bundle({ filename: join(page, "css", sheet), minify: true });
  await writeFile(join(out, sheet), `${new TextDecoder().decode(code).trim()}\n`);
}
const sheets = [
  "page.css",
  "gallery.css",
  "layers.css",
  "mixes.css",
  "own.css",
  "members.css",
  "pairs.css",
  "small.css",
];
await Promise.all(sheets.map(writeSheet));
