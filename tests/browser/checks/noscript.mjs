// One page per template without script: the text is there, the navigation works on every screen.

import { DESKTOP, PHONE, forEachInTab } from "../browser.mjs";
import { templatePages } from "../site.mjs";

/** Reads the pages with scripts and without, and without them opens the menu on a desktop and on a phone. */
export async function noscript(site, origin, browsers) {
  const pages = templatePages(site);
  const visit = (options, work) =>
    browsers.use(options, (context) =>
      forEachInTab(context, pages, async (tab, page) => {
        await tab.setViewportSize(DESKTOP);
        await tab.goto(origin + page.path);
        return work(tab);
      }),
    );
  const withScript = await visit({}, mainText);
  const without = await visit({ javaScriptEnabled: false }, async (tab) => ({
    text: await mainText(tab),
    faults: [...(await menu(tab, "desktop", DESKTOP)), ...(await menu(tab, "phone", PHONE))],
  }));
  return pages.map((page, index) => ({
    name: page.path,
    faults: [...textFaults(withScript[index], without[index].text), ...without[index].faults],
  }));
}

function mainText(tab) {
  return tab.evaluate(() => document.querySelector("main")?.innerText.trim() ?? "");
}

function textFaults(withScript, without) {
  if (without === "") return ["nothing can be read without script"];
  const missing = withScript.split("\n").filter((line) => line.trim() && !without.includes(line));
  return missing.slice(0, 3).map((line) => `only with script: "${line.slice(0, 60)}"`);
}

/**
 * The links of the navigation can be seen, on the phone after its menu was opened. The page is left as it
 * was found.
 */
async function menu(tab, device, viewport) {
  await tab.setViewportSize(viewport);
  const before = await tab.evaluate(hiddenLinks);
  if (before === undefined) return [`${device}: the header has no navigation`];
  if (before === 0) return [];
  const closed = tab.locator("header details:not([open]) > summary:visible");
  const opened = await closed.elementHandles();
  for (const summary of opened) {
    await summary.focus();
    await tab.keyboard.press("Enter");
  }
  const after = await tab.evaluate(hiddenLinks);
  for (const summary of opened) await summary.evaluate(({ parentElement }) => (parentElement.open = false));
  return after > 0 ? [`${device}: ${after} links of the navigation stay hidden`] : [];
}

/** How many addresses of the navigation no link that can be seen leads to. Runs inside the page. */
function hiddenLinks() {
  const all = [...document.querySelectorAll("header nav a[href]")];
  if (all.length === 0) return undefined;
  const shown = all.filter((link) => link.checkVisibility({ visibilityProperty: true }));
  return new Set(all.map((link) => link.href)).size - new Set(shown.map((link) => link.href)).size;
}
