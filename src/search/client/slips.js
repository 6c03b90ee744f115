// What may be meant by what was typed; on the search page alone, once something is misspelt or not found.
import { fold, words } from "./words.js";
import { stem } from "./stem-de.js";
import { fragment } from "./files.js";
import { near, term } from "./engine.js";
import { textsOf } from "./results.js";

const MOST_NEAR = 5;

/** A query with the words that are meant in the place of misspelt ones. */
export function corrected(query, meant) {
  for (const [typed, word] of meant)
    query = query.replace(/[\p{Alpha}\p{N}\p{M}]+/gu, (part) => (fold(part, config.german) === typed ? written(word) : part));
  return query;
}

/** Words of the site that are nearest to those of a query. */
export function nearTo({ words }) {
  const found = words.flatMap(({ readings: [{ folded }] }) => near(folded, 2 + (folded.length > 7)));
  return [...new Set(found.map(([word]) => written(word)))].slice(0, MOST_NEAR);
}

/** A word as a page writes it whose folded form is known, `Fachkräfte` for `fachkrafte`. */
function written(folded) {
  const [[document] = []] = [...(term(stem(folded))?.postings ?? [])].sort(([, one], [, other]) => (other & 63) - (one & 63));
  const all = document >= 0 ? textsOf(fragment(document, 1)).flatMap(words) : [];
  return all.find(({ text }) => fold(text, config.german) === folded)?.text ?? folded;
}
