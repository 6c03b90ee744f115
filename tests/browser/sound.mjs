// A site of a few pages that every check accepts; faults.mjs breaks it in one place at a time.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The script of the theme that shows what terms mean. */
export const TERMS = readFileSync(new URL("../../themes/werkstatt/assets/terms.js", import.meta.url), "utf8");

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const STYLE = `
:root { color-scheme: light dark; color: #18212b; background: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { color: #e8edf2; background: #10161c; }
  a { color: #8cc4ff; }
}
body { margin: 1rem; line-height: 1.6; }
a, summary { display: inline-block; min-height: 24px; min-width: 24px; }
:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
nav.narrow details { display: block; }
.narrow details::details-content { content-visibility: visible; }
@media (max-width: 60rem) { .narrow details:not([open])::details-content { content-visibility: hidden; } }
h1 { font-size: 1.25em; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; background: Canvas; }
.wide { overflow-x: auto; }
.tip { position: absolute; max-width: min(20rem, 90vw); background: Canvas; color: CanvasText; border: 1px solid; }
.tip > * { display: block; }
nav details { display: none; }
@media (max-width: 40rem) {
  nav details { display: block; }
  nav > ul { display: none; }
}
@media print {
  :root { color: #000000; background: #ffffff; }
  a { color: inherit; }
  header, .skip { display: none; }
}
`;

const ENTRIES = `<ul><li><a href="/">Start</a></li> <li><a href="/workshops/">Workshops</a></li></ul>`;

/** A whole page; `path` is its address. */
export function soundPage(path, title, body) {
  return `<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="canonical" href="https://example.org${path}">
<link rel="stylesheet" href="/assets/style.0123abcd.css">
<link rel="icon" href="/assets/icon.svg">
<script src="/assets/script.js" defer></script>
</head>
<body>
<a class="skip" href="#inhalt">Zum Inhalt</a>
<header><nav aria-label="Hauptmenü"><details><summary>Menü</summary>${ENTRIES}</details>${ENTRIES}</nav></header>
<main id="inhalt" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
<footer><p><a href="/workshops/a/">Alte Seiten</a></p></footer>
</body>
</html>
`;
}

const REDIRECT = `<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<title>Umgezogen</title>
<link rel="canonical" href="https://example.org/workshops/a/">
<meta http-equiv="refresh" content="0; url=/workshops/a/">
</head>
<body>
<p><a href="/workshops/a/">Die Seite ist umgezogen.</a></p>
</body>
</html>
`;

/** The site map of pages. */
export function siteMap(paths) {
  const urls = paths.map((path) => `<url><loc>https://example.org${path}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join("")}</urlset>
`;
}

/** The script of the theme that shows lists in place. */
export const FILTER = readFileSync(join(import.meta.dirname, "../../themes/werkstatt/assets/filter.js"), "utf8");

/** The script of the theme that sorts tables. */
export const SORT = readFileSync(join(import.meta.dirname, "../../themes/werkstatt/assets/sort.js"), "utf8");

/** A table that can be sorted, in its first order. */
export const TABLE = `<div class="wide" role="group" tabindex="0" aria-label="Zahlen"><table class="sortable"><caption>Zahlen</caption>
<thead><tr><th scope="col">Ort</th><th scope="col">Tag</th><th scope="col" class="right">Anzahl</th><th scope="col">Themen</th></tr></thead>
<tbody><tr><th scope="row">Zwickau</th><td data-key="2017-03-07">7. März 2017</td><td class="right" data-key="9">9</td><td>Netze</td></tr>
<tr><th scope="row">Äußere Stadt</th><td></td><td class="right" data-key="10">10</td><td><ul><li>Arbeit</li><li>Netze</li></ul></td></tr>
<tr><th scope="row">Bautzen</th><td data-key="2016-12-17">17. Dezember 2016</td><td class="right" data-key="1000">1 000</td><td>Arbeit</td></tr></tbody></table></div>
<script type="module" src="/assets/sort.js"></script>`;

/** A list with choices beside it; `chosen` is the year that was chosen, if one was. */
export function listPage(path, title, chosen) {
  const years = ["2017", "2018"].map((year) =>
    year === chosen
      ? `<li><a href="/liste/" aria-current="true">${year}</a></li>`
      : `<li><a href="/liste/${year}/">${year}</a></li>`,
  );
  const body = `<p class="count">${chosen ? 1 : 2} Einträge</p>
<nav class="narrow" aria-label="Eingrenzen"><details><summary>Eingrenzen</summary>
<section data-facet="year"><h2>Jahr</h2><ul>${years.join("")}</ul></section></details></nav>
<p><a href="/workshops/a/">Auftakt ${chosen ?? ""}</a></p>`;
  return soundPage(path, title, body).replace("</head>", `<script type="module" src="/assets/filter.js"></script>\n</head>`);
}

/** The files of the site, by path. */
export const SOUND = {
  "index.html": soundPage("/", "Werkstatt", `<p>Ein kleiner Ort.</p>`),
  "workshops/index.html": soundPage(
    "/workshops/",
    "Workshops",
    `<ul><li><a href="a/#zahlen">Auftakt</a></li> <li><a href="/liste/">Liste</a></li></ul>`,
  ),
  "workshops/a/index.html": soundPage(
    "/workshops/a/",
    "Auftakt",
    `<h2 id="zahlen">Zahlen</h2>
<section class="wide" tabindex="0" aria-label="Zahlen"><table><caption>Zahlen</caption>
<thead><tr><th scope="col">Jahr</th></tr></thead><tbody><tr><td>2016</td></tr></tbody></table></section>
${TABLE}
<p><img src="/assets/icon.svg" alt="" width="16" height="16"> <a href="https://example.com/">Anderswo</a></p>
<p>Das ist ein <a class="term" href="/workshops/" aria-describedby="term--1">Treffen</a> im Jahr.</p>
<section data-again="Noch einmal tippen"><h2>Begriffe</h2>
<dl><dt><a href="/workshops/">Treffen</a></dt><dd id="term--1">Menschen kommen zusammen und reden miteinander.</dd></dl>
<script type="module" src="/assets/terms.js"></script></section>`,
  ),
  "liste/index.html": listPage("/liste/", "Liste"),
  "liste/2017/index.html": listPage("/liste/2017/", "Liste 2017", "2017"),
  "liste/2018/index.html": listPage("/liste/2018/", "Liste 2018", "2018"),
  "404.html": soundPage("/404.html", "Nicht gefunden", `<p><a href="/">Zum Anfang</a></p>`),
  "alt/index.html": REDIRECT,
  "assets/style.0123abcd.css": STYLE,
  "assets/script.js": `document.documentElement.classList.add("scripted");\n`,
  "assets/terms.js": TERMS,
  "assets/filter.js": FILTER,
  "assets/sort.js": SORT,
  "assets/icon.svg": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>\n`,
  "sitemap.xml": siteMap(["/", "/workshops/", "/workshops/a/", "/liste/", "/liste/2017/", "/liste/2018/"]),
  _redirects: "/alt/ /workshops/a/ 301\n",
  _headers: `/*
  Content-Security-Policy: ${POLICY}
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Resource-Policy: same-origin
  Strict-Transport-Security: max-age=63072000; includeSubDomains
`,
};
