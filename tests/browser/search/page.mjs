// Works with the search in Chromium as readers do: `node page.mjs [--pictures DIR]`. Its site is small and of
// its own making (site.mjs); each test gets a fresh tab, and what its page complains about is a fault.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PHONE, browsers } from "../browser.mjs";
import { tooWide } from "../inside.mjs";
import { serve } from "./site.mjs";

const { values } = parseArgs({ options: { pictures: { type: "string" } } });

/** What must show as text and do nothing: CVE-2020-26297 and its kin. */
const HOSTILE = [
  `<img src=x onerror="alert(1)">`,
  `</script><script>alert(1)</script>`,
  `"><svg onload=alert(1)>`,
  `');alert(1);//`,
  `{{constructor.constructor('alert(1)')()}}`,
  `\u0000\u0007\u202e\ufffe${"a".repeat(5000)}`,
  `%00%3Cscript%3E <a href="javascript:alert(1)">x</a>`,
  `"`.repeat(300) + "-".repeat(300),
];

const KINDS = [["workshop", "Veranstaltung"], ["challenge", "Herausforderung"], ["actor", "Akteur"]];

/** Enough documents for two pages of results, and one whose every text is hostile. */
const DOCUMENTS = Array.from({ length: 24 }, (_, number) => {
  const [kind, label] = KINDS[number % 3];
  const year = String(2016 + (number % 2));
  return {
    address: `/seite-${number}/`,
    title: number === 0 ? "Strategie" : `Fachkräftesicherung in der Region ${number}`,
    kind: label,
    date: `7. März ${year}`,
    state: number % 3 ? "" : "abgeschlossen",
    sections: [
      { anchor: "", heading: "", text: "Die Teilnehmenden beraten über Fachkräfte und die Strategie." },
      { anchor: "a", heading: "Ergebnisse", text: number % 2 ? "Neue Wege der Energie." : "Wege zur neuen Energie." },
    ],
    facets: [["kind", kind, label], ["year", year, year]],
  };
});
DOCUMENTS.push({
  address: "/boese/",
  title: `Boshaft ${HOSTILE[0]} ${HOSTILE[1]}`,
  kind: HOSTILE[2],
  date: HOSTILE[0],
  state: HOSTILE[1],
  sections: [
    { anchor: "", heading: "", text: `boshaft ${HOSTILE.slice(0, 5).join(" ")}` },
    { anchor: `x" onclick="alert(1)`, heading: `Boshaft ${HOSTILE[2]}`, text: `boshaft ${HOSTILE[0]}` },
  ],
  facets: [["kind", "x&y=<b>", HOSTILE[0]]],
});

const site = await serve(DOCUMENTS, { pack: 4 });
const totals = { passed: 0, failed: 0 };

const FIELD = "#search--q";
const SHOWN = "#search--results:not([hidden])";
const options = (tab) => tab.locator("[role=option]").allTextContents();
const told = (tab) => tab.textContent("[role=status]");
const titles = (tab) => tab.locator(".hits h2").allTextContents();
const attribute = (tab, name) => tab.getAttribute(FIELD, name);
const picture = (tab, name) => values.pictures && tab.screenshot({ path: join(values.pictures, `${name}.png`) });

async function suggest(tab, text) {
  await tab.goto(`${site.origin}/`);
  await tab.focus(FIELD);
  await tab.waitForSelector("[role=combobox]");
  await tab.fill(FIELD, text);
  await tab.waitForSelector(".search-panel:not([hidden])");
}

async function ask(tab, query) {
  await tab.goto(`${site.origin}/suche/${query}`);
  await tab.waitForSelector(SHOWN);
}

/** Waits until the live region says something else. */
const until = (tab, text) => tab.waitForFunction((text) => document.querySelector("[role=status]").textContent === text, text);

const TESTS = {
  async "nothing is loaded before the field has the focus"({ tab }) {
    site.requests.length = 0;
    await tab.goto(`${site.origin}/`);
    await tab.waitForLoadState("networkidle");
    const before = site.requests.filter((path) => path !== "/favicon.svg").sort();
    assert.deepEqual(before, ["/", "/assets/search/loader.js", "/assets/style.css"]);
    site.requests.length = 0;
    await tab.focus(FIELD);
    await tab.waitForSelector("[role=combobox]");
    assert.deepEqual(site.requests, ["/assets/search/box-de.js"]);
  },

  async "results show while typing, and are told"({ tab }) {
    const top = () => tab.locator("main").evaluate((main) => main.getBoundingClientRect().top);
    await tab.goto(`${site.origin}/`);
    const before = await top();
    await suggest(tab, "fachkr");
    assert.equal(await attribute(tab, "aria-expanded"), "true");
    assert.equal((await options(tab)).length, 7);
    assert.match((await options(tab)).at(-1), /^Alle 24 Treffer zeigen$/);
    assert.equal(await told(tab), "24 Treffer");
    assert.equal(await top(), before, "the page must not move");
    assert.deepEqual(await tab.locator("[role=option] mark").first().textContent(), "Fachkräftesicherung");
    await picture(tab, "suggestions");
  },

  async "arrows, Home, Enter and Escape"({ tab }) {
    await suggest(tab, "fachkr");
    await tab.keyboard.press("ArrowDown");
    assert.equal(await attribute(tab, "aria-activedescendant"), "search--option-0");
    assert.equal(await tab.getAttribute("#search--option-0", "aria-selected"), "true");
    await tab.keyboard.press("ArrowUp");
    assert.equal(await attribute(tab, "aria-activedescendant"), "");
    await tab.keyboard.press("ArrowUp");
    assert.equal(await attribute(tab, "aria-activedescendant"), "search--option-6");
    await tab.keyboard.press("Home");
    assert.equal(await tab.locator(FIELD).evaluate((input) => input.selectionStart), 0);
    assert.equal(await attribute(tab, "aria-activedescendant"), "");
    await tab.keyboard.press("Escape");
    assert.equal(await attribute(tab, "aria-expanded"), "false");
    assert.equal(await tab.inputValue(FIELD), "fachkr");
    await tab.keyboard.press("Escape");
    assert.equal(await tab.inputValue(FIELD), "");
    await tab.keyboard.type("strategie");
    await tab.waitForSelector("#search--option-0");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("Enter");
    await tab.waitForURL(`${site.origin}/seite-0/`);
  },

  async "Enter without a choice leads to the search page"({ tab }) {
    await suggest(tab, "strategie");
    await tab.keyboard.press("Enter");
    await tab.waitForURL(`${site.origin}/suche/?q=strategie`);
    await tab.waitForSelector(SHOWN);
    assert.equal(await tab.title(), "strategie – Suche");
  },

  async "Ctrl-K and Cmd-K go to the field"({ tab }) {
    for (const key of ["Control+k", "Meta+k"]) {
      await tab.goto(`${site.origin}/`);
      await tab.keyboard.press(key);
      assert.equal(await tab.evaluate(() => document.activeElement.id), "search--q");
    }
  },

  async "the list closes when the focus leaves, and a click opens a result"({ tab }) {
    await suggest(tab, "strategie");
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Tab");
    assert.equal(await tab.isVisible(".search-panel"), false);
    await tab.focus(FIELD);
    await tab.click("#search--option-0");
    await tab.waitForURL(`${site.origin}/seite-0/`);
    await tab.goBack();
    assert.equal(await tab.locator(".search-panel:not([hidden])").count(), 0);
  },

  async "the search page shows ten results and more"({ tab }) {
    site.requests.length = 0;
    await ask(tab, "?q=fachkräfte");
    assert.equal((await titles(tab)).length, 10);
    assert.equal(await told(tab), "24 Treffer");
    assert.equal(await tab.isVisible("#search--register"), false);
    await tab.click(".search-more");
    await tab.waitForFunction(() => document.querySelectorAll(".hits h2").length === 20);
    const focused = await tab.evaluate(() => document.activeElement.getAttribute("href"));
    assert.equal(focused, await tab.locator(".hits h2 a").nth(10).getAttribute("href"));
    await picture(tab, "results");
    assert(!site.requests.includes("/assets/search/more.js"), "what few searches need is loaded");
  },

  async "results say where in the page the words stand"({ tab }) {
    await ask(tab, "?q=energie");
    const first = tab.locator(".hits > li").first();
    assert.match(await first.locator("h3 a").getAttribute("href"), /^\/seite-\d+\/#a$/);
    assert.equal(await first.locator("mark").first().textContent(), "Energie");
  },

  async "typing changes the address, and the way back works"({ tab }) {
    await tab.goto(`${site.origin}/suche/`);
    await tab.focus(FIELD);
    await tab.waitForTimeout(0);
    await tab.keyboard.type("strategie");
    await tab.waitForURL(/\?q=strategie$/);
    await tab.waitForSelector(SHOWN);
    await tab.goBack();
    await tab.waitForSelector("#search--register", { state: "visible" });
    assert.equal(await tab.inputValue(FIELD), "");
    await tab.goForward();
    await tab.waitForSelector(SHOWN);
    await tab.fill(FIELD, "");
    await tab.waitForSelector("#search--register", { state: "visible" });
  },

  async "facets narrow, count, stand in the address, and can be taken away"({ tab }) {
    await ask(tab, "?q=fachkräfte");
    site.requests.length = 0;
    await tab.click("summary");
    await tab.waitForSelector("fieldset");
    assert.equal(site.requests.filter((path) => path.includes("/f-")).length, 2);
    const boxes = tab.locator(".search-filter label");
    assert.deepEqual((await boxes.allTextContents()).slice(0, 3), ["Veranstaltung8", "Herausforderung8", "Akteur8"]);
    await boxes.nth(0).click();
    await until(tab, "8 Treffer");
    await boxes.nth(1).click();
    await until(tab, "16 Treffer");
    assert.match(tab.url(), /q=fachkr%C3%A4fte&kind=workshop&kind=challenge$/);
    assert.equal(await tab.evaluate(() => document.activeElement.type), "checkbox");
    assert.match((await boxes.allTextContents()).join(" "), /Akteur8 .*20168 20178/);
    await tab.locator(".search-chosen button").first().click();
    await until(tab, "8 Treffer");
    assert.match(tab.url(), /q=fachkr%C3%A4fte&kind=challenge$/);
    assert.match(await tab.evaluate(() => document.activeElement.textContent), /^Herausforderung/);
    await tab.goBack();
    await until(tab, "16 Treffer");
    await picture(tab, "facets");
  },

  async "facets without words"({ tab }) {
    await ask(tab, "?year=2017&kind=actor");
    assert.equal(await told(tab), "4 Treffer");
    assert.equal((await titles(tab)).length, 4);
    assert.equal(await tab.locator(".search-chosen button").count(), 2);
  },

  async "slips are noticed"({ tab }) {
    await ask(tab, "?q=stratgie");
    const link = tab.locator(".search-meant a");
    assert.equal(await link.textContent(), "Strategie");
    await link.click();
    await tab.waitForURL(/\?q=Strategie$/);
    await tab.waitForSelector(SHOWN);
    assert.equal(await tab.isVisible(".search-meant"), false);
  },

  async "where nothing is found there is help"({ tab }) {
    await ask(tab, "?q=qqqxyz");
    assert.equal(await told(tab), "Nichts gefunden für „qqqxyz“.");
    assert.ok(await tab.isVisible(".search-help"));
    await ask(tab, "?q=strapaxie");
    assert.equal(await tab.textContent(".search-help a"), "Strategie");
    await picture(tab, "nothing");
  },

  async "phrases are looked up in the texts"({ tab }) {
    await ask(tab, `?q=${encodeURIComponent('"neue Wege"')}`);
    assert.equal(await told(tab), "Mindestens 10 Treffer");
    await tab.click(".search-more");
    await until(tab, "12 Treffer");
    await ask(tab, `?q=${encodeURIComponent('"Wege neue"')}`);
    assert.match(await told(tab), /^Nichts/);
  },

  async "hostile queries are text"({ tab }) {
    for (const query of HOSTILE) {
      await ask(tab, `?q=${encodeURIComponent(query)}&kind=${encodeURIComponent(query)}`);
      await tab.goto(`${site.origin}/`);
      await tab.fill(FIELD, query);
      await tab.waitForTimeout(0);
    }
  },

  async "hostile documents are text"({ tab }) {
    await ask(tab, "?q=boshaft");
    const text = await tab.textContent(".hits");
    for (const payload of HOSTILE.slice(0, 3)) assert.ok(text.includes(payload), payload);
    await tab.click("summary");
    await tab.waitForSelector("fieldset");
    assert.ok((await tab.textContent(".search-filter")).includes(HOSTILE[0]));
    assert.equal(await tab.locator("#search--results :is(img, svg, script, b)").count(), 0);
    await suggest(tab, "boshaft");
    assert.ok((await options(tab))[0].includes(HOSTILE[0]));
    assert.equal(await tab.locator(".search-panel :is(img, svg, script)").count(), 0);
  },

  async "without a connection there is a word and a way on"({ tab, context, expect }) {
    expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
    await suggest(tab, "strategie");
    await context.setOffline(true);
    await tab.fill(FIELD, "energie");
    await tab.waitForSelector(".search-panel button");
    assert.match(await told(tab), /Verbindung/);
    await context.setOffline(false);
    await tab.click(".search-panel button");
    await tab.waitForSelector("#search--option-0");
  },

  async "without an index there is the register"({ tab, expect }) {
    expect(/404/);
    site.ways.gone = (path) => path.endsWith("root.bin");
    await ask(tab, "?q=strategie");
    assert.equal(await tab.getAttribute("[role=status] a", "href"), "/suche/");
  },

  async "a new version is noticed"({ tab, expect }) {
    expect(/404/);
    await ask(tab, "?q=strategie");
    site.publish([...DOCUMENTS].reverse(), { pack: 4 });
    await tab.fill(FIELD, "boshaft");
    await tab.waitForFunction(() => document.querySelector(".hits h2")?.textContent.startsWith("Boshaft"));
  },

  async "servers without ranges"({ tab }) {
    site.ways.ranges = false;
    await ask(tab, "?q=fachkräfte");
    assert.equal((await titles(tab)).length, 10);
  },

  async "390 px, touch, large letters"({ tab, open }) {
    const phone = await open({ viewport: PHONE, hasTouch: true, isMobile: true });
    await suggest(phone, "strategie");
    assert.deepEqual(await phone.evaluate(tooWide), []);
    const panel = await phone.locator(".search-panel").boundingBox();
    assert.deepEqual([panel.x, panel.width], [0, PHONE.width]);
    await picture(phone, "phone");
    await phone.tap("#search--option-0");
    await phone.waitForURL(`${site.origin}/seite-0/`);
    await tab.setViewportSize({ width: 640, height: 800 });
    await ask(tab, "?q=fachkräfte&kind=actor");
    await tab.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    assert.deepEqual(await tab.evaluate(tooWide), []);
  },

  async "axe, with everything open"({ open }) {
    const script = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const colorScheme of ["light", "dark"]) {
      const tab = await open({ colorScheme, bypassCSP: true });
      const faults = async () => {
        await tab.evaluate(script);
        const { violations } = await tab.evaluate(() => globalThis.axe.run(document));
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
      };
      await suggest(tab, "fachkr");
      await tab.keyboard.press("ArrowDown");
      assert.deepEqual(await faults(), []);
      await ask(tab, "?q=stratgie&kind=workshop");
      await tab.click("summary");
      await tab.waitForSelector("fieldset");
      assert.deepEqual(await faults(), []);
      await picture(tab, `open-${colorScheme}`);
    }
  },
};

const own = browsers();
for (const [name, test] of Object.entries(TESTS)) await run(name, test);
await own.close();
site.close();
console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

/** Runs a test in a profile of its own. */
async function run(name, test) {
  const faults = [];
  const expected = [];
  const start = performance.now();
  Object.assign(site.ways, { ranges: true, gone: () => false });
  site.publish(DOCUMENTS, { pack: 4 });
  const watched = (context) => {
    context.setDefaultTimeout(10_000);
    context.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
    context.on("weberror", (error) => faults.push(`script error: ${error.error().stack}`));
    context.on("request", (request) => request.url().startsWith(site.origin) || faults.push(`asks for ${request.url()}`));
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
    });
    return context;
  };
  const further = [];
  await own.use({}, async (context) => {
    watched(context);
    const tab = await context.newPage();
    const open = async (options) => {
      const other = watched(await context.browser().newContext(options));
      further.push(other);
      return other.newPage();
    };
    await test({ tab, context, open, expect: (pattern) => expected.push(pattern) }).catch((error) => faults.push(error.message));
    for (const other of further) await other.close();
  });
  const left = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
  console.log(`${left.length > 0 ? "FAILED" : "passed"}  ${name}  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  for (const fault of left.slice(0, 6)) console.log(`  ${fault.slice(0, 600).replaceAll("\n", "\n  ")}`);
  totals[left.length > 0 ? "failed" : "passed"] += 1;
}
