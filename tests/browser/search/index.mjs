// A small index in the form that the build writes (src/search/files.rs), for pages that no build has seen.
// It has no compound words, no synonyms and a rough measure of what a term is worth.

import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { stem, stops } from "../../../src/search/client/stem-de.js";
import { fold, words } from "../../../src/search/client/words.js";

/** How many entries a shard has. */
const SHARD = 60;

/** How many shards the root lists by itself, and a piece elsewhere. */
const PIECE = 3;

/**
 * The files of an index by name; `root.bin` is one of them. A document is
 * `{ address, title, kind, date, state, sections: [{ anchor, heading, text }], facets: [[facet, id, label]] }`.
 */
export function indexOf(documents, { pack = 1 } = {}) {
  const files = new Map();
  const add = (kind, bytes) => {
    const name = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    files.set(`${kind}-${name}.bin`, bytes);
    return name;
  };
  const { terms, forms } = counted(documents);
  const list = (kind, entries) => {
    const { cuts, names } = shards(entries, (bytes) => add(kind, deflateRawSync(bytes)));
    if (names.length <= PIECE) return { cuts: coded(cuts), length: 8, names: names.join("") };
    const at = names.map((_, place) => place).filter((place) => place % PIECE === 0);
    const pieces = at.map((place) => {
      const [some, own] = [cuts, names].map((all) => all.slice(place, place + PIECE));
      return json({ cuts: coded(some), length: 8, names: own.join("") });
    });
    return { cuts: coded(at.map((place) => cuts[place])), lengths: pieces.map(({ length }) => length), name: add("l", Buffer.concat(pieces)) };
  };
  const byTerm = [...terms].map(([term, postings]) => [term, termBytes(postings)]);
  const long = [...terms].filter(([term]) => /^[a-z]{7,36}$/.test(term));
  const endings = long.map(([term, postings]) => [[...term].reverse().join(""), number(postings.size)]);
  const near = [...forms].filter(([form]) => /^[a-z]{4,36}$/.test(form));
  const spellings = near.map(([form, seen]) => [
    form[0] + String(form.length).padStart(2, "0") + form,
    number(Math.floor(Math.log2(seen))),
  ]);
  const packs = [];
  for (let at = 0; at < documents.length; at += pack) packs.push(packed(documents.slice(at, at + pack), pack));
  const root = {
    documents: documents.length,
    pack,
    terms: list("t", byTerm),
    endings: list("e", endings),
    spellings: list("s", spellings),
    packs: { length: 8, names: packs.map((bytes) => add("p", bytes)).join("") },
    facets: facets(documents).map(([facet, bytes]) => [facet, add("f", bytes)]),
  };
  return files.set("root.bin", json(root));
}

/** The terms of all documents with what they are worth where, and their forms with how often they stand. */
function counted(documents) {
  const terms = new Map();
  const forms = new Map();
  const add = (term, document, impact) => {
    if (!terms.has(term)) terms.set(term, new Map());
    const postings = terms.get(term);
    const before = postings.get(document) ?? 0;
    postings.set(document, (Math.max(before & 63, impact & 63) || 1) | ((before | impact) & 192));
  };
  for (const [document, { title, sections }] of documents.entries()) {
    const texts = [[title, 63 | 64], ...sections.flatMap(({ heading, text }) => [[heading, 30 | 128], [text, 15]])];
    for (const [text, impact] of texts) {
      const all = words(text).flatMap((word) => word.forms.map(([form]) => fold(form, true)));
      for (const form of all) forms.set(form, (forms.get(form) ?? 0) + 1);
      const stems = all.filter((form) => !stops.has(form)).map(stem);
      for (const term of stems) add(term, document, impact);
      if (impact > 63) stems.slice(1).forEach((term, at) => add(`${stems[at]} ${term}`, document, impact));
      if (text === title) add(`${stems.join(" ")}=`, document, 63);
    }
  }
  return { terms, forms };
}

/** A sorted list in shards, each an own file: the texts before which it is cut, and the names. */
function shards(entries, add) {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  const cuts = [];
  const names = [];
  for (let at = 0; at === 0 || at < sorted.length; at += SHARD) {
    const shard = sorted.slice(at, at + SHARD);
    cuts.push(at === 0 ? "" : shard[0][0]);
    names.push(add(Buffer.concat(shard.flatMap(([text, bytes], place) => [front(text, shard[place - 1]?.[0]), bytes]))));
  }
  return { cuts, names };
}

/** Each cut behind a capital for what it has in common with the one before. */
function coded(cuts) {
  const front = cuts.map((cut, at) => {
    const { length } = common(cut, cuts[at - 1]);
    return String.fromCharCode(65 + length) + cut.slice(length);
  });
  return front.join("");
}

/** What two texts have in common at their start. */
function common(text, last = "") {
  let length = 0;
  while (length < text.length && text[length] === last[length]) length += 1;
  return text.slice(0, length);
}

/** A text behind another one: how much they have in common, in whole letters, and the rest. */
function front(text, last) {
  const same = common(text, last);
  const [start, rest] = [Buffer.from(same), Buffer.from(text.slice(same.length))];
  return Buffer.concat([Buffer.of(start.length, rest.length), rest]);
}

function termBytes(postings) {
  const sorted = [...postings].sort(([one], [other]) => one - other);
  const documents = sorted.map(([document], at) => number(document - (sorted[at - 1]?.[0] ?? 0)));
  const impacts = Buffer.from(sorted.map(([, impact]) => impact));
  return Buffer.concat([number(sorted.length), number(sorted.length), ...documents, impacts]);
}

/** A number in bytes of seven bits, the lowest first. */
function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

/** Documents with the lengths of their three parts in front: the first two sections, two more, the others. */
function packed(documents, pack) {
  const parts = documents.flatMap(({ address, title, kind, date, state, sections }) => {
    const all = sections.map((s) => [s.anchor, s.heading, s.text]);
    const first = { a: address, t: title, k: kind, d: date, s: state, x: all.slice(0, 2) };
    return [json(first), ...[all.slice(2, 4), all.slice(4)].map((some) => (some[0] ? json(some) : Buffer.alloc(0)))];
  });
  const lengths = Buffer.alloc(6 * pack);
  parts.forEach((part, at) => lengths.writeUInt16LE(part.length, 2 * at));
  return Buffer.concat([lengths, ...parts]);
}

function facets(documents) {
  const names = [...new Set(documents.flatMap(({ facets }) => facets.map(([facet]) => facet)))].sort();
  return names.map((facet) => {
    const values = new Map();
    for (const [document, { facets }] of documents.entries())
      for (const [name, id, label] of facets)
        if (name === facet) values.set(id, { label, documents: [...(values.get(id)?.documents ?? []), document] });
    const named = [...values].map(([id, { label, documents }]) => [id, label, documents.length]);
    const text = Buffer.from(JSON.stringify(named));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const numbers = [...values.values()].flatMap(({ documents }) =>
      documents.map((document, at) => number(document - (documents[at - 1] ?? 0))),
    );
    return [facet, deflateRawSync(Buffer.concat([length, text, ...numbers]))];
  });
}

const json = (value) => deflateRawSync(JSON.stringify(value));
