// Choices beside lists: with script the pages behind them are shown in place, as they are without it.

import { DESKTOP, PHONE, forEachInTab } from "../browser.mjs";
import { contentPages } from "../site.mjs";

/** How long the page behind a choice may take, in milliseconds. */
const PATIENCE = 2000;

const CHOICE = ".narrow a:not([aria-current])";

/** Works with one list of each language by keyboard and on a phone, and compares with what stands without script. */
export async function filter(site, origin, browsers) {
  const pages = lists(site);
  const visit = (options, work) =>
    browsers.use(options, (context) => forEachInTab(context, pages, (tab, page) => work(tab, origin + page.path)));
  const without = await visit({ javaScriptEnabled: false }, followed);
  const faults = [
    await visit({}, (tab, address) => byKeyboard(tab, address, without[indexOf(address)])),
    await visit({ viewport: PHONE }, folded),
    await visit({}, (tab, address) => cutOff(tab, address, without[indexOf(address)])),
  ];
  return pages.map((page, index) => ({ name: page.path, faults: faults.flatMap((all) => all[index]) }));

  function indexOf(address) {
    return pages.findIndex((page) => origin + page.path === address);
  }
}

/** The longest list of each language that has the script. */
function lists(site) {
  const longest = new Map();
  for (const page of contentPages(site)) {
    const hasScript = page.elements.some(({ tagName, attributes }) => tagName === "script" && /filter/.test(attributes.src));
    const known = longest.get(page.language);
    if (hasScript && !(known?.source.length > page.source.length)) longest.set(page.language, page);
  }
  return [...longest.values()];
}

/** What a page shows. Runs inside the page, as do all functions that are handed to `evaluate`. */
function shown() {
  const main = document.querySelector("main");
  return {
    path: location.pathname,
    title: document.title,
    main: main?.innerHTML.replaceAll(` open=""`, "").trim(),
    canonical: document.querySelector("link[rel=canonical]")?.href,
  };
}

/** Without script: where the first choice leads. */
async function followed(tab, address) {
  await tab.setViewportSize(DESKTOP);
  await tab.goto(address);
  await Promise.all([tab.waitForNavigation(), tab.locator(CHOICE).first().click()]);
  return tab.evaluate(shown);
}

/** With script, by keyboard: choose, look, go back, forward, load anew. */
async function byKeyboard(tab, address, expected) {
  await tab.goto(address);
  await tab.evaluate(() => (globalThis.stays = true));
  const before = await tab.evaluate(shown);
  await tab.locator(CHOICE).first().focus();
  await tab.keyboard.press("Enter");
  const faults = [];
  const expect = async (what, wanted) => {
    await arrives(tab, wanted);
    faults.push(...differences(await tab.evaluate(shown), wanted).map((part) => `${what}: another ${part} than without script`));
  };
  await expect("chosen", expected);
  if (!(await tab.evaluate(() => globalThis.stays))) return [...faults, "leaves the page for a choice"];
  faults.push(...(await tab.evaluate(told)));
  if (faults.length > 0) return faults;
  await tab.goBack();
  await expect("back", before);
  await tab.goForward();
  await expect("forward", expected);
  if (!(await tab.evaluate(() => globalThis.stays))) faults.push("leaves the page on the way back");
  await tab.reload();
  await expect("loaded anew", expected);
  return faults;
}

/** What is wrong with what a choice told and where the focus is. */
function told() {
  const count = document.querySelector("main .count")?.textContent ?? "";
  const live = [...document.querySelectorAll("[role=status]")].map(({ textContent }) => textContent).join(" ");
  const at = document.activeElement;
  return [
    ...(count && live.includes(count) ? [] : [`does not tell "${count}" to screen readers, but "${live}"`]),
    ...(at?.closest(".narrow [aria-current]") ? [] : [`the focus is on <${at?.localName}>, not on the choice`]),
  ];
}

/** Waits for a page. That it did not come is seen by what is there instead. */
async function arrives(tab, { path, title }) {
  const isThere = ([path, title]) => location.pathname === path && document.title === title;
  await tab.waitForFunction(isThere, [path, title], { timeout: PATIENCE }).catch(() => {});
}

function differences(found, expected) {
  return Object.keys(expected).filter((part) => found[part] !== expected[part]);
}

/** On a phone the choices are folded, and stay open for the next one. */
async function folded(tab, address) {
  await tab.goto(address);
  const choice = tab.locator(CHOICE).first();
  if (await choice.isVisible()) return ["phone: the choices are not folded"];
  const before = await tab.evaluate(shown);
  await tab.locator(".narrow summary").click();
  await choice.click();
  const hasGone = (path) => location.pathname !== path && document.querySelector(".narrow") !== null;
  await tab.waitForFunction(hasGone, before.path, { timeout: PATIENCE }).catch(() => {});
  return (await choice.isVisible()) ? [] : ["phone: the choices are folded again after one"];
}

/** Where the script cannot fetch a page, the browser goes there. */
async function cutOff(tab, address, expected) {
  const isFetched = (route) => route.request().resourceType() === "fetch";
  await tab.route("**/*", (route) => (isFetched(route) ? route.abort() : route.continue()));
  await tab.goto(address);
  await tab.locator(CHOICE).first().click();
  await arrives(tab, expected);
  return (await tab.evaluate(shown)).path === expected.path ? [] : ["a choice that cannot be fetched leads nowhere"];
}
