// Measures a search in the browser: `node bench.mjs < JOB > RESULT`, both JSON. `scripts/bench-search` makes
// the jobs, and tables of what comes out.
//
// A job has `folder` (a built site), `engine` (a name of engines.mjs), `queries`, `ranges` (whether the host
// sends parts of files) and a `task`:
//
//   bytes    each query in a profile of its own, and behind it the next one in the same page; of both, what
//            was loaded, the time until results were there, and these: `{ queries: [{ first, next }] }`
//   answers  all queries in one page, once to load all that they need, then `passes` times to take the time:
//            what was found for each, and the least of its times: `{ answers: [{ results, search, shown }] }`
//
// Whatever went wrong stands in `faults`: a file that is missing, an error on a page, something of the search
// that was loaded before there was a query.

import { readFileSync } from "node:fs";
import { launch } from "../browser.mjs";
import { ENGINES } from "./engines.mjs";
import { host } from "./host.mjs";

const TASKS = { bytes, answers };

/** What belongs to a search: nothing of it may be loaded before somebody wants to search. */
const OWN = /\/assets\/search\/(?!loader-)|\/root\.bin$|\/pagefind/;

const job = JSON.parse(readFileSync(0, "utf8"));
const engine = ENGINES[job.engine];
const isTimed = job.task === "answers";
const server = await host(job.folder, { ranges: job.ranges, change: isTimed ? engine.change : undefined });
const browser = await launch();
const faults = [];
try {
  const result = await TASKS[job.task]();
  console.log(JSON.stringify({ ...result, faults: [...faults, ...server.faults] }));
} finally {
  await browser.close();
  server.close();
}

/** What the first and the next query in a new profile load. */
async function bytes() {
  const queries = [];
  for (const [place, query] of job.queries.entries()) {
    const next = job.queries[(place + 1) % job.queries.length];
    await withPage(async (page) => {
      queries.push({ first: await loaded(page, query), next: await loaded(page, next) });
    });
    tell(place);
  }
  return { queries };
}

/** Asks, and waits until nothing more is loaded. */
async function loaded(page, query) {
  const { results, shown } = await engine.ask(page, query);
  await server.quiet();
  const files = server.taken();
  const sum = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return { query, bytes: sum, shown, results, files };
}

/** What is found for each query, and how long that takes once all files are there. */
async function answers() {
  const found = [];
  await withPage(async (page) => {
    for (const [place, query] of job.queries.entries()) {
      found.push({ query, ...(await engine.ask(page, query)), search: Infinity, shown: Infinity });
      tell(place);
    }
    await server.quiet();
    server.taken();
    for (let pass = 0; pass < job.passes; pass++) {
      for (const answer of found) {
        const { search, shown } = await engine.time(page, answer.query);
        answer.search = Math.min(answer.search, search);
        answer.shown = Math.min(answer.shown, shown);
      }
    }
    const again = server.taken();
    if (again.length > 0) faults.push(`${again[0].path} was loaded once more`);
  });
  return { answers: found };
}

/** Opens the page of the search in a profile that was never used. */
async function withPage(use) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  if (isTimed) await page.addInitScript(engine.init ?? "");
  server.taken();
  await page.goto(server.origin + engine.start);
  await server.quiet();
  const early = server.taken().find(({ path }) => OWN.test(path));
  if (early) faults.push(`${early.path} was loaded before there was a query`);
  await use(page);
  await context.close();
}

/** Says now and then how far it is. */
function tell(place) {
  if (place % 50 === 49) console.error(`${job.engine}, ${job.task}: ${place + 1} of ${job.queries.length}`);
}
