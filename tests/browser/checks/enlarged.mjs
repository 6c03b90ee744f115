// One page per template with letters twice as large (WCAG 1.4.4), on a phone, a tablet and a desktop:
// nothing reaches out of the window, no word is taken apart letter by letter, nothing lies upon another.

import { DESKTOP, PHONE, TABLET, forEachInTab, withBrowser } from "../browser.mjs";
import { brokenWords, enlarge, overlaps, tooWide } from "../inside.mjs";
import { templatePages } from "../site.mjs";

/** Checks one page per template at every width. */
export async function enlarged(site, origin) {
  return withBrowser({}, async (context) => {
    const results = await forEachInTab(context, templatePages(site), async (tab, page) => {
      const states = [];
      for (const viewport of [PHONE, TABLET, DESKTOP]) {
        await tab.setViewportSize(viewport);
        await tab.goto(origin + page.path);
        await tab.evaluate(enlarge);
        const faults = [];
        for (const look of [tooWide, brokenWords, overlaps]) faults.push(...(await tab.evaluate(look)));
        states.push({ name: `${page.path} (text 200 %, ${viewport.width} px)`, faults });
      }
      return states;
    });
    return results.flat();
  });
}
