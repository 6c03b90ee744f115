// Debian's Chromium, started with an empty profile and cut off from every other machine.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** How wide and high a desktop's window, a tablet, a phone and the narrowest screen of WCAG 1.4.10 are. */
export const DESKTOP = { width: 1280, height: 900 };
export const TABLET = { width: 768, height: 1024 };
export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };

/**
 * Browsers that several checks use: `{ use, close }`. `use(options, work)` runs `work(context)` in a
 * context of its own, a profile that was never used; `options` are those of a Playwright context, and
 * `fontSize`, the size of letters in pixels that a reader has set in the browser. A browser is started
 * when it is first needed, one for each size of letters.
 */
export function browsers() {
  const started = new Map();
  const browser = (fontSize) => {
    if (!started.has(fontSize)) started.set(fontSize, start(fontSize));
    return started.get(fontSize);
  };
  return {
    async use({ fontSize, ...options }, work) {
      const context = await (await browser(fontSize)).newContext({ viewport: DESKTOP, ...options });
      try {
        return await work(context);
      } finally {
        await context.close();
      }
    },
    async close() {
      for (const one of started.values()) await (await one).close();
    },
  };
}

/** Runs `work(context)` in a browser of its own; `options` are those of `browsers().use`. */
export async function withBrowser(options, work) {
  const own = browsers();
  try {
    return await own.use(options, work);
  } finally {
    await own.close();
  }
}

/** What functions of inside.mjs find on a page, all in one question. */
export function look(tab, ...functions) {
  return tab.evaluate(`[${functions.map((one) => `...(${one})()`).join(", ")}]`);
}

/**
 * A browser whose contexts know nothing of each other: each is a profile that was never used. Pages may
 * change their addresses as often as they like, which browsers else hold back. `flags` are said beside ours.
 */
export function launch(flags = []) {
  const args = [...FLAGS, "--disable-ipc-flooding-protection", ...flags];
  return chromium.launch({ executablePath: executable(), headless: true, args });
}

/** How many tabs `forEachInTab` opens. */
const TABS = 2;

/**
 * Runs `check(tab, item, turn)` for every item, on two tabs that take turns with the items; `turn` counts
 * those of the tab.
 */
export async function forEachInTab(context, items, check) {
  const results = [];
  async function work(_, first) {
    const tab = await context.newPage();
    for (let index = first; index < items.length; index += TABS) {
      results[index] = await check(tab, items[index], (index - first) / TABS);
    }
    await tab.close();
  }
  await Promise.all(Array.from({ length: TABS }, work));
  return results;
}

function start(fontSize) {
  const letters = fontSize === undefined ? [] : [`--blink-settings=defaultFontSize=${fontSize}`];
  return chromium.launch({ executablePath: executable(), headless: true, args: [...FLAGS, ...letters] });
}

function executable() {
  const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("no Chromium found; install it or name it in CHROMIUM");
  return found;
}
