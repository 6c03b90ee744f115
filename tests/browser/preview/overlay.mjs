// What the preview shows over a page, in every state that people may have chosen: axe finds nothing,
// nothing is cut off, everything can be reached with the keyboard.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { faintText } from "../inside.mjs";
import { DESKTOP, NARROW, PHONE } from "../browser.mjs";
import { open } from "./writing.mjs";

const WORKSHOP = "content/workshops/auftakt.md";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const STATES = [
  { name: "desktop-light", viewport: DESKTOP, media: { colorScheme: "light" } },
  { name: "desktop-dark", viewport: DESKTOP, media: { colorScheme: "dark" } },
  { name: "phone-light", viewport: PHONE, media: { colorScheme: "light" } },
  { name: "phone-dark", viewport: PHONE, media: { colorScheme: "dark" } },
  { name: "narrow", viewport: NARROW, media: { colorScheme: "light" } },
];

/** What axe says of the preview's own parts; the page itself is looked at by other checks. */
async function complaints(tab) {
  const path = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await tab.evaluate(readFileSync(path, "utf8"));
  const report = await tab.evaluate(
    (values) =>
      globalThis.axe.run({ include: ["werkstatt-preview"] }, { runOnly: { type: "tag", values } }),
    TAGS,
  );
  // Contrasts in a top layer are left open by axe and measured here.
  const open = report.incomplete.filter(({ id }) => id !== "color-contrast");
  const faint = await tab.evaluate(faintText, "werkstatt-preview");
  const found = [...report.violations, ...open].flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help}: ${target.flat().join(" ")} ${any[0]?.message ?? ""}`),
  );
  return [...found, ...faint];
}

/** How far anything of the overlay or badge reaches out of the window, in pixels. */
const overhang = (tab) =>
  tab.evaluate(() => {
    const parts = document.querySelector("werkstatt-preview").shadowRoot.querySelectorAll(".badge, dialog[open]");
    const reach = [...parts].map((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return Math.max(-left, right - innerWidth, -top, bottom - innerHeight, part.scrollWidth - part.clientWidth);
    });
    return Math.max(0, ...reach);
  });

export const OVERLAY = {
  "overlay and badge are accessible and fit any window": async (world) => {
    const { site, preview, tab } = world;
    await open(tab, preview, "/workshops/auftakt/");
    const bad = (text) =>
      text
        .replace("date: 2024-03-14", "date: 2024-03-99")
        .replace("phase: dialog", "phase: dialogg")
        .replace("An neun Tischen", "![](bild-das-es-nicht-gibt.png) An neun Tischen");
    const good = site.change(WORKSHOP, bad);
    const overlay = tab.locator("werkstatt-preview dialog[open]");
    await overlay.waitFor();
    const faults = [];
    for (const { name, viewport, media } of STATES) {
      await tab.setViewportSize(viewport);
      await tab.emulateMedia(media);
      await tab.screenshot({ path: world.picture(`overlay-${name}`) });
      faults.push(...(await world.unheard(() => complaints(tab))).map((fault) => `${name}: ${fault}`));
      const far = await overhang(tab);
      if (far > 0) faults.push(`${name}: the overlay reaches ${far} px out`);
      await tab.keyboard.press("Escape");
      await overlay.waitFor({ state: "detached" });
      await tab.screenshot({ path: world.picture(`badge-${name}`) });
      const badge = await world.unheard(() => complaints(tab));
      faults.push(...badge.map((fault) => `${name}, badge: ${fault}`));
      await tab.locator("werkstatt-preview .badge button").click();
      await overlay.waitFor();
    }
    await tab.setViewportSize(DESKTOP);
    await tab.emulateMedia({ colorScheme: "light" });
    site.write(WORKSHOP, good);
    await overlay.waitFor({ state: "detached" });
    assert.deepEqual(faults, []);
  },

  "the overlay takes the focus, keeps it, and gives it back": async ({ site, tab }) => {
    await tab.locator("#notiz").focus();
    const good = site.change(WORKSHOP, (text) => text.replace("date: 2024-03-14", "date: 2024-03-98"));
    const overlay = tab.locator("werkstatt-preview dialog[open]");
    await overlay.waitFor();
    const inside = () => tab.evaluate(() => document.querySelector("werkstatt-preview").shadowRoot.activeElement?.localName ?? "");
    assert.equal(await inside(), "h2");
    for (const expected of ["button", "pre"]) {
      await tab.keyboard.press("Tab");
      assert.equal(await inside(), expected);
    }
    await tab.keyboard.press("Escape");
    await overlay.waitFor({ state: "detached" });
    assert.equal(await tab.evaluate(() => document.activeElement.id), "notiz");
    site.write(WORKSHOP, good);
    await tab.locator("werkstatt-preview .badge").waitFor({ state: "hidden" });
  },
};
