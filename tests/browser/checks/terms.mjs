// What terms of the glossary mean, beside their links: by keyboard, mouse and touch, and without a script.

import { DESKTOP, PHONE, forEachInTab } from "../browser.mjs";

/** How many pages with terms are looked at. */
const PAGES = 3;

/** How long a meaning may take to come and to go, in milliseconds. */
const PATIENCE = 1500;

const LINK = "a.term[aria-describedby]";

/** Looks at the first pages that link terms of the glossary. A site without any has nothing to show. */
export async function terms(site, origin, browsers) {
  const isTerm = ({ attributes }) => attributes.class === "term" && "aria-describedby" in attributes;
  const pages = site.pages.filter((page) => page.elements.some(isTerm)).slice(0, PAGES);
  if (pages.length === 0) return [{ name: "the site", faults: [], notes: ["no page links a term"] }];
  const all = [];
  const visit = (options, viewport, look) =>
    browsers.use({ ...options, viewport }, (context) =>
      forEachInTab(context, pages, async (tab, page) => {
        await tab.goto(origin + page.path);
        return { name: page.path, faults: await look(tab) };
      }),
    );
  all.push(...(await visit({}, DESKTOP, byKeyboard)));
  all.push(...(await visit({}, DESKTOP, byMouse)));
  all.push(...(await visit({ hasTouch: true, isMobile: true }, PHONE, byTouch)));
  all.push(...(await visit({ javaScriptEnabled: false }, PHONE, withoutScript)));
  return all;
}

/** The focus shows the meaning, Escape takes it away and leaves the focus where it is. */
async function byKeyboard(tab) {
  const faults = [];
  const link = tab.locator(LINK).first();
  await focusByKey(tab);
  if (!(await comes(tab))) faults.push("the focus does not show the meaning");
  else faults.push(...(await tab.evaluate(judge)));
  await tab.keyboard.press("Escape");
  if (!(await goes(tab))) faults.push("Escape does not take the meaning away");
  if (!(await link.evaluate((element) => element === document.activeElement))) faults.push("Escape moves the focus");
  return faults;
}

/** Puts the focus on the first link as the Tab key does. */
async function focusByKey(tab) {
  await tab.keyboard.press("Tab");
  await tab.locator(LINK).first().focus();
}

/** The pointer shows the meaning, which stays while the pointer is on it, and goes when it leaves. */
async function byMouse(tab) {
  const faults = [];
  const link = tab.locator(LINK).first();
  await link.hover();
  if (!(await comes(tab))) return ["the pointer does not show the meaning"];
  const box = await tab.locator(".tip").boundingBox();
  await tab.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await tab.waitForTimeout(600);
  if (!(await tab.locator(".tip").isVisible())) faults.push("the meaning goes while the pointer is on it");
  await tab.keyboard.press("Escape");
  if (!(await goes(tab))) faults.push("Escape does not take the meaning away from the pointer");
  await tab.mouse.move(2, 2);
  await link.hover({ timeout: PATIENCE }).catch(() => faults.push("the pointer does not come back to the link"));
  await comes(tab);
  await tab.mouse.move(2, 2);
  if (!(await goes(tab))) faults.push("the meaning stays when the pointer leaves");
  return faults;
}

/** The first touch shows the meaning, the second follows the link. */
async function byTouch(tab) {
  const faults = [];
  const before = tab.url();
  const link = tab.locator(LINK).first();
  const target = await link.evaluate((element) => element.href);
  await link.tap();
  await tab.waitForTimeout(200);
  if (tab.url() !== before) return ["the first touch leaves the page"];
  if (!(await comes(tab))) return ["a touch does not show the meaning"];
  faults.push(...(await tab.evaluate(judge)));
  const follows = () => tab.waitForURL(target, { timeout: PATIENCE });
  await link.tap({ timeout: PATIENCE }).then(follows).catch(() => faults.push("the second touch does not follow the link"));
  return faults;
}

/** The link leads somewhere and is described by words that are there. */
async function withoutScript(tab) {
  return tab.locator(LINK).evaluateAll((links) =>
    links.flatMap((link) => {
      const meaning = document.getElementById(link.getAttribute("aria-describedby"));
      if (meaning === null || !meaning.checkVisibility()) return [`"${link.textContent}" is described by nothing`];
      return link.getAttribute("href") ? [] : [`"${link.textContent}" leads nowhere`];
    }),
  );
}

/** Runs inside the page: the meaning lies in the window, below or above its link, with the words of the list. */
function judge() {
  const faults = [];
  const tip = document.querySelector(".tip");
  const link = document.querySelector("a.term[aria-describedby]");
  const meaning = document.getElementById(link.getAttribute("aria-describedby"));
  if (!tip.textContent.includes(meaning.textContent)) faults.push("other words are shown than those below the text");
  const box = tip.getBoundingClientRect();
  const room = document.documentElement;
  if (box.left < 0 || box.right > room.clientWidth) faults.push("the meaning does not fit the window");
  const covers = [...link.getClientRects()].some(
    (line) => box.left < line.right && line.left < box.right && box.top < line.bottom - 1 && line.top + 1 < box.bottom,
  );
  if (covers) faults.push("the meaning covers its link");
  return faults;
}

function comes(tab) {
  return tab.locator(".tip").waitFor({ state: "visible", timeout: PATIENCE }).then(() => true, () => false);
}

function goes(tab) {
  return tab.locator(".tip").waitFor({ state: "hidden", timeout: PATIENCE }).then(() => true, () => false);
}
