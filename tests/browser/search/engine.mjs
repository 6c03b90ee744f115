// Holds the search in the browser to that of the build: `node engine.mjs` asks what `tests/twins.rs` wrote down.
//
// `target/search-index/` has a folder for each language: the files of an index, and `expected.tsv`, of which each
// line is a query, the number of documents that the build found for it, the first of them, and the words that it
// took for meant.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { ranking } from "./bundle.mjs";

const INDEX = resolve(import.meta.dirname, "../../../target/search-index");
const [language] = process.argv.slice(2);

if (!language) {
  // A language for each process: modules know of one alone.
  const { spawnSync } = await import("node:child_process");
  const totals = { passed: 0, failed: 0 };
  for (const language of existsSync(INDEX) ? readdirSync(INDEX).sort() : []) {
    const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, language], { encoding: "utf8" });
    process.stdout.write(stdout.replace(/^browser:.*\n/m, "") + stderr);
    const [, passed, failed] = stdout.match(/^browser: (\d+) passed, (\d+) failed/m) ?? [0, 0, 1];
    totals.passed += +passed;
    totals.failed += +failed;
  }
  console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);
}

const base = language.split("-")[0];
const stems = { de: "stem-de.js", en: "stem-en.js" }[base];
// Modules name the German stems; a bundle has those of its language.
const hooks = `export const resolve = (name, context, next) =>
  name === "./stem-de.js" ? next(${JSON.stringify(stems ? "./" + stems : "data:text/javascript,export const stops = new Set(); export const suffixes = []; export const stem = (word) => word;")}, context) : next(name, context);`;
register("data:text/javascript," + encodeURIComponent(hooks));

globalThis.config = {
  language,
  german: base === "de",
  ranking: ranking(),
  root: "root.bin",
  files: "",
};
globalThis.fetch = async (address, { headers } = {}) => {
  const path = join(INDEX, language, address);
  if (!existsSync(path)) return new Response(null, { status: 404 });
  const bytes = readFileSync(path);
  const range = headers?.range?.match(/^bytes=(\d+)-(\d+)$/);
  return range
    ? new Response(bytes.subarray(+range[1], +range[2] + 1), { status: 206 })
    : new Response(bytes);
};

const { reading } = await import("../../../src/search/client/files.js");
const { parse, search } = await import("../../../src/search/client/engine.js");
const { resultsOf } = await import("../../../src/search/client/results.js");

const totals = { passed: 0, failed: 0 };
const times = [];
const lines = readFileSync(join(INDEX, language, "expected.tsv"), "utf8").split("\n");
for (const line of lines) await check(line);
times.sort((one, other) => one - other);
const most = times[Math.floor(times.length * 0.95)];
console.log(`${language}: ${lines.length} queries, 95 of 100 within ${most?.toFixed(1)} ms`);
console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);

async function check(line) {
  const [text, count, first, meant] = line.split("\t");
  try {
    const query = parse(text);
    const found = await reading(() => search(query));
    await reading(() => resultsOf(query, found, 0, 10));
    const start = performance.now();
    search(query);
    resultsOf(query, found, 0, 10);
    times.push(performance.now() - start);
    const documents = found.documents.slice(0, 10).join(" ");
    const words = found.meant.map(([, word]) => word).join(" ");
    assert.deepEqual([`${found.documents.length}`, documents, words], [count, first, meant]);
    totals.passed += 1;
  } catch (error) {
    totals.failed += 1;
    if (totals.failed < 20) console.log(`${language}: ${text}: ${error.message}`);
  }
}
