// What a maintainer does to texts: edit, break, mend, rename, delete, write anew.

import assert from "node:assert/strict";
import { news } from "./files.mjs";
import { until } from "./desk.mjs";

const WORKSHOP = "content/workshops/auftakt.md";
const PAGE = "/workshops/auftakt/";
const TEMPLATE = "themes/eigen/templates/record.html";

const overlay = (tab) => tab.locator("werkstatt-preview dialog[open]");

/** Waits until the page shows a text; it must never be loaded anew. */
export async function shows(tab, text) {
  await tab.waitForFunction((text) => document.body.textContent.includes(text), text);
  assert.equal(await tab.evaluate(() => globalThis.alive), true, "the page was loaded anew");
}

/** Opens a page and leaves a mark that does not survive when it is loaded anew. */
export async function open(tab, preview, path) {
  await tab.goto(preview.origin + path);
  await tab.waitForSelector("werkstatt-preview:not([hidden])", { state: "attached" });
  await tab.evaluate(() => (globalThis.alive = true));
}

export const WRITING = {
  "a saved text is shown, and the reader's state stays": async ({ site, preview, tab }) => {
    await open(tab, preview, PAGE);
    await tab.locator("#mehr summary").click();
    await tab.locator("#notiz").fill("Rückfrage zur Miete");
    const before = await tab.evaluate(() => {
      const field = document.querySelector("#notiz");
      field.setSelectionRange(3, 7);
      scrollTo({ top: 120, behavior: "instant" });
      return { top: scrollY, height: document.body.scrollHeight };
    });
    assert.equal(before.top, 120, `the page is only ${before.height} px high`);
    site.change(WORKSHOP, (text) => text.replace("An sechs Tischen", "An sieben Tischen"));
    await shows(tab, "An sieben Tischen");
    const after = await tab.evaluate(() => {
      const field = document.activeElement;
      return {
        focus: field.id,
        typed: field.value,
        selected: [field.selectionStart, field.selectionEnd],
        isOpen: document.querySelector("#mehr").open,
        top: scrollY,
      };
    });
    const expected = { focus: "notiz", typed: "Rückfrage zur Miete", selected: [3, 7] };
    assert.deepEqual(after, { ...expected, isOpen: true, top: 120 });
  },

  "a broken front matter is shown with its place; the last good page stays": async (world) => {
    const { site, preview, tab } = world;
    world.good = site.change(WORKSHOP, (text) =>
      text.replace("title: Auftakt im Rathaus", 'title: "Auftakt im Rathaus').replace("sieben", "acht"),
    );
    await overlay(tab).waitFor();
    const told = await overlay(tab).innerText();
    assert.match(told, /1 Befund/);
    assert.match(told, /content\/workshops\/auftakt\.md:2:\d+/);
    assert.match(await overlay(tab).locator("pre").innerText(), /title: "Auftakt.*\n.*\^/);
    assert.match(told, /letzten guten Stand/);
    assert.match(preview.said, /content\/workshops\/auftakt\.md:2:\d+/);
    const page = await preview.get(PAGE);
    assert.equal(page.status, 200);
    assert.match(page.body, /An sieben Tischen/);
    const misspelt = (text) => text.replace("organiser:", "organizer:");
    site.write(WORKSHOP, misspelt(world.good).replace("sieben", "acht"));
    const hint = overlay(tab).locator(".hint");
    await hint.waitFor();
    assert.match(await hint.innerText(), /^Tipp: .*organiser/);
    await until("the terminal has it", () => /= Tipp: .*organiser/.test(preview.said));
    await until("the page is the last good one", async () => {
      return (await preview.get(PAGE)).body.includes("An sieben Tischen");
    });
  },

  "other pages are not changed while there is an error": async ({ site, preview }) => {
    site.change("content/ueber.md", (text) => text.replace("Daraus entstand", "Hieraus entstand"));
    site.change("content/ueber.md", (text) => text.replace("Hieraus entstand", "Daraus entstand"));
    assert.doesNotMatch((await preview.get("/ueber/")).body, /Hieraus/);
  },

  "what is mended takes its finding away": async (world) => {
    const { site, tab } = world;
    site.write(WORKSHOP, world.good.replace("sieben", "neun"));
    await overlay(tab).waitFor({ state: "detached" });
    await shows(tab, "An neun Tischen");
    await tab.locator("werkstatt-preview .badge").waitFor({ state: "hidden" });
  },

  "a finding that was closed stays closed until there is another": async ({ site, tab }) => {
    const good = site.change(WORKSHOP, (text) => text.replace("date: 2024-03-14", "date: 2024-03-99"));
    await overlay(tab).waitFor();
    await tab.keyboard.press("Escape");
    await overlay(tab).waitFor({ state: "detached" });
    const opener = tab.locator("werkstatt-preview .badge button");
    assert.equal(await opener.innerText(), "Befunde zeigen (1)");
    site.write(WORKSHOP, good.replace("date: 2024-03-14", "datum: 2024-03-14"));
    await overlay(tab).waitFor();
    site.write(WORKSHOP, good);
    await overlay(tab).waitFor({ state: "detached" });
    await opener.waitFor({ state: "hidden" });
  },

  "a template that cannot be read is shown, and goes when it is mended": async (world) => {
    const { site, preview, tab } = world;
    const good = site.change(TEMPLATE, (text) => text.replace("{% endblock after %}", "{% endblok %}"));
    await overlay(tab).waitFor();
    assert.match(await overlay(tab).innerText(), /themes\/eigen\/templates\/record\.html:\d+:\d+/);
    assert.equal((await preview.get(PAGE)).status, 200);
    site.write(TEMPLATE, good);
    await overlay(tab).waitFor({ state: "detached" });
  },

  "a template that cannot make a page leaves the last good one up": async (world) => {
    const { site, preview, tab } = world;
    const bad = (text) => text.replace("<summary>Mehr", "<summary>{{ page.content.mehr.nichts }}");
    const good = site.change(TEMPLATE, bad);
    await overlay(tab).waitFor();
    assert.match(await overlay(tab).innerText(), /themes\/eigen\/templates\/record\.html:\d+:\d+/);
    const page = await preview.get(PAGE);
    assert.equal(page.status, 200);
    assert.match(page.body, /An neun Tischen/);
    // A page that nobody had opened before it broke has been good as well.
    const other = await preview.get("/herausforderungen/leerstand/");
    assert.equal(other.status, 200);
    assert.match(other.body, /<summary>Mehr/);
    site.write(TEMPLATE, good.replace("<summary>Mehr", "<summary>Noch mehr"));
    await overlay(tab).waitFor({ state: "detached" });
    await shows(tab, "Noch mehr");
  },

  "a renamed record moves with its links; the old address suggests the new": async (world) => {
    const { site, preview, tab } = world;
    await open(tab, preview, "/glossar/zwischennutzung/");
    site.git("mv", "content/glossar/zwischennutzung.md", "content/glossar/zwischennutzungen.md");
    site.change("content/herausforderungen/leerstand.md", (text) =>
      text.replace("[[zwischennutzung|", "[[zwischennutzungen|"),
    );
    await until("the old address is gone", async () => {
      const { status, body } = await preview.get("/glossar/zwischennutzung/");
      return status === 404 && body.includes('Meinten Sie <a href="/glossar/zwischennutzungen/"');
    });
    await tab.locator('main a[href="/glossar/zwischennutzungen/"]', { hasText: "/glossar" }).click();
    await tab.waitForURL("**/glossar/zwischennutzungen/");
    await open(tab, preview, "/herausforderungen/leerstand/");
    assert.equal(await tab.locator('main a[href="/glossar/zwischennutzungen/"]').count() > 0, true);
    assert.equal(await overlay(tab).count(), 0);
  },

  "a deleted page is gone at once, with a suggestion": async ({ site, preview, tab }) => {
    await open(tab, preview, "/aktuelles/");
    site.git("rm", "--quiet", "content/aktuelles/mustervertrag.md");
    await tab.waitForFunction(() => !document.body.textContent.includes("Mustervertrag liegt vor"));
    const { status, body } = await preview.get("/aktuelles/mustervertrag/");
    assert.equal(status, 404);
    assert.match(body, /Meinten Sie <a href="\/[^"]*"/);
  },

  "a new file is in its list and has a page": async ({ site, preview, tab }) => {
    site.write("content/aktuelles/neu/eins.md", news("Eine neue Meldung", "", "Ganz frisch."));
    await shows(tab, "Eine neue Meldung");
    await tab.getByRole("link", { name: "Eine neue Meldung" }).click();
    await tab.waitForFunction(() => document.body.textContent.includes("Ganz frisch."));
    const address = new URL(tab.url()).pathname;
    site.git("add", "--all");
    await tab.evaluate(() => (globalThis.alive = true));
    site.change("content/aktuelles/neu/eins.md", (text) => text.replace("Ganz frisch", "Noch frischer"));
    await shows(tab, "Noch frischer.");
    assert.match((await preview.get(address)).body, /Noch frischer/);
  },
};
