// Proof that the checks can fail: for each, a list of faults that it must find, and a sound site
// that it must accept.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serve } from "./server.mjs";
import { readSite } from "./site.mjs";
import { FILTER, SORT, SOUND, TABLE, TERMS, siteMap, soundPage } from "./sound.mjs";

/** Puts something at the end of the main part, or in place of something else. */
const adds = (html) => (page) => page.replace("</main>", () => `${html}</main>`);
const swaps = (old, now) => (page) => page.replace(old, () => now);

/** Faults of one page: what is expected, and how a sound page gets it. */
const PAGES = {
  links: [
    [/leads nowhere/, adds(`<p><a href="/nirgends/">x</a></p>`)],
    [/leads nowhere/, adds(`<p><a href="/workshops">ohne Schrägstrich</a></p>`)],
    [/leads nowhere/, adds(`<p><img src="fehlt.png" alt=""></p>`)],
    [/leads nowhere/, adds(`<p><a href="https://example.org/nirgends/">x</a></p>`)],
    [/no element has that id/, adds(`<p><a href="/workshops/a/#fehlt">x</a></p>`)],
    [/no element has that id/, adds(`<p><a href="#fehlt">x</a></p>`)],
    [/through a redirect/, adds(`<p><a href="/alt/">x</a></p>`)],
    [/fetched from elsewhere/, adds(`<p><img src="https://example.com/x.png" alt=""></p>`)],
    [/fetched from elsewhere/, adds(`<p><img srcset="//example.com/x.png 2x" alt=""></p>`)],
    [/fetched from elsewhere/, swaps(`<script src="`, `<script src="https://example.com`)],
    [/scheme that is not allowed/, adds(`<p><a href="ftp://example.com/">x</a></p>`)],
    [/scheme that is not allowed/, adds(`<p><a href="JaVaScRiPt:alert(1)">x</a></p>`)],
  ],
  structure: [
    [/inline script/, adds(`<script>1</script>`)],
    [/inline style sheet/, adds(`<style>p{}</style>`)],
    [/style attribute/, adds(`<p style="color:red">x</p>`)],
    [/event handler/, adds(`<p onclick="x()">x</p>`)],
    [/has `href="javascript/, adds(`<a href="javascript:x()">x</a>`)],
    [/has `href="data/, swaps(`href="/assets/icon.svg"`, `href="data:,"`)],
    [/<iframe> is not allowed/, adds(`<iframe src="/"></iframe>`)],
    [/positive tabindex/, adds(`<p tabindex="1">x</p>`)],
    [/no alt/, adds(`<img src="/assets/icon.svg" width="1" height="1">`)],
    [/no width and height/, adds(`<img src="/assets/icon.svg" alt="">`)],
    [/stands 2 times/, adds(`<p id="inhalt">x</p>`)],
    [/2 <h1>/, adds(`<h1>x</h1>`)],
    [/level 3 follows level 1/, adds(`<h3>x</h3>`)],
    [/no language/, swaps(` lang="de"`, "")],
    [/no title/, swaps(/<title>.*<\/title>/, "")],
    [/no doctype/, swaps("<!DOCTYPE html>", "")],
    [/stops people from zooming/, swaps("initial-scale=1", "maximum-scale=1")],
  ],
  nu: [
    [/Stray end tag/, adds(`</section>`)],
    [/Bad value/, swaps(`lang="de"`, `lang="de-easy"`)],
    [/Duplicate ID/, adds(`<p id="inhalt">x</p>`)],
  ],
  "html-validate": [
    [/element-required-attributes|wcag/, adds(`<img src="/assets/icon.svg">`)],
    [/no-dup-id/, adds(`<p id="inhalt">x</p>`)],
    [/no-inline-style/, adds(`<p style="color:red">x</p>`)],
  ],
  visit: [
    [/is \d+ px wide/, adds(`<pre>${"breit".repeat(80)}</pre>`)],
    [/320 px: <p> "Eine.* is cut off/, adds(`<p class="knapp">Eine Zeile, die auf schmalen Fenstern niemand zu Ende liest.</p>`)],
    [/1280 px: <p> "Eine.* is cut off/, adds(`<p class="eng">Eine Zeile, die nicht wachsen darf, weil jemand sie festhielt.</p>`)],
    [/console: .*Content Security Policy/, adds(`<p style="color:red">x</p>`)],
    [/answers 404/, adds(`<p><img src="/fehlt.png" alt="" width="1" height="1"></p>`)],
    [/script error: kaputt/, adds(`<p id="kaputt">x</p>`)],
  ],
  enlarged: [
    [/is \d+ px wide/, adds(`<p class="starrbreit">x</p>`), "390 px"],
    [/is \d+ px wide/, adds(`<p class="starrbreit">x</p>`), "1280 px"],
    [/"Start" and "Workshops" overlap/, swaps("<header>", `<header class="aufeinander">`)],
    [/"Buchstabe" is broken into/, adds(`<p class="schmal">Buchstabe</p>`)],
  ],
  axe: [
    [/image-alt/, adds(`<img src="/assets/icon.svg">`)],
    [/video-caption/, adds(`<video controls></video>`)],
    [/target-size/, adds(`<p><button class="klein">x</button><button class="klein">y</button></p>`)],
    [/color-contrast/, adds(`<p class="blass">Blass</p>`), "(light)"],
    [/color-contrast/, adds(`<p class="dunkel">Dunkel</p>`), "(dark)"],
    [/image-alt/, adds(`<img class="nachts" src="/assets/icon.svg" width="9" height="9">`), "(dark)"],
    [/image-alt/, adds(`<img class="gezwungen" src="/assets/icon.svg" width="9" height="9">`), "(forced colours)"],
    [/has a contrast of/, adds(`<p class="starr">Starr</p>`), "(forced colours)"],
    [/scrollable-region-focusable/, adds(`<div class="wide"><pre>${"x".repeat(90)}</pre></div>`), "(320 px)"],
    [/color-contrast/, adds(`<div class="platz"><span class="fleck"></span><p>Wie jedes andere Wort</p></div>`), "(dark)"],
    [/link-in-text-block/, adds(`<p>Ein langer Text mit <a class="gleich" href="/">einem Wort</a> darin.</p>`), "(dark)"],
  ],
  keyboard: [
    [/first stop is no skip link/, swaps(/<a class="skip".*<\/a>/, "")],
    [/cannot be seen/, swaps(`class="skip"`, `class="nie"`)],
    [/does not lead to the main part/, swaps(`href="#inhalt"`, `href="#fehlt"`)],
    [/is covered/, adds(`<p class="decke">x</p>`)],
    [/does not show that it has the focus/, adds(`<p><a class="still" href="/">x</a></p>`)],
    [/takes the focus again/, adds(`<p><button id="falle">x</button> <button>y</button></p>`)],
    [/"x" takes the focus by itself/, adds(`<p><button id="spaete-falle">x</button> <button>y</button></p>`)],
    [/is covered/, adds(`<p class="schmale-decke">x</p>`), "(phone)"],
  ],
  terms: [
    [/is described by nothing/, adds(`<p><a class="term" href="/" aria-describedby="term--1">x</a></p>`)],
    [/focus does not show/, adds(`<p><a class="term" href="/" aria-describedby="term--1">x</a></p><p id="term--1">y</p>`)],
  ],
  noscript: [
    [/only with script/, adds(`<p id="spaet"></p>`)],
    [/stay hidden/, swaps("<details><summary>Menü</summary>", `<details class="weg"><summary>Menü</summary>`)],
    [/header has no navigation/, swaps(/<header>.*<\/header>/, "")],
  ],
  print: [
    [/prints the navigation/, swaps("<header>", `<header class="doch">`)],
    [/prints on rgb\(17, 17, 17\)/, swaps(`<html lang="de">`, `<html lang="de" class="nacht">`)],
    [/in a narrow column/, adds(`<div class="gequetscht"><p>${"Ein Satz, der auf Papier mehr Platz braucht. ".repeat(2)}</p></div>`)],
    [/does not print the main part/, swaps("<main", `<main class="nie-gedruckt"`)],
    [/has a contrast of/, adds(`<p class="dunkel">x</p>`)],
  ],
};

/** A script that asks another machine for something. */
const FETCH = `fetch("https://example.com/").catch(() => {});`;

/** The script that shows lists in place, with something in place of something else. */
function filterWith(old, now) {
  if (!FILTER.includes(old)) throw new Error(`filter.js has no \`${old}\``);
  return { "assets/filter.js": FILTER.replace(old, () => now) };
}

/** The script that sorts tables, with something in place of something else. */
function sortWith(old, now) {
  if (!SORT.includes(old)) throw new Error(`sort.js has no \`${old}\``);
  return { "assets/sort.js": SORT.replace(old, () => now) };
}

/** The page with a table, with another one. */
const tableWith = (old, now) => {
  const path = "workshops/a/index.html";
  return { [path]: SOUND[path].replace(TABLE, TABLE.replace(old, () => now)) };
};

/** The pages with lists. */
const LISTS = Object.keys(SOUND).filter((path) => path.startsWith("liste/"));

/** A page that calls the home page its original. */
const COPY = SOUND["workshops/index.html"].replace("org/workshops/", "org/");

/** The script of terms with something else in one place. */
const badTerms = (old, now) => {
  if (!TERMS.includes(old)) throw new Error(`terms.js has no ${old}`);
  return { "assets/terms.js": TERMS.replace(old, () => now) };
};

/** Faults of the site as a whole: what is expected, and the files that bring it. */
const SITES = {
  links: [
    [/`\/workshops\/` is not named/, { "sitemap.xml": siteMap(["/", "/workshops/a/"]) }],
    [/is no page/, { "sitemap.xml": siteMap(["/", "/workshops/", "/workshops/a/", "/weg/"]) }],
    [/is no original/, { "workshops/index.html": COPY }],
    [/is missing/, { "sitemap.xml": "" }],
    [/which does not exist/, { _redirects: "/alt/ /weg/ 301\n" }],
    [/has no page that redirects/, { _redirects: "/neu/ /workshops/a/ 301\n" }],
    [/no link leads to/, { "insel/index.html": soundPage("/insel/", "Insel", "") }],
    [/leads nowhere/, { "assets/x.css": `p { background: url("fehlt.png") }` }],
    [/fetched from elsewhere/, { "assets/x.css": `@import "https://example.com/x.css";` }],
  ],
  terms: [
    [/focus does not show/, badTerms(`if (link?.matches(":focus-visible"))`, "if (false)")],
    [/other words are shown/, badTerms("name, meaning.textContent", `name, "Anderes"`)],
    [/Escape does not take the meaning away$/, badTerms(`"Escape"`, `"Nie"`)],
    [/Escape moves the focus/, badTerms(`"Escape") hide()`, `"Escape") (hide(), document.activeElement.blur())`)],
    [/goes while the pointer is on it/, badTerms("link || tip.contains(event.target)", "link")],
    [/stays when the pointer leaves/, badTerms("later(300, hide)", "1")],
    [/pointer does not show/, badTerms("later(200, () => show(link))", "1")],
    [/first touch leaves the page/, badTerms("event.preventDefault()", "1")],
    [/touch does not show/, badTerms("show(link, true)", "1")],
    [/second touch does not follow/, badTerms("link && link !== shown && pointer", "link && pointer")],
    [/does not fit the window/, badTerms("room.clientWidth - width - 8))", "9999)) + 400")],
    [/covers its link/, badTerms("(isAbove ? above : bottom)", "lines[0].top")],
  ],
  filter: [
    [/leaves the page for a choice/, { "assets/filter.js": "" }],
    [/another path/, filterWith("history.pushState", "history.state?.push")],
    [/does not tell/, filterWith("told.textContent =", "told.title =")],
    [/the focus is on/, filterWith(".focus({", ".blur({")],
    [/chosen: another main/, filterWith(`"main", `, "")],
    [/another title/, filterWith(`"title", `, "")],
    [/another canonical/, filterWith(`"link[rel=canonical]", `, "")],
    [/back: another/, filterWith(`"popstate"`, `"popstat"`)],
    [/folded again/, filterWith(".open = isOpen", ".open = false")],
    [/not folded/, Object.fromEntries(LISTS.map((path) => [path, SOUND[path].replace(`Eingrenzen"><details`, "$& open")]))],
    [/leads nowhere/, filterWith("location.assign(address)", "address")],
    [/loaded anew: another/, { "assets/filter.js": FILTER + `if (location.pathname !== "/liste/") document.querySelector("h1").textContent = "x";` }],
  ],
  sort: [
    [/no heading is a button/, { "assets/sort.js": "" }],
    [/"Ort", ascending: is not sorted/, sortWith("compare(one, other)", "(one > other ? 1 : -1)")],
    [/"Anzahl", descending: is not sorted/, sortWith("numeric: true", "numeric: false")],
    [/"Tag", ascending: is not sorted/, sortWith("cell.dataset.key ??", "")],
    [/"Ort", descending: is not sorted/, sortWith("sign * ", "")],
    [/does not stand below/, sortWith("!one - !other || ", "")],
    [/has other rows/, sortWith("=> row))", "=> row.cloneNode(true)))")],
    [/"Anzahl", descending: says/, sortWith("orders.reverse()", "orders")],
    [/says/, sortWith("head.ariaSort = null", "head")],
    [/takes the focus away/, sortWith("body.append(", "document.activeElement.blur(), body.append(")],
    [/without script there are buttons/, tableWith(">Ort<", "><button>Ort</button><")],
  ],
  nu: [[/not a “color” value|CSS/, { "assets/x.css": "p { color: ratlos }" }]],
  visit: [
    [/`content-security-policy` is missing/, { _headers: "/*\n  X-Frame-Options: DENY\n" }],
    [/asks for https:\/\/example\.com/, { _headers: "", "assets/script.js": FETCH }],
    [/two rules set/, { _headers: `${SOUND._headers}/\n  Referrer-Policy: same-origin\n` }],
    [/localStorage has `x`/, { "assets/script.js": `localStorage.setItem("x", "1");` }],
    [/cookie `x` was set/, { "assets/script.js": `document.cookie = "x=1";` }],
  ],
};

/** What the pages above ask of style sheet and script. */
const BAD_STYLE = `
.eng { height: 1.2em; line-height: 1.2; width: 40em; overflow: hidden; white-space: nowrap }
.starrbreit { width: 40rem; min-width: 40rem; max-width: none }
.aufeinander nav > ul { display: block }
.aufeinander a { position: absolute; inset: 0 auto auto 0 }
.schmal { width: 1.2em; overflow-wrap: anywhere; hyphens: manual }
.klein { width: 10px; height: 10px; padding: 0; border: 0 }
.blass { color: #bbbbbb }
.dunkel { color: #333333; background: #222222 }
@media (prefers-color-scheme: light) { .dunkel { color: #ffffff } }
.starr { forced-color-adjust: none; color: #888888; background: #777777 }
.nie { position: absolute; left: -100rem }
.decke { position: fixed; inset: 0; background: Canvas; margin: 0 }
.schmale-decke { display: none }
@media (max-width: 400px) { .schmale-decke { display: block; position: fixed; inset: 0; background: Canvas; margin: 0 } }
.platz, .platz p { position: relative }
.fleck { position: absolute; inset: 0 }
.gleich { display: inline; color: #767676; text-decoration: none }
@media (prefers-color-scheme: dark) { .fleck { background: #e8edf2 } .gleich { color: #d0d8e0 } }
.gequetscht { width: 90px }
.nachts { display: none }
@media (prefers-color-scheme: dark) { .nachts { display: inline } }
.gezwungen { display: none }
@media (forced-colors: active) { .gezwungen { display: inline } }
.knapp { height: 1.2em; line-height: 1.2; overflow: hidden; white-space: nowrap; width: auto }
@media (min-width: 400px) { .knapp { height: auto; white-space: normal } }
a.still:focus { outline: none }
nav details.weg { display: none }
@media print {
  header.doch { display: block }
  .nie-gedruckt { display: none }
  .dunkel { color: #333333 }
  .nacht { background: #111111 }
}
`;
const BAD_SCRIPT = `
const spaet = document.getElementById("spaet");
if (spaet) spaet.textContent = "Nachgereicht";
if (document.getElementById("kaputt")) throw new Error("kaputt");
const falle = document.getElementById("falle");
falle?.nextElementSibling.addEventListener("focus", () => falle.focus());
const later = document.getElementById("spaete-falle");
later?.nextElementSibling.addEventListener("focus", () => setTimeout(() => later.focus()));
`;

/** How many sites are checked at a time: checks wait more than they work. */
const LANES = 4;

/** Checks the checks: one result for each fault, and one for each sound site. */
export async function prove(checks, names, browsers) {
  const proofs = names.flatMap((name) => proofsOf(name, (files) => runOn(files, checks[name], browsers)));
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < proofs.length) {
      const index = next++;
      results[index] = await proofs[index]();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results.flat();
}

/** The proofs of one check, each with a site of its own; `run` runs the check on the files of a site. */
function proofsOf(name, run) {
  const sound = async () => [{ name: `${name} accepts a sound site`, faults: faultsOf(await run(SOUND)) }];
  const pages = async (cases) => {
    const found = await run(faultySite(cases));
    return cases.map(([expected, , state = ""], index) => {
      const isOwn = (result) => result.name.startsWith(`/fault-${index}/`) && result.name.includes(state);
      return verdict(name, expected, found.filter(isOwn));
    });
  };
  const whole = async ([expected, files]) => [verdict(name, expected, await run({ ...SOUND, ...files }))];
  return [
    sound,
    ...(PAGES[name] ? [() => pages(PAGES[name])] : []),
    ...(SITES[name] ?? []).map((one) => () => whole(one)),
  ];
}

function verdict(name, expected, results) {
  const found = faultsOf(results);
  const faults = found.some((fault) => expected.test(fault))
    ? []
    : [`did not say it; said ${JSON.stringify(found.slice(0, 5))}`];
  return { name: `${name} finds ${expected}`, faults };
}

function faultsOf(results) {
  return results.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
}

/** The sound site with one broken page for each fault. */
function faultySite(cases) {
  const files = {
    ...SOUND,
    "assets/style.0123abcd.css": SOUND["assets/style.0123abcd.css"] + BAD_STYLE,
    "assets/script.js": SOUND["assets/script.js"] + BAD_SCRIPT,
  };
  for (const [index, [, change]] of cases.entries()) {
    const path = `/fault-${index}/`;
    files[`fault-${index}/index.html`] = change(soundPage(path, `Fehler ${index}`, ""));
  }
  return files;
}

/** Writes a site to a new folder, runs a check on it, and removes it. */
async function runOn(files, check, browsers) {
  const dir = mkdtempSync(join(tmpdir(), "werkstatt-site-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const site = readSite(dir);
  const server = await serve(site);
  try {
    return await check(site, server.origin, browsers);
  } finally {
    server.close();
    rmSync(dir, { recursive: true });
  }
}
