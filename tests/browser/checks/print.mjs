// One page per template on paper: it prints, without the navigation, dark on white.

import { forEachInTab } from "../browser.mjs";
import { faintText } from "../inside.mjs";
import { templatePages } from "../site.mjs";

/** Prints the pages as PDF, also when the reader prefers dark. */
export async function print(site, origin, browsers) {
  return browsers.use({}, (context) =>
    forEachInTab(context, templatePages(site), async (tab, page) => {
      await tab.emulateMedia({ media: "print", colorScheme: "dark" });
      await tab.goto(origin + page.path);
      const seen = await tab.evaluate(() => {
        const shown = (selector) =>
          [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
        const pen = new OffscreenCanvas(1, 1).getContext("2d");
        for (const element of [document.documentElement, document.body]) {
          pen.fillStyle = getComputedStyle(element).backgroundColor;
          pen.fillRect(0, 0, 1, 1);
        }
        const paper = [...pen.getImageData(0, 0, 1, 1).data];
        return { navigation: shown("header nav"), main: shown("main"), paper };
      });
      const faint = await tab.evaluate(faintText);
      const squeezed = await tab.evaluate(squeezedText);
      const pdf = await tab.pdf({ format: "A4" });
      return {
        name: page.path,
        faults: [
          ...(seen.navigation ? ["prints the navigation"] : []),
          ...(seen.main ? [] : ["does not print the main part"]),
          ...(isLight(seen.paper) ? [] : [`prints on rgb(${seen.paper.slice(0, 3).join(", ")})`]),
          ...faint,
          ...squeezed,
          ...(pdf.subarray(0, 5).toString() === "%PDF-" ? [] : ["makes no PDF"]),
        ],
      };
    }),
  );
}

/** Sentences of the main part that have less than a fifth of its width, as beside what is not printed. */
function squeezedText() {
  const main = document.querySelector("main");
  const room = main.getBoundingClientRect().width / 5;
  const texts = [...main.querySelectorAll("p, li, dd")].filter((element) => {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return own.some((node) => node.data.trim().length > 60) && element.closest("table, svg, .tip") === null;
  });
  const narrow = texts.filter((element) => element.checkVisibility() && element.parentElement.getBoundingClientRect().width < room);
  return narrow.map((element) => `prints "${element.textContent.trim().slice(0, 30)}" in a narrow column`);
}

/** White, or nothing at all: the paper as it is. */
function isLight([red, green, blue, alpha]) {
  return alpha === 0 || Math.min(red, green, blue) >= 250;
}
