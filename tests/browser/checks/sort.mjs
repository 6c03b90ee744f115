// Tables with headings that sort them: by keyboard, in both directions, and as they are without script.

import { forEachInTab } from "../browser.mjs";
import { templatePages } from "../site.mjs";

/** Sorts the tables of some pages by every heading that is a button. */
export async function sort(site, origin, browsers) {
  const pages = sortable(site);
  const visit = (options, work) =>
    browsers.use(options, (context) => forEachInTab(context, pages, (tab, page) => work(tab, origin + page.path)));
  const faults = [await visit({}, byKeyboard), await visit({ javaScriptEnabled: false }, untouched)];
  return pages.map((page, index) => ({ name: page.path, faults: faults.flatMap((all) => all[index]) }));
}

/** One page per template with a table that readers may sort, on a page of its own or in a text. */
function sortable(site) {
  const isSortable = ({ tagName, attributes }) => tagName === "table" && /\bsortable\b/.test(attributes.class);
  return templatePages(site).filter((page) => page.elements.some(isSortable));
}

async function byKeyboard(tab, address) {
  await tab.goto(address);
  // In a text, the table of a drawing is folded.
  await tab.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  const buttons = await tab.locator(".sortable th > button").all();
  if (buttons.length === 0) return ["no heading is a button"];
  const faults = [];
  for (const button of buttons) {
    const before = await button.evaluate(seen);
    const first = before.isNumber ? "descending" : "ascending";
    const second = before.isNumber ? "ascending" : "descending";
    for (const order of [first, second]) {
      await button.focus();
      await tab.keyboard.press("Enter");
      faults.push(...differences(await button.evaluate(seen), before, order));
    }
  }
  return faults;
}

/** What a heading's column shows. Runs inside the page. */
function seen(button) {
  const head = button.parentElement;
  const table = head.closest("table");
  const rows = [...table.tBodies[0].rows];
  const cells = rows.map((row) => row.cells[head.cellIndex]);
  return {
    name: button.textContent,
    isNumber: head.classList.contains("right"),
    keys: cells.map((cell) => cell.dataset.key ?? cell.textContent.trim()),
    rows: rows.map((row) => row.textContent),
    orders: [...table.querySelectorAll("[aria-sort]")].map((cell) => [cell === head, cell.getAttribute("aria-sort")]),
    hasFocus: document.activeElement === button,
    language: document.documentElement.lang,
  };
}

/** What is wrong with a table that was sorted by a column. */
function differences(now, before, order) {
  const fault = (what) => `"${now.name}", ${order}: ${what}`;
  const { compare } = new Intl.Collator(now.language, { numeric: true });
  const said = now.keys.filter((key) => key !== "");
  const isSorted = said.every((key, at) => at === 0 || compare(said[at - 1], key) * (order === "ascending" ? 1 : -1) <= 0);
  const isLast = now.keys.slice(0, said.length).every((key) => key !== "");
  const isSame = JSON.stringify([...now.rows].sort()) === JSON.stringify([...before.rows].sort());
  return [
    ...(isSorted ? [] : [fault("is not sorted")]),
    ...(isLast ? [] : [fault("what says nothing does not stand below")]),
    ...(isSame ? [] : [fault("has other rows than before")]),
    ...(JSON.stringify(now.orders) === JSON.stringify([[true, order]]) ? [] : [fault(`says ${JSON.stringify(now.orders)}`)]),
    ...(now.hasFocus ? [] : [fault("takes the focus away")]),
  ];
}

/** Without script no heading promises what it cannot do. */
async function untouched(tab, address) {
  await tab.goto(address);
  const buttons = await tab.locator("th button, [aria-sort]").count();
  return buttons === 0 ? [] : ["without script there are buttons in headings"];
}
