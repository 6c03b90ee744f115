// One page per template on paper: it prints, without the navigation, dark on white.

import { forEachInTab, withBrowser } from "../browser.mjs";
import { faintText } from "../inside.mjs";
import { templatePages } from "../site.mjs";

/** Prints the pages as PDF, also when the reader prefers dark. */
export async function print(site, origin) {
  return withBrowser({}, (context) =>
    forEachInTab(context, templatePages(site), async (tab, page) => {
      await tab.emulateMedia({ media: "print", colorScheme: "dark" });
      await tab.goto(origin + page.path);
      const seen = await tab.evaluate(() => {
        const shown = (selector) =>
          [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
        const papers = [document.documentElement, document.body].map(
          (element) => getComputedStyle(element).backgroundColor,
        );
        return { navigation: shown("header nav"), main: shown("main"), papers };
      });
      const faint = await tab.evaluate(faintText);
      const pdf = await tab.pdf({ format: "A4" });
      return {
        name: page.path,
        faults: [
          ...(seen.navigation ? ["prints the navigation"] : []),
          ...(seen.main ? [] : ["does not print the main part"]),
          ...seen.papers.filter((paper) => !isLight(paper)).map((paper) => `prints on ${paper}`),
          ...faint,
          ...(pdf.subarray(0, 5).toString() === "%PDF-" ? [] : ["makes no PDF"]),
        ],
      };
    }),
  );
}

function isLight(colour) {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return alpha === 0 || Math.min(red, green, blue) >= 250;
}
