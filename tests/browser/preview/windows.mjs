// Several windows, one that slept, and what the badge says.

import assert from "node:assert/strict";
import { Preview, until } from "./desk.mjs";
import { open, shows } from "./writing.mjs";

const WORKSHOP = "content/workshops/auftakt.md";

const badge = (tab) => tab.locator("werkstatt-preview .badge");

/** Tells a page that its window was hidden or is seen again. */
const hide = (tab, isHidden) =>
  tab.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);

export const WINDOWS = {
  "two windows follow, and one that slept catches up": async ({ site, preview, context, tab }) => {
    const [other, sleeper] = [await context.newPage(), await context.newPage()];
    await open(other, preview, "/workshops/");
    await open(sleeper, preview, "/workshops/auftakt/");
    await hide(sleeper, true);
    await open(tab, preview, "/workshops/auftakt/");
    const good = site.change(WORKSHOP, (text) => text.replace("Auftakt im Rathaus", "Beginn im Rathaus"));
    await shows(tab, "Beginn im Rathaus");
    await shows(other, "Beginn im Rathaus");
    site.write(WORKSHOP, good.replace("Auftakt im Rathaus", "Start im Rathaus"));
    await shows(tab, "Start im Rathaus");
    await shows(other, "Start im Rathaus");
    assert.match(await sleeper.locator("h1").innerText(), /Auftakt im Rathaus/);
    await hide(sleeper, false);
    await shows(sleeper, "Start im Rathaus");
    await sleeper.close();
    await other.close();
  },

  "a window that slept through a style sheet has it afterwards": async ({ site, preview, context }) => {
    const sleeper = await context.newPage();
    await open(sleeper, preview, "/workshops/auftakt/");
    await hide(sleeper, true);
    const sheet = "themes/eigen/assets/style.css";
    const before = await sleeper.evaluate(() => document.querySelector("link[rel=stylesheet]").href);
    for (const colour of ["rgb(1 1 1)", "rgb(2 2 2)"]) {
      const served = async () => (await preview.get("/workshops/auftakt/")).body.match(/assets\/style[^"]*/)[0];
      const old = await served();
      site.change(sheet, (text) => text.replace(/rgb\(.*\)/, colour));
      await until("another sheet is served", async () => (await served()) !== old);
    }
    assert.equal(await sleeper.evaluate(() => document.querySelector("link[rel=stylesheet]").href), before);
    await hide(sleeper, false);
    await until("the last sheet", () =>
      sleeper.evaluate(() => getComputedStyle(document.querySelector(".record")).outlineColor === "rgb(2, 2, 2)"),
    );
    await shows(sleeper, "Start im Rathaus");
    await sleeper.close();
  },

  "the badge tells of a text in another language": async ({ preview, tab }) => {
    await open(tab, preview, "/en/workshops/auftakt/");
    await badge(tab).waitFor();
    assert.equal(await badge(tab).innerText(), "Text in anderer Sprache: Deutsch");
  },

  "the badge counts the findings of the record": async (world) => {
    const { site, preview, tab } = world;
    await open(tab, preview, "/workshops/auftakt/");
    const good = site.change(WORKSHOP, (text) => `${text}\n## \n\nOhne Überschrift.\n`);
    await tab.locator("werkstatt-preview dialog[open]").waitFor();
    await tab.screenshot({ path: world.picture("warning") });
    await tab.keyboard.press("Escape");
    await shows(tab, "Ohne Überschrift.");
    await badge(tab).getByText("1 Befund auf dieser Seite").waitFor();
    await tab.screenshot({ path: world.picture("badge") });
    site.write(WORKSHOP, good);
    await badge(tab).waitFor({ state: "hidden" });
  },

  "the badge counts what keeps the last good page up, and only there": async (world) => {
    const { site, preview, tab } = world;
    await open(tab, preview, "/workshops/auftakt/");
    const good = site.read(WORKSHOP);
    site.write(WORKSHOP, good.replace("title:", "title: x\ntitle:"));
    await badge(tab).getByText("1 Befund auf dieser Seite").waitFor({ state: "attached" });
    await open(tab, preview, "/");
    await badge(tab).getByText("Befunde zeigen (1)").waitFor({ state: "attached" });
    assert.doesNotMatch(await badge(tab).innerText(), /auf dieser Seite/);
    await open(tab, preview, "/workshops/auftakt/");
    await badge(tab).getByText("1 Befund auf dieser Seite").waitFor({ state: "attached" });
    site.write(WORKSHOP, good);
    await badge(tab).waitFor({ state: "hidden" });
  },

  "drafts and planned records have their badge, and only with --drafts a page": async (world) => {
    const { site, preview, tab } = world;
    for (const path of ["/aktuelles/entwurf/", "/aktuelles/geplant/"])
      assert.equal((await preview.get(path)).status, 404, path);
    const drafts = await Preview.start(site, { options: ["--drafts"] });
    await open(tab, drafts, "/aktuelles/entwurf/");
    await badge(tab).getByText("Entwurf", { exact: true }).waitFor();
    await open(tab, drafts, "/aktuelles/geplant/");
    await badge(tab).getByText("Geplant für 1. Januar 2999").waitFor();
    await tab.screenshot({ path: world.picture("planned") });
    await tab.goto("about:blank");
    assert.equal(await drafts.end(), 0);
  },

  "a window says so when the preview does not answer, and goes on when it does": async (world) => {
    const { site, tab } = world;
    const first = await Preview.start(site);
    const port = first.host.split(":")[1];
    await open(tab, first, "/workshops/auftakt/");
    assert.equal(await first.end(), 0);
    await badge(tab).getByText("Die Vorschau antwortet nicht").waitFor();
    site.change(WORKSHOP, (text) => text.replace("Start im Rathaus", "Auftakt im Rathaus"));
    const again = await Preview.start(site, { port });
    assert.equal(again.host, first.host);
    await shows(tab, "Auftakt im Rathaus");
    await badge(tab).waitFor({ state: "hidden" });
    await tab.goto("about:blank");
    assert.equal(await again.end(), 0);
  },
};
