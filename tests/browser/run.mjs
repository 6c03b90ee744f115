// Checks a built site: `node run.mjs [--site DIR] [--prove] [CHECK …]`.
//
// A check is a function from a site (and the address that it is served from) to results:
// `{ name, faults, notes }`, one for each page. Without names all checks run. `--prove` checks, in
// place of a site, that every check finds the faults that it is there for (faults.mjs).

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { browsers } from "./browser.mjs";
import { axe } from "./checks/accessibility.mjs";
import { enlarged } from "./checks/enlarged.mjs";
import { filter } from "./checks/filter.mjs";
import { keyboard } from "./checks/keyboard.mjs";
import { links } from "./checks/links.mjs";
import { htmlValidate, nu } from "./checks/markup.mjs";
import { noscript } from "./checks/noscript.mjs";
import { print } from "./checks/print.mjs";
import { sort } from "./checks/sort.mjs";
import { structure } from "./checks/structure.mjs";
import { terms } from "./checks/terms.mjs";
import { visit } from "./checks/visit.mjs";
import { prove } from "./faults.mjs";
import { serve } from "./server.mjs";
import { readSite } from "./site.mjs";

const CHECKS = { links, structure, nu, "html-validate": htmlValidate, visit, enlarged, axe, keyboard, terms, filter, sort, noscript, print };

/** How many faults and notes of one check are printed. */
const SHOWN = 40;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    site: { type: "string", default: resolve(import.meta.dirname, "../../public") },
    prove: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`unknown check: ${unknown.join(", ")}; there are ${Object.keys(CHECKS).join(", ")}`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(CHECKS);
const open = browsers();
const totals = values.prove ? await proveChecks() : await checkSite(resolve(values.site));
await open.close();
console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);

async function proveChecks() {
  const start = performance.now();
  const results = await prove(CHECKS, names, open);
  return report("prove", results, performance.now() - start);
}

async function checkSite(dir) {
  const site = readSite(dir);
  if (site.pages.length === 0) {
    console.error(`no pages in ${dir}`);
    process.exit(2);
  }
  const server = await serve(site);
  const sum = { passed: 0, failed: 0 };
  const run = async (name) => {
    const start = performance.now();
    const results = await CHECKS[name](site, server.origin, open);
    return [name, results, performance.now() - start];
  };
  // Java works beside the rest, from the start.
  const beside = new Map(names.filter((name) => name === "nu").map((name) => [name, run(name)]));
  for (const name of names) {
    const { passed, failed } = report(...(await (beside.get(name) ?? run(name))));
    sum.passed += passed;
    sum.failed += failed;
  }
  server.close();
  return sum;
}

/** Prints the results of one check and counts them; a check that looked at nothing has failed. */
function report(name, results, milliseconds) {
  const failed = results.filter(({ faults }) => faults.length > 0);
  const lines = failed.flatMap((result) => result.faults.map((fault) => `  ${result.name}: ${fault}`));
  const notes = results.flatMap((result) =>
    (result.notes ?? []).map((note) => `  note: ${result.name}: ${note}`),
  );
  if (results.length === 0) lines.push("  looked at nothing");
  const counts = { passed: results.length - failed.length, failed: failed.length };
  if (results.length === 0) counts.failed = 1;
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  console.log(`${name.padEnd(14)} ${counts.passed} passed, ${counts.failed} failed  ${time}`);
  for (const all of [lines, notes]) {
    for (const line of all.slice(0, SHOWN)) console.log(line);
    if (all.length > SHOWN) console.log(`  … and ${all.length - SHOWN} more`);
  }
  return counts;
}
