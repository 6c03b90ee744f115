// One page per template without script: the text is there, the navigation works on every screen.

import { DESKTOP, PHONE, forEachInTab, withBrowser } from "../browser.mjs";
import { templatePages } from "../site.mjs";

/** Reads the pages with scripts off, on a desktop and on a phone. */
export async function noscript(site, origin) {
  const pages = templatePages(site);
  const read = (options) =>
    withBrowser(options, (context) =>
      forEachInTab(context, pages, async (tab, page) => {
        await tab.goto(origin + page.path);
        return tab.evaluate(() => document.querySelector("main")?.innerText.trim() ?? "");
      }),
    );
  const withScript = await read({ viewport: DESKTOP });
  const without = await read({ viewport: DESKTOP, javaScriptEnabled: false });
  const menus = await withBrowser({ viewport: DESKTOP, javaScriptEnabled: false }, (context) =>
    forEachInTab(context, pages, async (tab, page) => [
      ...(await menu(tab, origin + page.path, "desktop", DESKTOP)),
      ...(await menu(tab, origin + page.path, "phone", PHONE)),
    ]),
  );
  return pages.map((page, index) => ({
    name: page.path,
    faults: [...textFaults(withScript[index], without[index]), ...menus[index]],
  }));
}

function textFaults(withScript, without) {
  if (without === "") return ["nothing can be read without script"];
  const missing = withScript.split("\n").filter((line) => line.trim() && !without.includes(line));
  return missing.slice(0, 3).map((line) => `only with script: "${line.slice(0, 60)}"`);
}

/** The links of the navigation can be seen, on the phone after its menu was opened. */
async function menu(tab, address, device, viewport) {
  await tab.setViewportSize(viewport);
  await tab.goto(address);
  const links = tab.locator("header nav a[href]");
  if ((await links.count()) === 0) return [`${device}: the header has no navigation`];
  const hidden = () =>
    links.evaluateAll((all) => {
      const shown = all.filter((link) => link.checkVisibility({ visibilityProperty: true }));
      const seen = new Set(shown.map((link) => link.href));
      return new Set(all.map((link) => link.href)).size - seen.size;
    });
  if ((await hidden()) === 0) return [];
  const closed = tab.locator("header details:not([open]) > summary:visible");
  for (let left = await closed.count(); left > 0; left -= 1) {
    await closed.first().focus();
    await tab.keyboard.press("Enter");
  }
  const count = await hidden();
  return count > 0 ? [`${device}: ${count} links of the navigation stay hidden`] : [];
}
