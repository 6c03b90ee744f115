// Pictures of a site: one page of each template, on phone and desktop, in light, dark and on paper; or,
// with --readme, those that README.md shows. `node screenshots.mjs OUT [SITE] [--readme]`.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DESKTOP, PHONE, withBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { contentPages, readSite } from "./site.mjs";

/** Which page of each template is shown: the largest of those whose address matches. */
const SUBJECTS = {
  home: /^\/$/,
  workshop: /^\/workshops\/[^/]{2,}\/$/,
  challenge: /^\/herausforderungen\/[^/]{2,}\/$/,
  recommendation: /^\/empfehlungen\/[^/]{2,}\/$/,
  actor: /^\/akteure\/[^/]{2,}\/$/,
  list: /^\/empfehlungen\/$/,
  selection: /^\/auswahl\/[^/]+\/[^/]+\/$/,
  selections: /^\/auswahl\/$/,
  glossary: /^\/glossar\/$/,
  tag: /^\/schlagworte\/[^/]+\/$/,
  dossier: /^\/dossier\/[^/]+\/$/,
  timeline: /^\/zeitachse\/$/,
  flow: /^\/verlauf\/$/,
  matrix: /^\/matrix\/$/,
  topics: /^\/themen\/$/,
  status: /^\/umsetzung\/$/,
  structure: /^\/aufbau\/$/,
  network: /^\/netzwerk\/$/,
  map: /^\/karte\/$/,
  participation: /^\/beteiligung\/$/,
  coverage: /^\/abdeckung\/$/,
  partners: /^\/partner-gesucht\/$/,
  open: /^\/offene-punkte\/$/,
  overview: /^\/uebersicht\/$/,
  text: /^\/barrierefreiheit\/$/,
  simple: /^\/de-simple\/$/,
  search: /^\/suche\/$/,
  register: /^\/suche\/[a-z]\/$/,
  missing: /^\/404\.html$/,
};

/** How much of a page the README shows. */
const SHOWN = { desktop: { width: 1280, height: 1400 }, phone: { width: 390, height: 1400 } };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: "boolean", default: false } },
});
const [out, dir = resolve(import.meta.dirname, "../../public")] = positionals;
if (out === undefined) {
  console.error("usage: node screenshots.mjs OUT [SITE] [--readme]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const site = readSite(dir);
const server = await serve(site);
const [devices, work] = values.readme ? [SHOWN, shootReadme] : [{ phone: PHONE, desktop: DESKTOP }, shoot];
for (const [device, viewport] of Object.entries(devices)) {
  const options = { viewport, deviceScaleFactor: device === "phone" ? 2 : 1 };
  await withBrowser(options, async (context) => work(await context.newPage(), device));
}
server.close();

/** All subjects on one device. */
async function shoot(tab, device) {
  for (const [subject, form] of Object.entries(SUBJECTS)) {
    const page = largest(form);
    if (page === undefined) {
      console.log(`${subject}: no such page`);
      continue;
    }
    for (const colorScheme of ["light", "dark"]) {
      await tab.emulateMedia({ media: "screen", colorScheme });
      await tab.goto(server.origin + page.path);
      await save(tab, `${subject}-${device}-${colorScheme}`, { fullPage: true });
    }
    if (device === "desktop") {
      await tab.emulateMedia({ media: "print", colorScheme: "light" });
      await save(tab, `${subject}-print`, { fullPage: true });
      await tab.pdf({ path: join(out, `${subject}-print.pdf`), format: "A4" });
    }
  }
}

/** The pictures of the README on one device, as much of a page as it shows. */
async function shootReadme(tab, device) {
  if (device === "phone") {
    for (const [colorScheme, name] of [["light", "recommendation-phone"], ["dark", "recommendation-phone-dark"]]) {
      await tab.emulateMedia({ colorScheme });
      await tab.goto(`${server.origin}/empfehlungen/regionale-innovations-manager/`);
      await save(tab, name);
    }
    return;
  }
  await tab.goto(`${server.origin}/`);
  await save(tab, "home-desktop");
  await tab.goto(`${server.origin}/matrix/`);
  await save(tab, "matrix-desktop", { clip: { x: 0, y: 0, width: 1280, height: 1000 } });
  await tab.goto(`${server.origin}/herausforderungen/`);
  await tab.locator("header input[type=search]").pressSequentially("industrie zukunft");
  await tab.locator("[role=listbox] [role=option]").first().waitFor();
  await save(tab, "search-desktop", { clip: { x: 0, y: 0, width: 1280, height: 720 } });
}

async function save(tab, name, options = {}) {
  await tab.screenshot({ path: join(out, `${name}.png`), ...options });
  console.log(join(out, `${name}.png`));
}

function largest(form) {
  return contentPages(site)
    .filter((page) => form.test(page.path))
    .sort((one, other) => other.source.length - one.source.length)[0];
}
