/**
 * Check files of HTML against the standard.
 *
 * node markup.mjs TOOLS FILE...: the checker comes from TOOLS/node_modules; prints a JSON list of problems.
 */

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const [tools, ...files] = argv.slice(2);
const installed = createRequire(join(tools, "package.json"));
const { HtmlValidate } = await import(pathToFileURL(installed.resolve("html-validate")).href);
const checker = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });

const problems = [];
for (const file of files) {
  const { results } = await checker.validateString(await readFile(file, "utf8"));
  for (const { ruleId, message, selector } of results.flatMap(({ messages }) => messages))
    problems.push(`${basename(file)}: ${ruleId}: ${message} (${selector})`);
}
console.log(JSON.stringify(problems));
