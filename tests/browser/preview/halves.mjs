// Files that are seen while they are written: what holds only for a moment is not told (D22).

import assert from "node:assert/strict";
import { open, shows } from "./writing.mjs";

const WORKSHOP = "content/workshops/auftakt.md";
const PAGE = "/workshops/auftakt/";

/** How far the halves of a file are apart: each of them is looked at. In milliseconds. */
const APART = 20;

/** Halves that are further apart have to be told on a machine that was busy elsewhere. */
const TOO_FAR = 50;

/** So often it is tried on a machine that is busy elsewhere. */
const TRIES = 50;

const overlay = (tab) => tab.locator("werkstatt-preview dialog[open]");

/** Counts in the page how often the overlay appears, be it for less than a frame. */
const watchOverlay = (tab) =>
  tab.evaluate(() => {
    const dialog = document.querySelector("werkstatt-preview").shadowRoot.querySelector("dialog");
    globalThis.flashes = 0;
    const count = () => (globalThis.flashes += dialog.open ? 1 : 0);
    new MutationObserver(count).observe(dialog, { attributes: true, attributeFilter: ["open"] });
  });

const flashes = (tab) => tab.evaluate(() => globalThis.flashes);

/** The part of a file that ends within its front matter. */
const half = (text) => text.slice(0, text.indexOf("date:"));

export const HALVES = {
  "a half-written file never flashes; what stays broken is told, until it is mended": async (world) => {
    const { site, preview, tab } = world;
    await open(tab, preview, PAGE);
    await watchOverlay(tab);
    const heard = await preview.listen();
    const told = () => heard.events.filter(({ name, data }) => name === "findings" && data.findings.length > 0);
    const good = site.read(WORKSHOP);
    for (let [round, tries] = [0, 1]; round < 5; tries += 1) {
      assert.ok(tries < TRIES, "this machine is too busy to write two halves in a row");
      const whole = good.replace("An neun Tischen", `An Tischen der Runde ${round}`);
      const [before, seen] = [told().length, await flashes(tab)];
      const start = performance.now();
      site.write(WORKSHOP, half(whole));
      await new Promise((done) => setTimeout(done, APART));
      site.write(WORKSHOP, whole);
      const isQuick = performance.now() - start < TOO_FAR;
      await shows(tab, `An Tischen der Runde ${round}`);
      if (!isQuick) {
        await overlay(tab).waitFor({ state: "detached" });
        continue;
      }
      assert.deepEqual(told().slice(before), []);
      assert.equal(await flashes(tab), seen);
      round += 1;
    }
    const seen = await flashes(tab);
    site.write(WORKSHOP, half(good));
    await overlay(tab).waitFor();
    assert.match(await overlay(tab).innerText(), /content\/workshops\/auftakt\.md:1:1/);
    assert.equal(await flashes(tab), seen + 1);
    assert.match((await preview.get(PAGE)).body, /An Tischen der Runde 4/);
    site.write(WORKSHOP, good);
    await overlay(tab).waitFor({ state: "detached" });
    await shows(tab, "An neun Tischen");
    heard.close();
  },
};
