// Joins the modules of the search as the build does, for tests without one: `node bundle.mjs [LANGUAGE]`
// prints how large they are.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { shorten } from "./shorten.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const STEMS = { de: "stem-de.js", en: "stem-en.js" };
const STEMLESS = "const stops = new Set();\nconst suffixes = [];\nconst stem = (word) => word;\n";

/** The constants of the ranking by name, as `config.ranking` has them. */
export function ranking() {
  const source = readFileSync(process.env.SEARCH_RANKING ?? join(ROOT, "src/search/ranking.rs"), "utf8");
  const constants = source.matchAll(/^pub const ([A-Z_]+): (?:f64|u8|u32|usize|\[f64; 2\]) = ([^;]+);/gm);
  return Object.fromEntries(Array.from(constants, ([, name, value]) => [name, JSON.parse(value)]));
}

/** The loader, and the search for a language behind its settings: for every page, and for its own page. */
export function bundle(config) {
  const stems = STEMS[config.language.split("-")[0]];
  const settings = { german: stems === STEMS.de, ...config };
  const core = ["words.js", stems, "files.js", "engine.js", "results.js", "ui.js"];
  const made = (names) => {
    const modules = names.map((name) => (name ? plain(name) : STEMLESS)).join("");
    return `const config = ${JSON.stringify(settings)};\n${shorten(modules, ranking())}`;
  };
  return {
    loader: shorten(plain("loader.js")),
    client: made([...core, "combobox.js"]),
    page: made([...core, "facets.js", "slips.js", "page.js"]),
  };
}

/** A module without what only people read, its imports and exports. */
export function plain(name) {
  const source = readFileSync(join(ROOT, "src/search/client", name), "utf8");
  const lines = source.split("\n").map((line) => line.trim());
  const kept = lines.filter((line) => line !== "" && !/^(\/\/|import |\/\*\*.*\*\/$)/.test(line));
  return kept.map((line) => line.replace(/^export /, "") + "\n").join("");
}

if (process.argv[1] === import.meta.filename) {
  const sizeOf = (text) => gzipSync(text, { level: 9 }).length;
  const [language = "de"] = process.argv.slice(2);
  const scripts = bundle({ language, root: "/suche/root.bin", files: "/assets/search/", page: "/suche/" });
  const names = ["words", "stem-de", "stem-en", "files", "engine", "results", "ui", "facets", "slips", "combobox", "page"];
  for (const name of names) console.log(`${name.padEnd(10)} ${sizeOf(plain(`${name}.js`))}`);
  for (const [name, text] of Object.entries(scripts)) console.log(`bundle of ${name.padEnd(10)} ${sizeOf(text)}`);
}
