// axe on one page per template, in every state that people may have chosen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DESKTOP, NARROW, forEachInTab, look } from "../browser.mjs";
import { faintText, shapeOf } from "../inside.mjs";
import { templatePages } from "../site.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const STATES = [
  { name: "light", viewport: DESKTOP, media: { colorScheme: "light", forcedColors: "none" } },
  { name: "dark", viewport: DESKTOP, media: { colorScheme: "dark", forcedColors: "none" } },
  { name: "forced colours", viewport: DESKTOP, media: { forcedColors: "active" }, forced: true },
  { name: "320 px", viewport: NARROW, media: { colorScheme: "light", forcedColors: "none" } },
];

/**
 * What axe leaves open and why that is no fault. Everything else that it leaves open is one; contrasts
 * are measured by `faintText` in every state as well, so that nothing rests on these words alone.
 */
const DECIDED = [
  {
    rule: "color-contrast",
    says: "partially obscured by another element",
    why: "cells that lie beyond the edge of a table's scroll container; measured by faintText",
  },
  {
    rule: "color-contrast",
    says: "only non-text characters",
    why: "the arrow back from a footnote, which is measured by faintText",
  },
  {
    rule: "color-contrast",
    says: "contains an image node",
    why: "words of a drawing, which stand on the paper of the page; measured by faintText",
  },
  {
    rule: "color-contrast",
    says: "overlapped by another element",
    why: "words of a drawing within what their link can be hit at, which is transparent; measured by faintText",
  },
  {
    rule: "color-contrast",
    says: "too short to determine if it is actual text content",
    why: "numbers of one digit in drawings; measured by faintText",
  },
  {
    rule: "label-content-name-mismatch",
    says: "Unable to determine",
    why: "the arrow back from a footnote says nothing that its name could lack",
  },
];

/** Rules whose answers depend on colours; all others on the elements, their boxes and how they scroll. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Checks one page per template in light, dark, forced colours and at 320 px. A page stays open meanwhile, as
 * it does when people change their mind, and rules are not asked twice about the same elements and boxes.
 */
export async function axe(site, origin, browsers) {
  const script = readFileSync(
    createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8",
  );
  const isLoaded = decidesAtLoad(site);
  return browsers.use({}, async (context) => {
    const results = await forEachInTab(context, templatePages(site), async (tab, page) => {
      const states = [];
      const known = new Map();
      for (const state of STATES) {
        await tab.setViewportSize(state.viewport);
        await tab.emulateMedia(state.media);
        if (states.length === 0 || isLoaded) {
          await tab.goto(origin + page.path);
          await tab.evaluate(script);
        }
        states.push({ name: `${page.path} (${state.name})`, faults: await checkState(tab, state, known) });
      }
      return states;
    });
    return results.flat();
  });
}

/** Whether a script may ask for the window or the colours when a page is loaded: then each state is loaded anew. */
function decidesAtLoad({ files, text }) {
  const scripts = [...files].filter((file) => file.endsWith(".js"));
  return scripts.some((file) => /matchMedia|(inner|client|offset)Width|getComputedStyle|devicePixelRatio/.test(text(file)));
}

/** Faults in one state; `known` has what was found before, by the elements and boxes that were there. */
async function checkState(tab, { forced = false }, known) {
  const shape = await tab.evaluate(shapeOf);
  // In forced colours axe compares colours that are not painted; they are measured below.
  const colours = forced ? COLOURS.filter((rule) => rule !== "color-contrast") : COLOURS;
  if (!known.has(shape)) known.set(shape, await ask(tab, { type: "tag", values: TAGS }, COLOURS));
  return [
    ...known.get(shape),
    ...(await ask(tab, { type: "rule", values: colours })),
    ...(await look(tab, faintText)),
  ];
}

/** What axe finds or leaves open, one line per element that a rule names. */
async function ask(tab, runOnly, without = []) {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const found = await tab.evaluate(
    async (options) => {
      const { violations, incomplete } = await globalThis.axe.run(document, options);
      const lines = (list) =>
        list.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
        );
      return { violations: lines(violations), incomplete: lines(incomplete) };
    },
    { runOnly, rules, resultTypes: ["violations", "incomplete"] },
  );
  return [...found.violations, ...found.incomplete.filter((line) => !isDecided(line))];
}

/** Whether a line of `ask` is on the list. */
function isDecided(line) {
  return DECIDED.some(({ rule, says }) => line.startsWith(`${rule}: `) && line.includes(says));
}
