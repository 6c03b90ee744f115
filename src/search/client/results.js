// What a result shows: where in the page the words stand, and a piece of the text around them. Texts come out
// as lists of plain and marked pieces by turns; whoever shows them makes nodes of them.
import { fold, words } from "./words.js";
import { stem } from "./stem-de.js";
import { PARTS, each, fragment } from "./files.js";

const LONGEST_SNIPPET = 160;

// How far apart hits of one snippet are at most.
const NEAR = 100;

const MOST_SECTIONS = 3;

// How many documents are read for a page of results where words shall stand side by side.
const MOST_READ = 60;

/** Some results from a place on, and the place behind the last one that was read. */
export function resultsOf(query, found, from, count) {
  const hitsIn = matcher(found.terms);
  const results = [];
  const end = Math.min(found.documents.length, from + (query.phrases[0] ? MOST_READ : count));
  while (from < end && results.length < count) {
    const documents = found.documents.slice(from, Math.min(end, from + count - results.length));
    const read = each(documents, (document) => {
      // Nearly always, the first part of a document has what was looked for.
      for (let count = query.phrases[0] ? PARTS : 1; ; count++) {
        const read = fragment(document, count);
        if (!hasPhrases(read, query.phrases)) return;
        const result = resultOf(read, hitsIn);
        if (read.isWhole || !found.isHeaded || (found.isHeaded(document) ? result.sections[0] : result.isHit)) return result;
      }
    });
    results.push(...read.filter(Boolean));
    from += documents.length;
  }
  return { results, next: from };
}

export const textsOf = ({ t, x }) => [t, ...x.flatMap(([, heading, text]) => [heading, text])];

/** Tells whether words stand side by side in a document. */
function hasPhrases(read, phrases) {
  if (!phrases[0]) return true;
  const lines = textsOf(read).map((text) => ` ${words(text).flatMap((word) => formsOf(word).whole).join(" ")} `);
  return phrases.every((phrase) => lines.some((line) => line.includes(` ${phrase.join(" ")} `)));
}

const known = new Map();

/** The folded forms of a written word, and their stems. */
function formsOf(word) {
  if (!known.has(word.text)) {
    const folded = word.forms.map(([form, kind]) => [fold(form, config.german), kind]);
    const whole = folded.filter(([, kind]) => kind === "whole").map(([form]) => form);
    known.set(word.text, { whole, stems: folded.map(([form]) => stem(form)) });
  }
  return known.get(word.text);
}

/** Finds the hits in a text: `[start, end, word]`, with the number of the query's word. */
function matcher(terms) {
  const isHit = (stemmed) => (term) =>
    stemmed === term ||
    (term.length > 3 && (stemmed.startsWith(term) || stemmed.endsWith(term))) ||
    (term.length > 4 && stemmed.includes(term));
  const numbers = new Map();
  const numberOf = (word) => {
    if (!numbers.has(word.text)) {
      const { stems } = formsOf(word);
      const number = terms.findIndex((terms) => stems.some((stemmed) => terms.some(isHit(stemmed))));
      numbers.set(word.text, number);
    }
    return numbers.get(word.text);
  };
  return (text) =>
    words(text)
      .map((word) => [word.at, word.at + word.text.length, numberOf(word)])
      .filter(([, , number]) => number >= 0);
}

/** A document as a result. */
function resultOf({ a, t, k, d, s, x }, hitsIn) {
  const sections = x.map(([anchor, heading, text]) => {
    const [pieces, count] = snippet(text, hitsIn(text));
    const title = marked(heading, hitsIn(heading));
    return { address: `${a}#${anchor}`, anchor, title, pieces, count: count + title.length - 1 };
  });
  const good = sections.filter(({ anchor, count }) => anchor && count).sort((one, other) => other.count - one.count);
  const start = sections.find(({ anchor, count }) => !anchor && count) ?? (good[0] ? undefined : sections[0]);
  return {
    address: a,
    title: marked(t, hitsIn(t)),
    notes: [k, d, s].filter(Boolean),
    pieces: start?.pieces ?? [],
    isHit: sections.some(({ count }) => count),
    sections: good.slice(0, MOST_SECTIONS),
  };
}

/** The piece of a text where most words of the query stand near each other, and how many they are. */
function snippet(text, hits) {
  let [[at, end], count] = [[0, 0], 0];
  for (const hit of hits) {
    const numbers = new Set(hits.filter(([at, end]) => at >= hit[0] && end <= hit[0] + NEAR).map(([, , number]) => number));
    if (numbers.size > count) [[at, end], count] = [hit, numbers.size];
  }
  // From the start of the sentence, if it is not far; else some words before.
  const before = text.slice(Math.max(0, at - 99), at);
  const sentence = /(?<=\p{L}{3}[.!?…]\s|\n|^).{0,60}$/su.exec(before);
  const from = at - (sentence ?? /(?<=\s)\S.{0,39}$/.exec(before) ?? [""])[0].length;
  const cut = text.slice(from, from + LONGEST_SNIPPET);
  const to = cut.length < LONGEST_SNIPPET ? text.length : Math.max(end, from + cut.replace(/\s+\S*$/, "").length);
  const pieces = marked(text, hits, from, to).map((piece) => piece.replace(/\s*\n\s*/g, " · "));
  if (!sentence) pieces[0] = "… " + pieces[0];
  if (to < text.length) pieces.push(pieces.pop() + "\xa0…");
  return [pieces, count];
}

/** A text in pieces, every second of which is a hit. */
function marked(text, hits, from = 0, to = text.length) {
  const inner = hits.filter(([at, end]) => at >= from && end <= to);
  const edges = [from, ...inner.flatMap(([at, end]) => [at, end]), to];
  return edges.slice(1).map((edge, place) => text.slice(edges[place], edge));
}
