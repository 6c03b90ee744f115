// One page per template with letters twice as large (WCAG 1.4.4), on a phone, a tablet and a desktop:
// nothing reaches out of the window, no word is taken apart letter by letter, nothing lies upon another.

import { DESKTOP, PHONE, TABLET, forEachInTab, look } from "../browser.mjs";
import { brokenWords, overlaps, tooWide } from "../inside.mjs";
import { templatePages } from "../site.mjs";

/** The size of letters that is set in the browser, in pixels; 16 is what it comes with. */
const FONT_SIZE = 32;

/** Checks one page per template at every width; the window grows while the page is open. */
export async function enlarged(site, origin, browsers) {
  return browsers.use({ fontSize: FONT_SIZE, viewport: PHONE }, async (context) => {
    const results = await forEachInTab(context, templatePages(site), async (tab, page) => {
      const states = [];
      for (const viewport of [PHONE, TABLET, DESKTOP]) {
        await tab.setViewportSize(viewport);
        if (viewport === PHONE) await tab.goto(origin + page.path);
        const faults = await look(tab, tooWide, brokenWords, overlaps);
        states.push({ name: `${page.path} (text 200 %, ${viewport.width} px)`, faults });
      }
      return states;
    });
    return results.flat();
  });
}
