// How the preview answers: as production would, and to nobody else; and how it ends.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { readHeaders, readRedirects } from "../site.mjs";
import { PATIENCE } from "./desk.mjs";

export const ANSWERS = {
  "every answer has the headers of production": async ({ site, preview, tab }) => {
    // The built site and its cache lie outside the repository of the site.
    const out = `${site.folder}-public`;
    try {
      site.run("build", "--out", out, "--cache", `${out}.cache`, "--quiet");
      const rules = readHeaders(readFileSync(`${out}/_headers`, "utf8"));
      const sheet = await tab.goto(`${preview.origin}/`).then(() =>
        tab.evaluate(() => new URL(document.querySelector("link[rel=stylesheet]").href).pathname),
      );
      for (const path of ["/", sheet, "/aktuelles/bild/bild.svg", "/gibt-es-nicht/", "/robots.txt"]) {
        const { headers } = await preview.get(path);
        const own = rules.filter((rule) => rule.matches(path)).flatMap((rule) => rule.headers);
        assert.ok(own.length > 4, path);
        for (const [name, value] of own) {
          // The preview's files are another's in a moment: nothing of it is kept.
          const expected = name === "cache-control" ? "no-store" : value;
          assert.equal(headers[name], expected, `${name} of ${path}`);
        }
        assert.equal(headers["access-control-allow-origin"], undefined);
      }
      const redirects = readRedirects(readFileSync(`${out}/_redirects`, "utf8"));
      const { to, status } = redirects.find(({ from }) => from.startsWith("/alte-meldung"));
      for (const path of ["/alte-meldung/", "/alte-meldung"]) {
        const answer = await preview.get(path);
        assert.deepEqual([answer.status, answer.headers.location], [status, to], path);
      }
    } finally {
      for (const name of readdirSync(`${site.folder}/..`)) {
        const path = `${site.folder}/../${name}`;
        if (path.includes(`${out.split("/").at(-1)}`)) rmSync(path, { recursive: true });
      }
    }
  },

  "an old address leads on in the browser": async ({ preview, tab }) => {
    await tab.goto(`${preview.origin}/alte-meldung/`);
    assert.equal(new URL(tab.url()).pathname, "/aktuelles/umgezogen/");
    assert.equal(await tab.locator("h1").innerText(), "Umgezogen");
  },

  "foreign hosts, origins and sites are turned away": async ({ preview }) => {
    for (const headers of [
      { host: "evil.example" },
      { host: `evil.example:${preview.host.split(":")[1]}` },
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      for (const path of ["/", "/__werkstatt/events"])
        assert.equal((await preview.get(path, headers)).status, 403, JSON.stringify(headers));
    }
    assert.equal((await preview.get("/", { origin: preview.origin })).status, 200);
  },

  "only GET and HEAD are answered": async ({ preview }) => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, headers } = await preview.get("/", {}, method);
      assert.deepEqual([status, headers.allow], [405, "GET, HEAD"], method);
    }
    const { status, body } = await preview.get("/", {}, "HEAD");
    assert.deepEqual([status, body], [200, ""]);
  },

  "nothing outside the site is reached": async ({ preview }) => {
    for (const path of ["/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/.git/config",
      "/content/site.yaml", "/%2e%2e%2fcontent/site.yaml"]) {
      const { status, body } = await preview.get(path);
      assert.ok([400, 404].includes(status), `${path} answers ${status}`);
      assert.doesNotMatch(body, /root:|base_url|repositoryformatversion/);
    }
  },

  "it has outlived the end of its input, ends when asked and leaves nothing": async (world) => {
    const { site, preview, tab } = world;
    await tab.goto("about:blank");
    assert.equal(preview.process.stdin.writableEnded, true);
    const start = Date.now();
    assert.equal(await preview.end(), 0);
    assert.ok(Date.now() - start < PATIENCE);
    assert.doesNotMatch(preview.said, /panicked/);
    site.git("add", "--all");
    site.git("commit", "--quiet", "--message", "Ende");
    assert.equal(site.strangers(), "");
    assert.equal(existsSync(site.at(".werkstatt")), false);
    assert.deepEqual(readdirSync(site.at("public")), [".gitignore"]);
  },
};
