// Pictures of a site: home, a workshop, a recommendation, a list, the glossary, on phone and
// desktop, in light, dark and on paper. `node screenshots.mjs OUT [SITE]`.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DESKTOP, PHONE, withBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { contentPages, readSite } from "./site.mjs";

/** Which page of each template is shown: the largest of those whose address matches. */
const SUBJECTS = {
  home: /^\/$/,
  workshop: /^\/workshops\/[^/]{2,}\/$/,
  recommendation: /^\/empfehlungen\/[^/]{2,}\/$/,
  list: /^\/empfehlungen\/$/,
  glossary: /^\/glossar\/$/,
  search: /^\/suche\/$/,
  register: /^\/suche\/[a-z]\/$/,
};

const [out, dir = resolve(import.meta.dirname, "../../public")] = process.argv.slice(2);
if (out === undefined) {
  console.error("usage: node screenshots.mjs OUT [SITE]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const site = readSite(dir);
const server = await serve(site);
for (const [device, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
  const options = { viewport, deviceScaleFactor: device === "phone" ? 2 : 1 };
  await withBrowser(options, (context) => shoot(context, device));
}
server.close();

async function shoot(context, device) {
  const tab = await context.newPage();
  for (const [subject, form] of Object.entries(SUBJECTS)) {
    const page = largest(form);
    if (page === undefined) {
      console.log(`${subject}: no such page`);
      continue;
    }
    for (const colorScheme of ["light", "dark"]) {
      await tab.emulateMedia({ media: "screen", colorScheme });
      await tab.goto(server.origin + page.path);
      await save(tab, `${subject}-${device}-${colorScheme}`);
    }
    if (device === "desktop") {
      await tab.emulateMedia({ media: "print", colorScheme: "light" });
      await save(tab, `${subject}-print`);
      await tab.pdf({ path: join(out, `${subject}-print.pdf`), format: "A4" });
    }
  }
}

async function save(tab, name) {
  await tab.screenshot({ path: join(out, `${name}.png`), fullPage: true });
  console.log(join(out, `${name}.png`));
}

function largest(form) {
  return contentPages(site)
    .filter((page) => form.test(page.path))
    .sort((one, other) => other.source.length - one.source.length)[0];
}
