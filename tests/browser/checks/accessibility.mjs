// axe on every page, in every state that people may have chosen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DESKTOP, NARROW, forEachInTab, look } from "../browser.mjs";
import { faintText, shapeOf } from "../inside.mjs";
import { contrastKeys, runAxe, takeNotes } from "../judge.mjs";
import { contentPages } from "../site.mjs";

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
 * Checks every page in light, dark, forced colours and at 320 px. A page stays open meanwhile, as it does when
 * people change their mind.
 *
 * No rule is asked twice about the same. In light and at 320 px all rules are asked on every page. Where the
 * elements and boxes of a page stay (`shapeOf`), its colours are all that is new in dark and forced colours, so
 * those rules alone are asked again that read them: of contrasts, and of links in texts if there are some that
 * differ by colour alone. The contrast of a text that lies upon nothing but what is around it follows from the
 * colours and letters of that (`contrastKeys`); once axe passed such a text, it passes all like it, on whatever
 * page. What axe finds faulty or leaves open is never taken as known. `faintText` measures every text in every
 * state beside it.
 */
export async function axe(site, origin, browsers) {
  const content = `${readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")}
    ;(${takeNotes})();`;
  const passed = new Set();
  return browsers.use({}, async (context) => {
    await context.addInitScript({ content });
    const results = await forEachInTab(context, contentPages(site), async (tab, page) => {
      const isLoaded = decidesAtLoad(site, page);
      const states = [];
      const known = new Map();
      for (const state of STATES) {
        await tab.setViewportSize(state.viewport);
        await tab.emulateMedia(state.media);
        if (states.length === 0 || isLoaded) await tab.goto(origin + page.path);
        states.push({ name: `${page.path} (${state.name})`, faults: await checkState(tab, state, known, passed) });
      }
      return states;
    });
    return results.flat();
  });
}

/** Whether a script of a page may ask for the window or the colours when it is loaded: then each state is loaded anew. */
function decidesAtLoad({ files, text }, page) {
  const scripts = [...files].filter((file) => file.endsWith(".js"));
  const named = new Set();
  const follow = (source) => {
    for (const file of scripts) {
      if (named.has(file) || !source.includes(file.slice(file.lastIndexOf("/") + 1))) continue;
      named.add(file);
      follow(text(file));
    }
  };
  follow(page.source);
  return [...named].some((file) =>
    /matchMedia|(inner|client|offset)Width|getComputedStyle|devicePixelRatio/.test(text(file)),
  );
}

/**
 * Faults in one state; `known` has what was found before on the page, by the elements and boxes that were there,
 * and `passed` what contrasts followed from that axe let pass.
 */
async function checkState(tab, { forced = false }, known, passed) {
  const { shape, keys, faint } = await tab.evaluate(
    `({ shape: (${shapeOf})(), keys: (${contrastKeys})(), faint: (${faintText})() })`,
  );
  const before = known.get(shape);
  const isSettled = (key, index) => passed.has(key) || before?.exempt.has(index);
  const settled = keys.flatMap((key, index) => (isSettled(key, index) ? [index] : []));
  // In forced colours axe compares colours that are not painted; `faintText` measures those that are.
  const contrast = forced || (before && settled.length === keys.length) ? [] : ["color-contrast"];
  const learn = (found) => {
    if (!found.faults.some((line) => line.startsWith("color-contrast"))) {
      for (const index of found.passed) if (keys[index] !== "") passed.add(keys[index]);
    }
    return found.faults;
  };
  if (before === undefined) {
    const found = await ask(tab, TAGS, contrast.length > 0 ? [] : ["color-contrast"], settled);
    const faults = found.faults.filter((line) => !COLOURS.some((rule) => line.startsWith(`${rule}: `)));
    known.set(shape, { faults, exempt: new Set(forced ? [] : found.exempt), plain: found.plain });
    return [...learn(found), ...faint];
  }
  const rules = [...contrast, ...(before.plain ? ["link-in-text-block"] : [])];
  const colours = rules.length > 0 ? learn(await ask(tab, rules, [], settled)) : [];
  return [...before.faults, ...colours, ...faint];
}

/** What axe says of rules, or of all with a tag, but for `without`; `settled` are texts whose contrast is known. */
async function ask(tab, runOnly, without, settled) {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const found = await tab.evaluate(runAxe, { runOnly, rules, settled });
  return { ...found, faults: [...found.violations, ...found.incomplete.filter((line) => !isDecided(line))] };
}

/** Whether a line of `ask` is on the list. */
function isDecided(line) {
  return DECIDED.some(({ rule, says }) => line.startsWith(`${rule}: `) && line.includes(says));
}
