// Lighthouse on one page per template of the site's first language: `node run.mjs [--site DIR] [PATH …]`.
//
// It works as on a phone with a slow connection, in our own browser, which reaches this machine alone. Pages that
// ask not to be found are not asked whether they can be; the page of what is missing is no page to find.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import lighthouse from "lighthouse";
import { launch } from "../browser/browser.mjs";
import { listen } from "../browser/listen.mjs";
import { serve } from "../browser/server.mjs";
import { readSite, templatePages } from "../browser/site.mjs";

/** What a page must reach, of a hundred. */
const LIMITS = { accessibility: 100, "best-practices": 100, seo: 100, performance: 95 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: "string", default: resolve(import.meta.dirname, "../../public") } },
});
const site = readSite(resolve(values.site));
const { language } = site.pages.find(({ path }) => path === "/");
const pages = templatePages(site).filter((page) => page.language === language && page.file !== "404.html");
const chosen = positionals.length > 0 ? pages.filter(({ path }) => positionals.includes(path)) : pages;

const server = await serve(site);
const port = await freePort();
const browser = await launch([`--remote-debugging-port=${port}`]);
const failed = [];
for (const page of chosen) {
  const { scores, faults } = await judge(page);
  const low = Object.entries(LIMITS).filter(([category, limit]) => !(scores[category] >= limit));
  if (low.length > 0) failed.push(page);
  const line = Object.keys(LIMITS).map((category) => `${category} ${scores[category]}`);
  console.log(`${low.length > 0 ? "FAILED" : "good  "} ${page.path.padEnd(50)} ${line.join(", ")}`);
  if (low.length > 0) for (const fault of faults) console.log(`  ${fault}`);
}
await browser.close();
server.close();
console.log(`lighthouse: ${chosen.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 || chosen.length === 0 ? 1 : 0);

/** The scores of a page, of a hundred, and what keeps them from being full. */
async function judge(page) {
  const hides = page.elements.some(({ attributes }) => attributes.name === "robots" && /noindex/.test(attributes.content));
  const skipAudits = hides ? ["is-crawlable"] : [];
  const options = { port, logLevel: "error", onlyCategories: Object.keys(LIMITS), skipAudits };
  const { lhr } = await lighthouse(server.origin + page.path, options);
  if (lhr.runtimeError) return { scores: {}, faults: [lhr.runtimeError.message] };
  const categories = Object.values(lhr.categories);
  const scores = Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(score * 100)]));
  const weighed = categories.flatMap(({ auditRefs }) => auditRefs).filter(({ weight }) => weight > 0);
  const audits = [...new Set(weighed.map(({ id }) => lhr.audits[id]))].filter(({ score }) => score !== null && score < 1);
  return { scores, faults: audits.map(({ id, title, displayValue = "" }) => `${id}: ${title} ${displayValue}`) };
}

async function freePort() {
  const { origin, close } = await listen(() => {});
  close();
  return new URL(origin).port;
}
