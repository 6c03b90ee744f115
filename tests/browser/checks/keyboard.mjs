// One page per template by keyboard alone: the skip link, the order, the focus that must be seen.

import { DESKTOP, PHONE, forEachInTab } from "../browser.mjs";
import { focused } from "../inside.mjs";
import { templatePages } from "../site.mjs";

/** How many stops are looked at on one page; beyond it, pages repeat themselves. */
const STOPS = 60;

/** How many times Tab is pressed until the page is asked what became of it. */
const STRIDE = 15;

/** Walks through the pages with the Tab key, on a desktop and on a phone. */
export async function keyboard(site, origin, browsers) {
  return browsers.use({}, async (context) => {
    const results = await forEachInTab(context, templatePages(site), async (tab, page) => {
      const walks = [];
      for (const [device, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
        await tab.setViewportSize(viewport);
        // Another address, so that the browser does not go back to where the focus was.
        await tab.goto(`${origin}${page.path}?${device}`);
        const { stops, faults } = await pressTab(tab);
        faults.push(...(await judge(tab, stops)), ...(await skipLink(tab, stops[0])));
        walks.push({ name: `${page.path} (${device})`, faults });
      }
      return walks;
    });
    return results.flat();
  });
}

/** Judges every stop until the page is through. */
async function judge(tab, stops) {
  const faults = [];
  const visited = new Set();
  for (const at of stops) {
    if (at === null || visited.has(at.number)) {
      // The browser itself is the next stop; a page that keeps the focus comes back too early.
      const rest = at !== null && (await focusableCount(tab)) > visited.size;
      if (rest) faults.push(`${at.name} takes the focus again before the page is through`);
      break;
    }
    visited.add(at.number);
    if (!at.inWindow) faults.push(`${at.name} has the focus outside the window`);
    else if (!at.uncovered) faults.push(`${at.name} is covered when it has the focus`);
    if (!at.marked) faults.push(`${at.name} does not show that it has the focus`);
  }
  if (visited.size === 0) faults.push("nothing takes the focus");
  return faults;
}

/**
 * What had the focus after each press of Tab, at least up to the end of the page, and where the page took it
 * by itself. The page takes notes and is asked for them now and then only.
 */
async function pressTab(tab) {
  await tab.evaluate(`(${takeNotes})(${focused})`);
  const input = await tab.context().newCDPSession(tab);
  const key = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 };
  let notes = { stops: [], moves: [] };
  for (let pressed = 0; pressed < STOPS && !isThrough(notes.stops); pressed += STRIDE) {
    for (let press = 0; press < STRIDE; press += 1) {
      // Not all keys at once: the page needs the time between them for what it puts off.
      const sent = ["rawKeyDown", "keyUp"].map((type) => input.send("Input.dispatchKeyEvent", { type, ...key }));
      await Promise.all(sent);
    }
    // What the page put off for a moment happens first.
    notes = await tab.evaluate(() => new Promise((done) => setTimeout(() => done(globalThis.notes))));
  }
  await input.detach();
  return { stops: notes.stops, faults: notes.moves.map((name) => `${name} takes the focus by itself`) };
}

/**
 * Runs inside the page: notes what has the focus whenever a key goes up, and what took it without a key. A key
 * may move it once; the browser may give it back to the page at any time.
 */
function takeNotes(focused) {
  const notes = (globalThis.notes = { stops: [], moves: [] });
  let due = false;
  addEventListener("keydown", () => (due = true), true);
  addEventListener("keyup", () => {
    due = false;
    notes.stops.push(focused());
  }, true);
  addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget === null) return;
    if (!due) notes.moves.push(focused().name);
    due = false;
  }, true);
}

/** Whether the focus left the page or came back to where it was. */
function isThrough(stops) {
  return stops.includes(null) || new Set(stops.map(({ number }) => number)).size < stops.length;
}

async function focusableCount(tab) {
  return tab.evaluate(
    () =>
      [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
        .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility())
        .length,
  );
}

/**
 * The first stop is a link to the main part; Enter goes there. The focus is put back on it as it was, at the
 * beginning of the page: what shows where the focus is shows it, since a key was pressed last.
 */
async function skipLink(tab, first) {
  if (!first?.href?.startsWith("#")) return ["the first stop is no skip link"];
  if (!first.inWindow) return ["the skip link cannot be seen when it has the focus"];
  await tab.evaluate((number) => {
    scrollTo({ top: 0, behavior: "instant" });
    document.querySelectorAll("*")[number].focus();
  }, first.number);
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Tab");
  const arrived = await tab.evaluate((href) => {
    const target = document.getElementById(decodeURIComponent(href.slice(1)));
    const at = document.activeElement;
    if (target === null || target.closest("main, h1") === null) return "does not lead to the main part";
    const through = at === document.body || target.contains(at) || target === at;
    const behind = target.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
    return through || behind ? "" : "does not take the focus along";
  }, first.href);
  return arrived ? [`the skip link ${arrived}`] : [];
}
