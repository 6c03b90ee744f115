// The twin of src/search/query.rs, engine.rs and spelling.rs, in their order.
// `config` stands in front of the bundle, which has the stemmer of its language.
import { fold, words } from "./words.js";
import { stem, stops, suffixes } from "./stem-de.js";
import { each, root, shards } from "./files.js";

const MOST_STARTED = 40;
const MOST_ENDED = 12;
const SHORTEST_START = 3;
const SHORTEST_END = 4;
const OFTEN = 3;
const LONGEST_END = 6;
const STEPS = 1e6;
const TITLE_MOST = 4;
const SHORTEST_SINGLE = 4;
const TWO_WRONG = 10;
const MOST = 2;

const weights = config.ranking;

// A minus, then what stands between quotes, or up to a space.
const PIECE = /([-−–](?=[\p{Alpha}\p{N}"„“”«»]))?(?:["„“”«»]([^"„“”«»]*)["„“”«»]*|([^\s"„“”«»]+))/gu;

/** A query taken apart: `{ words: [{ readings: [{ folded, plain }], isOpen, isStop }], phrases, excluded }`. */
export function parse(query) {
  const parsed = { words: [], phrases: [], excluded: [] };
  for (const [, minus, quoted, bare] of query.matchAll(PIECE)) {
    const found = words(quoted ?? bare).flatMap((word) => {
      const isOpen = bare?.endsWith(word.text) && /[\p{Alpha}\p{N}]$/u.test(query);
      return readingsOf(word.text).map((readings) => {
        const isStop = readings.every(({ folded }) => stops.has(folded));
        return { readings, isOpen, isStop };
      });
    });
    if (minus) parsed.excluded.push(...found.flatMap(({ readings }) => readings.map(({ folded }) => folded)));
    else {
      if (!bare && found[1]) parsed.phrases.push(found.map(({ readings }) => readings[0].folded));
      parsed.words.push(...found);
    }
  }
  const isAllStop = parsed.words.every(({ isStop }) => isStop);
  parsed.words.forEach((word, place) => {
    word.isStop &&= !isAllStop;
    word.isOpen &&= !parsed.words[place + 1];
  });
  return parsed;
}

/** The words that a written word is looked for by, each with the ways to read it. */
function readingsOf(word) {
  const parts = word.split(/[-\u2010\u2011]/).map((part) =>
    words(part)
      .flatMap(({ forms }) => forms)
      .filter(([, kind]) => kind === "whole")
      .map(([form]) => ({ folded: fold(form, config.german), plain: fold(form) }))
      .filter(({ folded }) => folded),
  );
  return parts.filter((readings) => readings[0]);
}

/** Looks for something: `{ documents, meant, terms }`, the best documents first, the terms of each word. */
export function search(query) {
  const found = each(query.words, ofWord);
  const forms = found.map(({ form }) => form);
  const hits = found.flatMap(({ hits }) => hits ?? []);
  const scores = together(hits);
  addNeighbours(forms, scores);
  addTitles(forms, hits, scores);
  for (const word of query.excluded) for (const [document] of term(stem(word))?.postings ?? []) scores.delete(document);
  const documents = [...scores]
    .map(([document, score]) => [document, Math.round(score * STEPS)])
    .sort(([one, score], [other, best]) => best - score || one - other)
    .map(([document]) => document);
  return {
    documents,
    meant: found.flatMap(({ meant }) => meant),
    terms: found.map(({ terms }) => terms),
    isHeaded: (document) => hits.some((hits) => hits.get(document)?.places & weights.IN_HEADING),
  };
}

/** The documents for a word, in any way to read it, the form that it is taken for, and what is meant. */
function ofWord({ readings, isOpen, isStop }) {
  const terms = { found: [], written: [], known: 0, isWritten: false };
  const meant = [];
  let form = readings[0].folded;
  // No document is kept by its stop words; one that is open may be the start of another word.
  if (isStop || (!isOpen && stops.has(form))) return { form, meant, hits: isStop ? undefined : new Map(), terms: [] };
  for (const { folded } of readings) addForm(folded, isOpen, terms);
  if (terms.known <= weights.FEW && !terms.isWritten)
    for (const reading of readings) {
      const word = addMisspelt(reading, terms);
      if (word) meant.push([reading.folded, (form = word)]);
    }
  for (const { folded } of readings) if (!terms.found[0]) addTorn(folded, terms);
  return { form, meant, hits: hitsOf(terms), terms: terms.found.map(([{ term }]) => term) };
}

/** Adds a term that has or starts with the very word. */
function addKnown(entry, worth, terms) {
  terms.known = Math.max(terms.known, entry.frequency);
  terms.found.push([entry, worth]);
}

/** Tells whether a title or heading has a term. */
const isHeaded = ({ postings }) => postings.some(([, impact]) => impact > weights.IMPACT_MAX);

/** Adds the terms for a form: its stem, what it starts, what it ends. */
function addForm(form, isOpen, terms) {
  const stemmed = stem(form);
  const single = config.german && /[^ius]s$/.test(stemmed) && stemmed.length > SHORTEST_SINGLE;
  const known = (single && term(stemmed.slice(0, -1))) || term(stemmed);
  const isWritten = known && addWritten(stemmed, form, 1, terms);
  terms.isWritten ||= isWritten;
  const longer = isOpen || !known ? starting(form, stemmed, known) : [];
  // `Projekts` is rather the start of `Projektskizze` than a genitive, where a title has that one alone.
  const isStart = ({ term }) => term.startsWith(form);
  const isBegun = form !== stemmed && !isWritten && longer.some((entry) => isStart(entry) && isHeaded(entry));
  if (known) addKnown(known, isBegun ? weights.LONGER : 1, terms);
  for (const entry of longer) {
    const share = Math.max(stemmed.length / entry.term.length, weights.BEGUN_LEAST);
    let worth = (isStart(entry) ? weights.TYPED : weights.BEGUN) * share;
    if (known) worth = isStart(entry) && isBegun ? weights.TYPED : weights.LONGER;
    if (isStart(entry)) {
      terms.isWritten ||= isHeaded(entry);
      addKnown(entry, worth, terms);
    } else terms.found.push([entry, worth]);
  }
  const shorter = isOpen && !terms.found[0] && shortened(form);
  if (shorter) addKnown(shorter, weights.TYPED, terms);
  if (stemmed.length >= SHORTEST_END && !terms.found[0])
    terms.found.push(...ending(stemmed).map((entry) => [entry, weights.ENDED]));
}

/** Adds what it is worth that a title has the form that was typed; tells whether any has. */
function addWritten(stemmed, form, worth, terms) {
  const asWritten = (form) => `${stemmed} '${form.startsWith(stemmed) ? form.slice(stemmed.length) : form}`;
  const start = asWritten(stemmed);
  const typed = asWritten(form).slice(start.length);
  const forms = started(start);
  let isWritten = false;
  for (const entry of forms) {
    const rest = entry.term.slice(start.length);
    const isSame = rest === typed;
    isWritten ||= isSame;
    terms.written.push([entry, alike(rest, typed) * worth * weights.WRITTEN, isSame]);
  }
  return isWritten;
}

/** Adds the words that a misspelt one may mean, and tells the first. */
function addMisspelt({ folded, plain }, terms) {
  const found = near(folded);
  if (plain !== folded) found.push(...near(plain));
  found.sort(([, one], [, other]) => one - other);
  let first;
  const least = terms.known * weights.MORE_USED;
  for (const [word, wrong] of found) {
    const stemmed = stem(word);
    const entry = term(stemmed);
    if (!(entry?.frequency >= least)) continue;
    const worth = (first ? weights.ALSO_NEAR : 1) * weights.MISSPELT[+(wrong > 1)];
    terms.found.push([entry, worth]);
    addWritten(stemmed, word, worth, terms);
    first ??= word;
  }
  return first;
}

/** Adds the parts of a word that no page has: the longest known end, and what stands before it. */
function addTorn(form, terms) {
  if (!config.german || /[^\0-\x7f]/.test(form)) return;
  for (let at = SHORTEST_END; at <= form.length - SHORTEST_END; at++) {
    const end = term(stem(form.slice(at)));
    if (!end) continue;
    const start = form.slice(0, at);
    const first = term(stem(start)) ?? (start.endsWith("s") && term(stem(start.slice(0, -1))));
    for (const entry of [end, first]) if (entry) terms.found.push([entry, weights.TORN]);
    return;
  }
}

/** The documents that have some terms, each with the most that any of them is worth in it. */
function hitsOf({ found, written }) {
  const frequency = Math.max(0, ...found.map(([{ frequency }]) => frequency)) || 1;
  const rare = rarity(frequency);
  const hits = new Map();
  for (const [{ postings }, worth] of found)
    for (const [document, impact] of postings) {
      const hit = hits.get(document) ?? { score: 0, written: 0, places: 0 };
      hit.score = Math.max(hit.score, worth * rare * level(impact));
      hit.places |= impact & (weights.IN_TITLE | weights.IN_HEADING);
      hits.set(document, hit);
    }
  for (const [{ postings }, worth, isSame] of written)
    for (const [document, impact] of postings) {
      const hit = hits.get(document);
      if (!hit) continue;
      hit.written = Math.max(hit.written, worth * rare * level(impact));
      if (isSame) hit.places |= 1;
    }
  return hits;
}

const counting = (forms) => forms.filter((form) => !stops.has(form));

/** Adds what it is worth that a title has the words of the query and no others. */
function addTitles(forms, hits, scores) {
  const stems = counting(forms).map(stem);
  if (!stems[0] || stems.length > TITLE_MOST) return;
  for (const [document] of term(stems.join(" ") + "=")?.postings ?? []) {
    const isWritten = hits.every((hits) => hits.get(document)?.places & 1);
    const score = scores.get(document);
    if (isWritten && score) scores.set(document, score + (score - weights.ALL_WORDS) * weights.WHOLE_TITLE);
  }
}

/** Adds what words of the query that stand side by side in a title or heading are worth. */
function addNeighbours(forms, scores) {
  const pairs = [forms, counting(forms)].flatMap((forms) => forms.slice(1).map((form, at) => [forms[at], form]));
  const unlike = new Map(pairs.map((pair) => [pair.join(" "), pair]));
  for (const key of [...unlike.keys()].sort()) {
    const [one, other] = unlike.get(key);
    const isStop = stops.has(one) || stops.has(other);
    weights.SIDE_BY_SIDE.slice(0, isStop ? 1 : 2).forEach((worth, place) => {
      const entry = term(place ? neighbours(other, one) : neighbours(one, other));
      const rare = entry && Math.min(rarity(entry.frequency), weights.RARE_MOST);
      for (const [document, impact] of entry?.postings ?? [])
        if (scores.has(document)) scores.set(document, scores.get(document) + worth * rare * level(impact));
    });
  }
}

/** The term of two forms side by side. */
function neighbours(first, second) {
  if (stops.has(first)) return `${stem(second)} <${first}`;
  return stops.has(second) ? `${stem(first)} >${second}` : `${stem(first)} ${stem(second)}`;
}

/** A term: `{ term, frequency, postings: [[document, impact]] }`. */
export const term = (text) => shards("t", root().terms, text, text, 1, termsOf).find(({ term }) => term === text);

/** The terms that start with a form or with its stem, those that most documents have. */
function starting(form, stemmed, isWord) {
  const found = new Map();
  for (const start of [form, stemmed])
    if (start.length >= SHORTEST_START && (isWord || !found.size))
      for (const entry of started(start))
        if (!/[ =]/.test(entry.term) && entry.term !== stemmed) found.set(entry.term, entry);
  return [...found.values()]
    .sort((one, other) => other.frequency - one.frequency || (one.term < other.term ? -1 : 1))
    .slice(0, MOST_STARTED);
}

/** The terms with a start, of two shards at most. */
const started = (start) =>
  shards("t", root().terms, start, start + "\x7f", 2, termsOf).filter(({ term }) => term.startsWith(start));

/** The terms that end in a stem, the shortest first. */
function ending(stemmed) {
  const found = endings(stemmed).map(([word]) => word);
  const longer = found.filter((word) => word !== stemmed);
  longer.sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  return each(longer.slice(0, MOST_ENDED), term).filter(Boolean);
}

const reversed = (word) => [...word].reverse().join("");

/** The words of the site that end in some letters, each with the number of its documents. */
function endings(end) {
  const backwards = reversed(end);
  const found = shards("e", root().endings, backwards, backwards, 1, wordsOf);
  return found.filter(([word]) => word.startsWith(backwards)).map(([word, count]) => [reversed(word), count]);
}

/** The words of the site that are nearest to a misspelt one, with their distances. */
export function near(form, most = tolerance(form)) {
  if (!most) return [];
  const { length } = form;
  const found = new Map(listed(form[0], length - 1, length + 1));
  const isDone = () => found.get(nearest(form, 1, found)[0]?.[0]) >= OFTEN;
  const add = (words) => words.forEach(([word, seen]) => found.set(word, seen));
  if (!isDone()) {
    // The second letter is the first one where one was put before it, or both were swapped.
    add(listed(form[1], length - 1, length));
    add(ended(form));
    if (most > 1 && !isDone()) {
      add(listed(form[0], length - 2, length - 2));
      add(listed(form[0], length + 2, length + 2));
    }
  }
  return nearest(form, most, found);
}

/** The words of the site with a first letter and some lengths, each with how often it has them. */
function listed(first, from, to) {
  const lengths = Array.from({ length: to - from + 1 }, (_, at) => first + `${from + at}`.padStart(2, "0"));
  return each(lengths, (start) =>
    shards("s", root().spellings, start, start + "\x7f", Infinity, wordsOf)
      .filter(([word]) => word.startsWith(start))
      .map(([word, seen]) => [word.slice(3), seen]),
  ).flat();
}

/** The words of the site that end as a form whose first letter is missing or another one. */
function ended(form) {
  const { length } = stem(form);
  const end = form.slice(Math.max(1, length - LONGEST_END), length);
  if (end.length < SHORTEST_START) return [];
  return endings(end).map(([word, count]) => [word + form.slice(length), count]);
}

/** The term of a word whose ending is only begun. */
function shortened(form) {
  for (const suffix of suffixes) {
    let { length } = suffix;
    while (length && !form.endsWith(suffix.slice(0, length))) length--;
    const start = form.slice(0, -length);
    const entry = start.length >= SHORTEST_END && term(stem(start));
    if (entry) return entry;
  }
}

/** The entries of a shard of terms. */
const termsOf = ({ byte, number, documents, entries }) =>
  entries((term) => {
    const frequency = number();
    return { term, frequency, postings: documents(number()).map((document) => [document, byte()]) };
  });

/** The words of a shard, each with the number behind it. */
const wordsOf = ({ number, entries }) => entries((word) => [word, number()]);

/** How much two endings are alike: the share of letters that they start with. */
function alike(one, other) {
  let common = 0;
  while (one[common] && one[common] === other[common]) common++;
  return one || other ? common / Math.max(one.length, other.length) : 1;
}

/** What a term is worth in a document, up to 1. */
const level = (impact) => (impact & weights.IMPACT_MAX) / weights.IMPACT_MAX;

/** How much a term tells of a document that so many have. */
const rarity = (some) => Math.log1p((root().documents - some + 0.5) / (some + 0.5));

/** What documents are worth for all words together: the more of them they have, the more. */
function together(words) {
  const all = words.length;
  const scores = new Map();
  for (const document of new Set(words.flatMap((hits) => [...hits.keys()]))) {
    const hits = words.flatMap((hits) => hits.get(document) ?? []);
    const sum = hits.reduce((sum, { score, written }) => sum + score + written, 0);
    const count = (places) => hits.filter((hit) => hit.places & places).length;
    const title = count(weights.IN_TITLE) === all ? weights.ALL_IN_TITLE : 0;
    const heading = count(weights.IN_TITLE | weights.IN_HEADING) === all ? weights.ALL_IN_HEADINGS : 0;
    const share = hits.length / all;
    const worth = all > 1 ? sum * share * share * (1 + title + heading) : sum;
    scores.set(document, worth + (share === 1 ? weights.ALL_WORDS : 0));
  }
  return scores;
}

/** How many letters of a folded word may be wrong. */
const tolerance = (form) => (/^[a-z]{5,}$/.test(form) ? 1 + (form.length >= TWO_WRONG) : 0);

/** The words nearest to a misspelt one, with their distances: of equally near ones those that the site has most. */
function nearest(form, most, found) {
  const close = [...found]
    .map(([word, seen]) => [word, distance(form, word, most), seen])
    .filter(([, wrong]) => wrong && wrong <= most)
    .sort(([one, wrong, seen], [other, more, often]) => wrong - more || often - seen || (one < other ? -1 : 1));
  return close.filter(([, wrong]) => wrong === close[0][1]).slice(0, MOST);
}

/** How many letters must be put in, left out, exchanged or swapped to make one word of the other. */
function distance(one, other, most) {
  let at = 0;
  while (one[at] && one[at] === other[at]) at++;
  if (one[at] === other[at] || !most) return +(one[at] !== other[at]);
  const rest = (skip, omit) => distance(one.slice(at + skip), other.slice(at + omit), most - 1);
  const isSwapped = one[at] === other[at + 1] && one[at + 1] === other[at];
  return 1 + Math.min(rest(1, 0), rest(0, 1), rest(1, 1), isSwapped ? rest(2, 2) : most);
}
