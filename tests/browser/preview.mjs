// Plays what a maintainer does with `werkstatt serve`, in Chromium: edit, break, mend, rename, delete,
// switch the branch. `node preview.mjs [--program FILE] [--pictures DIR]`.
//
// The steps build on each other, as a day's work does: one site, one preview, one window. Nothing waits
// for a time; what should happen is waited for, and not for ever.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { withBrowser } from "./browser.mjs";
import { ANSWERS } from "./preview/answers.mjs";
import { PATIENCE, Preview, Site } from "./preview/desk.mjs";
import { HALVES } from "./preview/halves.mjs";
import { LOOKS } from "./preview/looks.mjs";
import { OVERLAY } from "./preview/overlay.mjs";
import { WINDOWS } from "./preview/windows.mjs";
import { WRITING } from "./preview/writing.mjs";

const STEPS = { ...WRITING, ...HALVES, ...OVERLAY, ...LOOKS, ...WINDOWS, ...ANSWERS };

const { values } = parseArgs({
  options: {
    program: {
      type: "string",
      default: resolve(import.meta.dirname, "../../target/tested/werkstatt"),
    },
    pictures: { type: "string" },
  },
});
const pictures = values.pictures ?? mkdtempSync(join(tmpdir(), "werkstatt-pictures-"));
mkdirSync(pictures, { recursive: true });
const site = new Site(resolve(values.program));
const totals = { passed: 0, failed: 0 };
let preview;
try {
  preview = await Preview.start(site);
  await withBrowser({}, play);
} finally {
  await preview?.end();
  site.remove();
  if (values.pictures === undefined) rmSync(pictures, { recursive: true });
}
console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

/** Takes all steps in one window; what its pages complain about is a fault of the step. */
async function play(context) {
  const tab = await context.newPage();
  const faults = [];
  const expected = /Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|MIME type/;
  context.on("weberror", (error) => faults.push(`script error: ${error.error().message}`));
  context.on("console", (message) => {
    const isFault = ["error", "warning"].includes(message.type()) && !expected.test(message.text());
    if (isFault) faults.push(`console: ${message.text()}`);
  });
  context.setDefaultTimeout(PATIENCE);
  const picture = (name) => join(pictures, `${name}.png`);
  /** Runs something of which the page may complain: axe brings styles that the policy forbids. */
  const unheard = async (act) => {
    const before = [...faults];
    const result = await act();
    faults.splice(0, Infinity, ...before);
    return result;
  };
  const world = { site, preview, context, tab, picture, unheard };
  for (const [name, step] of Object.entries(STEPS)) {
    faults.length = 0;
    const start = performance.now();
    await step(world).catch((error) => faults.push(error.message));
    const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`${faults.length > 0 ? "FAILED" : "passed"}  ${name}  ${time}`);
    for (const fault of faults) console.log(`  ${fault.replaceAll("\n", "\n  ")}`);
    totals[faults.length > 0 ? "failed" : "passed"] += 1;
  }
}
