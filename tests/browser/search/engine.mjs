// Holds the search in the browser to that of the build: `node engine.mjs [--index DIR] [--expected FILE]`.
//
// `DIR` has the files of an index as a site has them. Each line of `FILE` is a query, the number of documents
// that the build found for it, the first of them, and the words that it took for meant.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ranking } from "./bundle.mjs";

const { values } = parseArgs({
  options: {
    index: { type: "string", default: resolve(import.meta.dirname, "../../../target/search-index") },
    expected: { type: "string" },
  },
});

/** What was asked for, in the order of it, since the last query. */
const asked = [];

globalThis.config = {
  language: "de",
  german: true,
  ranking: ranking(),
  root: "suche/root.bin",
  files: "assets/search/",
};
globalThis.fetch = async (address, { headers } = {}) => {
  const path = join(values.index, address);
  asked.push(path);
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
const lines = readFileSync(values.expected ?? join(values.index, "expected.tsv"), "utf8").replace(/\n$/, "").split("\n");
for (const line of lines) await check(line);
times.sort((one, other) => one - other);
console.log(`${lines.length} queries, ${times[Math.floor(times.length * 0.95)]?.toFixed(1)} ms for 95 of 100`);
console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);

async function check(line) {
  const [text, count, first, meant = ""] = line.split("\t");
  try {
    const query = parse(text);
    const found = await reading(() => search(query));
    await reading(() => resultsOf(query, found, 0, 10));
    const start = performance.now();
    search(query);
    resultsOf(query, found, 0, 10);
    times.push(performance.now() - start);
    const documents = found.documents.slice(0, first.split(" ").length).join(" ");
    const words = found.meant.map(([, word]) => word).join(" ");
    assert.deepEqual([`${found.documents.length}`, documents, words], [count, first, meant]);
    totals.passed += 1;
  } catch (error) {
    totals.failed += 1;
    if (totals.failed < 20) console.log(`${text}: ${error.message}`);
  }
}
