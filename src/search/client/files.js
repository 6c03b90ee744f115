// The files of the index (src/search/files.rs and pack.rs), each asked for once and inflated by the browser.
// Readers of files do not wait: where one is missing, it is thrown as a promise, and `reading` calls again.
// `config` stands in front of the bundle.

const kept = new Map();
export const utf8 = new TextDecoder();

/** Does what reads files until none is missing. Where one is gone, a newer version was published. */
export async function reading(act) {
  for (let isNew = true; ; ) {
    try {
      return act();
    } catch (missing) {
      if (!missing.then) throw missing;
      await missing.catch((error) => {
        if (error.cause !== 404 || !isNew) throw error;
        isNew = false;
        kept.clear();
      });
    }
  }
}

/** Does something with each, so that all that is missing is loaded at once. */
export function each(list, act) {
  const missing = [];
  const done = list.map((item, at) => {
    try {
      return act(item, at);
    } catch (error) {
      if (!error.then) throw error;
      missing.push(error);
    }
  });
  if (missing[0]) throw Promise.all(missing);
  return done;
}

/** What a name stands for; it is loaded once, and again only if that failed. */
export function once(name, load) {
  if (!kept.has(name)) {
    const loading = load();
    kept.set(name, loading);
    loading.then(
      (content) => kept.set(name, content),
      () => kept.delete(name),
    );
  }
  const content = kept.get(name);
  if (content.then) throw content;
  return content;
}

export async function get(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw Error(address, { cause: response.status });
  return new Uint8Array(await response.arrayBuffer());
}

export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const json = async (bytes) => JSON.parse(utf8.decode(await inflate(bytes)));

const addressOf = (kind, { length, names }, place) =>
  `${config.files}${kind}-${names.substr(place * length, length)}.bin`;

/** Some bytes of a file. A server that knows no ranges sends everything: that is kept for the others. */
const ranged = (address, from, to) =>
  once(address + from, async () => {
    const whole = kept.get(address);
    const bytes = whole ?? (await get(address, { headers: { range: `bytes=${from}-${to - 1}` } }));
    if (bytes.length <= to - from) return bytes;
    kept.set(address, bytes);
    return bytes.slice(from, to);
  });

/** What lies where. */
export const root = () => once("root", async () => json(await get(config.root, { cache: "no-cache" })));

/** The place of the file of a listing that a text lies in. */
function placeOf(listing, text) {
  let last = "";
  // Each cut is a capital for what it has in common with the last one, and the rest.
  listing.all ??= Array.from(
    listing.cuts.matchAll(/([A-Z])([^A-Z]*)/g),
    ([, common, rest]) => (last = last.slice(0, common.charCodeAt() - 65) + rest),
  );
  // The first cut of all is empty, so nothing stands before it.
  return Math.max(0, listing.all.findLastIndex((cut) => cut <= text));
}

/** The places of a listing from a text to another one. */
function places(listing, from, to) {
  const first = placeOf(listing, from);
  return Array.from({ length: placeOf(listing, to) - first + 1 }, (_, at) => first + at);
}

/** The shards of a listing from a text to another one, at most so many, read by what knows their entries. */
export function shards(kind, listing, from, to, most, read) {
  const { lengths, name } = listing;
  const piece = (place) => {
    const start = lengths.slice(0, place).reduce((sum, length) => sum + length, 0);
    const bytes = ranged(`${config.files}l-${name}.bin`, start, start + lengths[place]);
    return once(name + place, () => json(bytes));
  };
  const pieces = lengths ? each(places(listing, from, to), piece) : [listing];
  const addresses = pieces.flatMap((piece) => places(piece, from, to).map((place) => addressOf(kind, piece, place)));
  const load = (address) => once(address, async () => read(reader(await inflate(await get(address)))));
  return each(addresses.slice(0, most), load).flat();
}

/** How many parts a document has at most. */
export const PARTS = 3;

/** A document as results show it: some of its parts, and whether there are others. */
export function fragment(document, count) {
  const { pack, packs } = root();
  const address = addressOf("p", packs, Math.floor(document / pack));
  const first = PARTS * (document % pack);
  const head = 2 * PARTS * pack;
  // A pack of one is small.
  if (pack < 2) once(address, () => get(address));
  const lengths = [...new Uint16Array(ranged(address, 0, head).buffer)];
  const ends = lengths.slice(first, first + PARTS).filter(Boolean);
  const part = (length, at) => {
    const from = lengths.slice(0, first + at).reduce((sum, length) => sum + length, head);
    const bytes = ranged(address, from, from + length);
    return once(address + "/" + from, () => json(bytes));
  };
  const [read, ...others] = each(ends.slice(0, count), part);
  const sections = [...read.x];
  for (const [anchor, heading, text] of others.flat()) {
    // What has neither goes on where the part before ends.
    const [last, title, start] = anchor || heading || !sections[0] ? [anchor, heading, ""] : sections.pop();
    sections.push([last, title, start + text]);
  }
  return { ...read, x: sections, isWhole: count >= ends.length };
}

/** Reads the entries of a shard. */
export function reader(bytes) {
  const last = new Uint8Array(512);
  let at = 0;
  const byte = () => bytes[at++];
  function number() {
    const next = byte();
    return next > 127 ? next - 128 + 128 * number() : next;
  }
  const documents = (count, document = 0) => Array.from({ length: count }, () => (document += number()));
  /** All entries: their texts, and what is made of what stands behind. */
  function entries(read) {
    const found = [];
    while (at < bytes.length) {
      const common = byte();
      const end = at + 1 + byte();
      last.set(bytes.subarray(at, end), common);
      const length = common + end - at;
      at = end;
      found.push(read(utf8.decode(last.subarray(0, length))));
    }
    return found;
  }
  return { byte, number, documents, entries };
}
