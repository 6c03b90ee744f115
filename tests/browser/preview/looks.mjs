// What changes many pages at once: pictures, style sheets, words of the interface, settings, the
// model, a branch.

import assert from "node:assert/strict";
import { news, picture } from "./files.mjs";
import { until } from "./desk.mjs";
import { open, shows } from "./writing.mjs";

const SHEET = "themes/eigen/assets/style.css";

/** How many files the other branch has. */
const MANY = 600;

/** How the first record of the page is outlined. */
const outline = (tab) =>
  tab.evaluate(() => getComputedStyle(document.querySelector(".record")).outlineColor);

export const LOOKS = {
  "a replaced picture is shown": async ({ site, preview, tab }) => {
    await open(tab, preview, "/aktuelles/bild/");
    const width = () => tab.evaluate(() => document.querySelector("main img").naturalWidth);
    await until("the picture", async () => (await width()) === 40);
    site.write("content/aktuelles/bild/bild.svg", picture("blue", 80));
    await until("the wider picture", async () => (await width()) === 80);
    // As wide and high as before: the page is the same, the picture is not.
    const colour = () =>
      tab.evaluate(async () => {
        const image = document.querySelector("main img");
        await image.decode();
        const pen = new OffscreenCanvas(1, 1).getContext("2d");
        pen.drawImage(image, 0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data].join(" ");
      });
    assert.equal(await colour(), "0 0 255 255");
    site.write("content/aktuelles/bild/bild.svg", picture("lime", 80));
    await until("the green picture", async () => (await colour()) === "0 255 0 255");
    await shows(tab, "Ein Bild");
  },

  "a changed style sheet is swapped; the page is not fetched": async ({ site, preview, tab }) => {
    await open(tab, preview, "/workshops/auftakt/");
    const asked = [];
    const note = (request) => asked.push(new URL(request.url()).pathname);
    tab.on("request", note);
    for (const colour of ["rgb(4, 5, 6)", "rgb(7, 8, 9)"]) {
      // A moment without any sheet would show: the marker of each frame is looked at.
      await tab.evaluate(() => {
        globalThis.bare = 0;
        const look = () => {
          const style = getComputedStyle(document.querySelector(".skip"));
          if (style.position === "static") globalThis.bare += 1;
          globalThis.frame = requestAnimationFrame(look);
        };
        look();
      });
      site.change(SHEET, (text) => text.replace(/rgb\(.*\)/, colour));
      await until("the new sheet", async () => (await outline(tab)) === colour);
      await tab.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1);
      assert.equal(await tab.evaluate(() => (cancelAnimationFrame(globalThis.frame), globalThis.bare)), 0);
    }
    tab.off("request", note);
    assert.ok(asked.length >= 2 && asked.every((path) => /\.css$/.test(path)), asked.join(" "));
    await shows(tab, "An neun Tischen");
    const served = await preview.get("/workshops/auftakt/");
    const link = await tab.evaluate(() => document.querySelector("link[rel=stylesheet]").outerHTML);
    assert.ok(served.body.includes(link), `the page is served without ${link}`);
  },

  "style sheets that are saved quickly end with the last": async ({ site, tab }) => {
    const good = site.read(SHEET);
    for (let green = 0; green <= 20; green += 1) {
      site.write(SHEET, good.replace(/rgb\(.*\)/, `rgb(9 ${green} 9)`));
      if (green % 4 === 0) await until("a sheet", async () => (await outline(tab)).startsWith("rgb(9"));
    }
    await until("the last sheet", async () => (await outline(tab)) === "rgb(9, 20, 9)");
    await tab.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1);
    await shows(tab, "An neun Tischen");
  },

  "words of the interface are shown": async ({ site, tab }) => {
    site.write("themes/eigen/strings/de.yaml", "skip_link: Gleich zum Text\n");
    await shows(tab, "Gleich zum Text");
  },

  "the title of the site is shown": async ({ site, tab }) => {
    site.change("content/site.yaml", (text) => text.replace("Dialog Lebendige Innenstadt", "Dialog Alte Mitte"));
    await shows(tab, "Dialog Alte Mitte");
    assert.match(await tab.title(), /Dialog Alte Mitte/);
  },

  "a label of the model is shown": async ({ site, tab }) => {
    const model = "kinds:\n  workshop:\n    fields:\n      place: {label: {de: Treffpunkt, en: Meeting point}}\n";
    site.write("content/model.yaml", model + "      phase: {label: {de: Abschnitt, en: Part}}\n");
    await shows(tab, "Abschnitt");
  },

  "a switch of the branch is one change, with all files": async ({ site, preview, tab }) => {
    site.commit("Vorher");
    site.git("switch", "--quiet", "--create", "viele");
    for (let number = 0; number < MANY; number += 1) {
      const text = news(`Meldung ${number}`, "", `Die Nachricht ${number}.`);
      site.write(`content/aktuelles/viele/n${number}.md`, text);
    }
    site.change("content/workshops/auftakt.md", (text) => text.replace("An neun", "An hundert"));
    await shows(tab, "An hundert Tischen");
    await until("the last record", async () => {
      return (await preview.get(`/aktuelles/n${MANY - 1}/`)).status === 200;
    });
    const heard = await preview.listen();
    site.commit("Viele");
    // Nothing but their dates is another.
    await until("the dates of the commit", () => heard.events.some(({ name }) => name === "pages"));
    for (const [branch, text, status] of [["main", "An neun", 404], ["viele", "An hundert", 200]]) {
      heard.events.length = 0;
      site.git("switch", "--quiet", branch);
      await shows(tab, `${text} Tischen`);
      assert.equal((await preview.get(`/aktuelles/n${MANY - 1}/`)).status, status);
      await until("the findings", () => heard.events.length > 0);
      const pages = heard.events.filter(({ name }) => name === "pages");
      assert.equal(pages.length, 1, `${pages.length} changes for ${branch}`);
    }
    heard.close();
    site.git("switch", "--quiet", "main");
    await shows(tab, "An neun Tischen");
  },
};
