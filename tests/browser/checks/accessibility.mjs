// axe on one page per template, in every state that people may have chosen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DESKTOP, NARROW, forEachInTab, withBrowser } from "../browser.mjs";
import { faintText } from "../inside.mjs";
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
    rule: "label-content-name-mismatch",
    says: "Unable to determine",
    why: "the arrow back from a footnote says nothing that its name could lack",
  },
];

/** Checks one page per template in light, dark, forced colours and at 320 px. */
export async function axe(site, origin) {
  const script = readFileSync(
    createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8",
  );
  return withBrowser({}, async (context) => {
    const results = await forEachInTab(context, templatePages(site), async (tab, page) => {
      const states = [];
      for (const state of STATES) states.push(await checkState(tab, page, state));
      return states;
    });
    return results.flat();
  });

  async function checkState(tab, page, { name, viewport, media, forced = false }) {
    await tab.setViewportSize(viewport);
    await tab.emulateMedia(media);
    await tab.goto(origin + page.path);
    await tab.evaluate(script);
    const report = await tab.evaluate(
      // In forced colours axe compares colours that are not painted; they are measured below.
      ([values, off]) => {
        const rules = off ? { "color-contrast": { enabled: false } } : {};
        return globalThis.axe.run(document, { runOnly: { type: "tag", values }, rules });
      },
      [TAGS, forced],
    );
    return {
      name: `${page.path} (${name})`,
      faults: [
        ...describe(report.violations),
        ...describe(report.incomplete).filter((open) => !isDecided(open)),
        ...(await tab.evaluate(faintText)),
      ],
    };
  }
}

/** Whether a line of `describe` is on the list. */
function isDecided(line) {
  return DECIDED.some(({ rule, says }) => line.startsWith(`${rule}: `) && line.includes(says));
}

/** One line per element that a rule names. */
function describe(rules) {
  return rules.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
  );
}
