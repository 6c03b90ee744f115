// Every page in a real browser under the real headers: what it asks for, stores and says, and
// whether it fits a screen of 320 px.

import { DESKTOP, NARROW, forEachInTab, look } from "../browser.mjs";
import { clippedText, tooWide } from "../inside.mjs";
import { contentPages, distinctPages, headersOf } from "../site.mjs";

/** What the headers of every page must say. */
const HEADERS = {
  "content-security-policy": /^(?!.*unsafe-(inline|eval)).*default-src 'none'/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^(no-referrer|same-origin)$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "strict-transport-security": /^max-age=\d{8}/,
};

/** Visits pages once: all but selections, which are alike. */
export async function visit(site, origin, browsers) {
  return browsers.use({}, async (context) => {
    const results = await forEachInTab(context, distinctPages(contentPages(site)), async (tab, page, turn) => {
      // Every other page is opened in the window that the one before was left in.
      const windows = turn % 2 === 0 ? [NARROW, DESKTOP] : [DESKTOP, NARROW];
      const visited = await visitPage(tab, origin + page.path, page, windows);
      return { name: page.path, faults: [...headerFaults(site, page), ...visited] };
    });
    const stored = await stores(context, origin);
    return [...results, { name: "storage", faults: stored }];
  });
}

function headerFaults(site, page) {
  const sent = headersOf(site, page.path);
  const faults = Object.entries(HEADERS)
    .filter(([name, form]) => !sent.some(([other, value]) => other === name && form.test(value)))
    .map(([name]) => `the header \`${name}\` is missing or weak`);
  const names = sent.map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...faults, ...twice.map((name) => `two rules set the header \`${name}\``)];
}

/** Opens a page in the first window and looks at it there and in the second one. */
async function visitPage(tab, address, page, windows) {
  const faults = [];
  const { origin } = new URL(address);
  const listeners = {
    console: (message) => {
      if (["error", "warning"].includes(message.type()) && !isOwn404(message, page)) {
        faults.push(`console: ${message.text()}`);
      }
    },
    pageerror: (error) => faults.push(`script error: ${error.message}`),
    request: (request) => {
      if (new URL(request.url()).origin !== origin) faults.push(`asks for ${request.url()}`);
    },
    response: (response) => {
      if (response.status() >= 400 && !page.path.endsWith("404.html")) {
        faults.push(`${response.url().slice(origin.length)} answers ${response.status()}`);
      }
    },
  };
  for (const [event, listener] of Object.entries(listeners)) tab.on(event, listener);
  for (const window of windows) {
    await tab.setViewportSize(window);
    if (window === windows[0]) await tab.goto(address);
    const looks = window === NARROW ? [tooWide, clippedText] : [clippedText];
    faults.push(...(await look(tab, ...looks)).map((fault) => `${window.width} px: ${fault}`));
  }
  for (const [event, listener] of Object.entries(listeners)) tab.off(event, listener);
  return faults;
}

/** The page that says "not found" answers 404 itself, and the browser remarks on it. */
function isOwn404(message, page) {
  return page.path.endsWith("404.html") && message.text().includes("404");
}

/** What the site left in the browser after all pages were visited. */
async function stores(context, origin) {
  const tab = await context.newPage();
  await tab.goto(`${origin}/`);
  const keys = await tab.evaluate(() => [
    ...Object.keys(localStorage).map((key) => `localStorage has \`${key}\``),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage has \`${key}\``),
  ]);
  const cookies = await context.cookies();
  return [...keys, ...cookies.map(({ name }) => `the cookie \`${name}\` was set`)];
}
