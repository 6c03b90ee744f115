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
      faults: [...describe(report.violations), ...(forced ? await tab.evaluate(faintText) : [])],
      notes: describe(report.incomplete),
    };
  }
}

/** One line per element that a rule names. */
function describe(rules) {
  return rules.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
  );
}
