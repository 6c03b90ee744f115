// Joins the modules of the search in the browser and makes them small: `node bundle.mjs` writes
// `src/search/client/dist/`, which the program has in it; with `--check` it fails where something else lies there.
//
// For each language that has stems (and for those that have none) there are two scripts: `box`, for the field on
// every page, and `page`, for the search page. What they know of a site, `config`, the build puts in front. `page`
// loads `more` when it is needed, and hands over what that uses of its modules.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { minify } from "terser";

const ROOT = resolve(import.meta.dirname, "../../..");
const CLIENT = join(ROOT, "src/search/client");
const DIST = join(CLIENT, "dist");
const STEMS = { de: "stem-de.js", en: "stem-en.js", none: undefined };
const STEMLESS = "const stops = new Set();\nconst suffixes = [];\nconst stem = (word) => word;\n";
const CORE = ["files.js", "engine.js", "results.js", "ui.js"];
const FACES = { box: ["combobox.js"], page: ["page.js"] };
const MORE = ["facets.js", "slips.js"];

// Names of properties that keep their letters, beside those of the browser: what `config` and the files of the
// index say, attributes of elements, and what terser does not know of the browser yet.
const OUTSIDE = `cuts documents endings facets files german language length lengths more name names pack packs page root spellings strings terms
  a d k s t x block cause class default facet level module q range role tabindex`.split(/\s+/);

/** The constants of the ranking by name, as Rust has them. */
export function ranking() {
  const source = readFileSync(join(ROOT, "src/search/ranking.rs"), "utf8");
  const constants = source.matchAll(/^pub const ([A-Z_]+): (?:f64|u8|u32|usize|\[f64; 2\]) = ([^;]+);/gm);
  return Object.fromEntries(Array.from(constants, ([, name, value]) => [name, JSON.parse(value)]));
}

const source = (name) => readFileSync(join(CLIENT, name), "utf8");

/** A module without its imports and exports. */
const plain = (name) =>
  source(name)
    .replace(/^import [^;]*;$/gm, "")
    .replace(/^export /gm, "");

/** The names that the modules of `more` use of others, and those that they have for these. */
function shared() {
  const texts = MORE.map(source);
  const names = (pattern) => texts.flatMap((text) => Array.from(text.matchAll(pattern), ([, names]) => names.trim().split(/,\s*/))).flat();
  const sorted = (names) => `{ ${[...new Set(names)].sort().join(", ")} }`;
  return [sorted(["config", ...names(/^import \{([^}]*)\}/gm)]), sorted(names(/^export (?:const|function) (\w+)/gm))];
}

/** Some modules as one small script; what properties become is the same in all. */
async function small(text, known) {
  const constants = ranking();
  const numbers = text.replace(/\bweights\.([A-Z_]+)/g, (whole, name) => JSON.stringify(constants[name]) ?? whole);
  const { code } = await minify(numbers, {
    module: true,
    compress: { passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
    nameCache: Object.assign(known, { vars: {} }),
    mangle: { reserved: ["config"], properties: { reserved: OUTSIDE } },
    format: { ecma: 2022 },
  });
  return code.trimEnd() + "\n";
}

/** All scripts by name. Measurements put something behind those of a face: it sees what is in them by its name. */
export async function scripts(behind = {}) {
  const known = {};
  const [used, given] = shared();
  const made = { "loader.js": await small(plain("loader.js"), known) };
  for (const [face, own] of Object.entries(FACES)) {
    for (const [name, stems] of Object.entries(STEMS)) {
      const modules = [...CORE, ...own].map(plain).join("").replaceAll("SHARED", used);
      const text = plain("words.js") + (stems ? plain(stems) : STEMLESS) + modules + (behind[face] ?? "");
      made[`${face}-${name}.js`] = await small(text, known);
    }
  }
  made["more.js"] = await small(`export default (${used}) => {\n${MORE.map(plain).join("")}\nreturn ${given};\n};`, known);
  return made;
}

if (process.argv[1] === import.meta.filename) {
  const made = await scripts();
  const isCheck = process.argv.includes("--check");
  if (!isCheck) {
    rmSync(DIST, { recursive: true, force: true });
    mkdirSync(DIST);
  }
  const differing = isCheck ? readdirSync(DIST).filter((name) => !(name in made)) : [];
  for (const [name, text] of Object.entries(made)) {
    console.log(`${name.padEnd(14)} ${gzipSync(text, { level: 9 }).length} bytes as they are sent`);
    if (!isCheck) writeFileSync(join(DIST, name), text);
    else if (readFileSync(join(DIST, name), "utf8") !== text) differing.push(name);
  }
  if (isCheck) {
    for (const name of differing) console.log(`${name} is not what its modules make: run node tests/browser/search/bundle.mjs`);
    console.log(`browser: ${Object.keys(made).length - differing.length} passed, ${differing.length} failed`);
    process.exit(differing.length > 0 ? 1 : 0);
  }
}
