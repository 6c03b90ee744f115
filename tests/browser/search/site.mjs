// A site of a few pages with a search, for the tests of it: in memory, served under the headers of the program.
// What a test changes about the server stands in `ways`; `requests` are the addresses that were asked for.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { listen, partOf } from "../listen.mjs";
import { indexOf } from "./index.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const SHEETS = join(ROOT, "themes/werkstatt/assets");

const STRINGS = {
  search_results: "Treffer",
  search_count_one: "{count} Treffer",
  search_count_other: "{count} Treffer",
  search_count_least: "Mindestens {count} Treffer",
  search_nothing: "Nichts gefunden für „{query}“.",
  search_all_one: "Den Treffer auf der Suchseite zeigen",
  search_all_other: "Alle {count} Treffer zeigen",
  search_all_least: "Alle Treffer zeigen",
  search_remove: "entfernen",
  search_failed: "Die Suche lässt sich gerade nicht laden. Besteht eine Verbindung zum Internet?",
  search_again: "Noch einmal versuchen",
  search_missing: "Hier geht die Suche leider nicht.",
  search_register: "Zum Register A–Z",
};

/** What stands between the results' places in the theme (templates/components/results.html). */
const RESULTS = readFileSync(join(ROOT, "themes/werkstatt/templates/components/results.html"), "utf8")
  .replace(/\{#-?[^]*?-?#\}|\{%-?[^]*?-?%\}/g, "")
  .replace(/\{\{ t\.(\w+) \}\}/g, (_, key) => ({
    results_meant: "Meinten Sie:",
    results_filter: "Auswahl eingrenzen",
    results_more: "Weitere Treffer",
    results_help: "Prüfen Sie die Schreibweise, oder nehmen Sie ein kürzeres oder allgemeineres Wort.",
    results_near: "Ähnliche Wörter:",
    results_languages: "In anderen Sprachen:",
  })[key] ?? `{{ ${key} }}`)
  .replace(/\{\{[^]*?\}\}/g, "#");

/** Serves a site with an index of some documents: `{ origin, ways, requests, publish, close }`. */
export async function serve(documents, options) {
  const ways = { ranges: true, gone: () => false };
  const requests = [];
  const site = { files: new Map() };
  const publish = (documents, options) => (site.files = filesOf(documents, options));
  publish(documents, options);
  const { origin, close } = await listen((request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    requests.push(pathname);
    answer(site.files.get(ways.gone(pathname) ? "" : pathname), request, response, ways);
  });
  return { origin, ways, requests, publish, close };
}

function answer(file, request, response, { ranges }) {
  const own = { ...policy(), "content-type": file?.type ?? "text/html; charset=utf-8" };
  if (!file) {
    response.writeHead(404, own).end("<h1>404</h1>");
    return;
  }
  const { status, headers, body } = partOf(file.bytes, ranges ? request.headers.range : undefined);
  response.writeHead(status, { ...own, ...headers }).end(body);
}

/** The headers that the program writes into `_headers`. */
function policy() {
  const source = readFileSync(join(ROOT, "src/extras/hosting.rs"), "utf8");
  const [, list] = source.match(/const POLICY[^=]*= \[([^]*?)\n\];/);
  const pairs = list.replace(/\\\n\s*/g, "").matchAll(/\(\s*"([^"]+)",\s*"([^"]+)",?\s*\)/g);
  return Object.fromEntries(Array.from(pairs, ([, name, value]) => [name, value]));
}

/** All files by address. */
function filesOf(documents, options) {
  const files = new Map();
  const add = (address, type, text) => files.set(address, { type, bytes: Buffer.from(text) });
  const config = { language: "de", root: "/suche/root.bin", files: "/assets/search/", page: "/suche/", strings: STRINGS };
  config.more = "/assets/search/more.js";
  for (const name of ["loader", "more", "box-de", "page-de"]) {
    const text = readFileSync(join(ROOT, "src/search/client/dist", `${name}.js`), "utf8");
    const settings = name.includes("-") ? `const config=${JSON.stringify({ ...config, german: true })};` : "";
    add(`/assets/search/${name}.js`, "text/javascript", settings + text);
  }
  const imports = readFileSync(join(SHEETS, "style.css"), "utf8").matchAll(/@import "([^"]+)"/g);
  const sheets = Array.from(imports, ([, name]) => readFileSync(join(SHEETS, name), "utf8"));
  add("/assets/style.css", "text/css", sheets.join("\n"));
  for (const [name, bytes] of indexOf(documents, options))
    add(name === "root.bin" ? "/suche/root.bin" : `/assets/search/${name}`, "application/octet-stream", bytes);
  add("/favicon.svg", "image/svg+xml", readFileSync(join(ROOT, "themes/werkstatt/assets/favicon.svg")));
  const html = "text/html; charset=utf-8";
  add("/", html, pageWith({ title: "Start", content: "<h1>Start</h1><p>Willkommen.</p>" }));
  add("/suche/", html, pageWith({ title: "Suche", content: searchPage(documents), isSearch: true }));
  for (const { address, title } of documents)
    add(address, html, pageWith({ title: "Seite", content: `<h1>${escaped(title)}</h1><h2 id="a">Abschnitt</h2>` }));
  return files;
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

function form(isSearch) {
  const [kind, data] = isSearch ? ["search-page", ' data-page data-module="/assets/search/page-de.js"'] : ["search", ' data-module="/assets/search/box-de.js"'];
  return `<form role="search" class="${kind}" action="/suche/"${data}>
    <label for="search--q"${isSearch ? "" : ' class="unseen"'}>Suche</label>
    <div><input type="search" id="search--q" name="q" autocomplete="off" spellcheck="false" enterkeyhint="search">
    <button type="submit">Suchen</button></div>
  </form>`;
}

function pageWith({ title, content, isSearch = false }) {
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" type="image/svg+xml" href="/favicon.svg"><link rel="stylesheet" href="/assets/style.css"><script type="module" src="/assets/search/loader.js"></script></head>
<body><header class="top"><a class="brand" href="/">Werkstatt Zukunft</a>${isSearch ? "" : form(false)}</header>
<main id="frame--content" tabindex="-1">${content}</main><footer class="bottom"><p>Kontakt</p></footer></body></html>`;
}

function searchPage(documents) {
  const facets = new Map();
  for (const [facet, id, label] of documents.flatMap(({ facets }) => facets))
    facets.set(facet, (facets.get(facet) ?? new Map()).set(id, label));
  const names = { kind: "Art", year: "Jahr" };
  const sections = [...facets].map(
    ([facet, values]) => `<section data-facet="${facet}"><h3>${names[facet] ?? facet}</h3><ul>${[...values]
      .map(([id, label]) => `<li><a href="/suche/?${new URLSearchParams([[facet, id]])}">${escaped(label)}</a></li>`)
      .join("")}</ul></section>`,
  );
  return `<header><h1>Suche</h1>${form(true)}</header><div id="search--results" hidden>${RESULTS}</div>
<section id="search--register"><h2>Register A–Z</h2><p>Alle Titel nach dem Alphabet.</p></section>
<section id="search--facets"><h2>Nach Merkmalen</h2>${sections.join("")}</section>`;
}
