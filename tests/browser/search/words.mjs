// Holds the browser to what the build makes of words: `node words.mjs`. The rules are written twice; the
// files of tests/search/ hold the build to the same, and what only the build's sources say is read there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fold, words } from "../../../src/search/client/words.js";
import * as german from "../../../src/search/client/stem-de.js";
import * as english from "../../../src/search/client/stem-en.js";

const LANGUAGES = {
  de: { name: "GERMAN", isGerman: true, ...german },
  en: { name: "ENGLISH", isGerman: false, ...english },
};

/** The signs of tests/search/forms.tsv for what a form is of its word. */
const SIGNS = { whole: "", joined: "+", part: "~" };

/** How many differences are shown. */
const SHOWN = 10;

const totals = { passed: 0, failed: 0 };
for (const language of Object.keys(LANGUAGES)) {
  check(`words in ${language} are folded and stemmed`, () => foldsAndStems(language));
  check(`stop words in ${language}`, () => hasStopWords(language));
}
const texts = lines("tests/search/forms.tsv");
for (const line of texts) check(`forms of ${line}`, () => takesApart(line));
// `("Steuer", "steuer"),` of a unit test.
const pairs = [...read("src/search/fold.rs").matchAll(/^ *\("([^"]+)", "([^"]*)"\),$/gm)];
for (const [, word, folded] of pairs) check(`fold ${word}`, () => assert.equal(fold(word, true), folded));
check("there are cases", () => assert.ok(texts.length > 40 && pairs.length > 10));
check("short words and words with other signs are not stemmed", staysAsItIs);
console.log(`browser: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

function check(name, act) {
  try {
    act();
    totals.passed += 1;
  } catch (error) {
    totals.failed += 1;
    console.log(`${name}: ${error.message}`);
  }
}

function foldsAndStems(language) {
  const { isGerman, stem } = LANGUAGES[language];
  const all = lines("tests/search/words.tsv").filter((line) => line.startsWith(`${language}\t`));
  assert.ok(all.length >= 10_000, `${all.length} words`);
  const differences = all.flatMap((line) => {
    const word = line.split("\t")[1];
    const folded = fold(word, isGerman);
    const found = [language, word, folded, stem(folded)].join("\t");
    return found === line ? [] : [`  ${line}, but in the browser ${found}`];
  });
  const shown = differences.slice(0, SHOWN).join("\n");
  assert.ok(differences.length === 0, `${differences.length} differ\n${shown}`);
}

function hasStopWords(language) {
  const { name, stops } = LANGUAGES[language];
  const source = read("src/search/tongue.rs");
  const [, list] = source.match(new RegExp(`${name}_STOPS: &str =\\s*"([^"]+)"`));
  // A backslash takes the line's end and what indents the next one away.
  assert.deepEqual([...stops], list.replace(/\\\n\s*/g, "").split(" "));
}

function takesApart(line) {
  const [text, expected = ""] = line.split("\t").map(unescaped);
  const found = words(text);
  const forms = found.flatMap((word) => word.forms.map(([form, kind]) => SIGNS[kind] + form));
  assert.equal(forms.join(" "), expected);
  for (const word of found) assert.equal(text.slice(word.at, word.at + word.text.length), word.text);
}

function staysAsItIs() {
  for (const { stem } of Object.values(LANGUAGES))
    for (const word of ["", "s", "des", "4.0es", "москваes", "constructor"])
      assert.equal(stem(word), word);
}

/** A text with the characters that are written as `\u{ad}` in the file of cases. */
function unescaped(text) {
  return text.replace(/\\u\{([0-9a-f]+)\}/g, (_, number) => String.fromCodePoint(parseInt(number, 16)));
}

function lines(path) {
  return read(path).replace(/\n$/, "").split("\n");
}

function read(path) {
  return readFileSync(resolve(import.meta.dirname, "../../..", path), "utf8").replaceAll("\r\n", "\n");
}
