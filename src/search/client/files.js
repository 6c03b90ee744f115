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
  const done = list.map((item) => {
    try {
      return act(item);
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

/** What lies where. */
export const root = () => once("root", async () => json(await get(config.root, { cache: "no-cache" })));

/** The listing of endings or of spellings. */
export function listing(kind) {
  const address = `${config.files}l-${root()[kind]}.bin`;
  return once(address, async () => json(await get(address)));
}

/** The texts before which shards are cut: each a capital for what it has in common with the last one, and the rest. */
function cutsOf(coded) {
  let last = "";
  const cuts = coded.matchAll(/([A-Z])([^A-Z]*)/g);
  return Array.from(cuts, ([, common, rest]) => (last = last.slice(0, common.charCodeAt() - 65) + rest));
}

/** The shards of a listing from a text to another one, at most so many, read by what knows their entries. */
export function shards(kind, listing, from, to, most, read) {
  listing.all ??= cutsOf(listing.cuts);
  // The first cut is empty, so nothing stands before it.
  const placeOf = (text) => listing.all.findLastIndex((cut) => cut <= text);
  const first = placeOf(from);
  const places = Array.from({ length: Math.min(most, placeOf(to) - first + 1) }, (_, at) => first + at);
  const load = (place) => {
    const address = addressOf(kind, listing, place);
    return once(address, async () => read(reader(await inflate(await get(address)))));
  };
  return each(places, load).flat();
}

/** A document as results show it: its first part, or the whole of it. */
export function fragment(document, isWhole) {
  const { pack, packs } = root();
  const address = addressOf("p", packs, Math.floor(document / pack));
  const first = 2 * (document % pack);
  // A server that knows no ranges sends everything; a pack of one is small.
  const ranged = (from, to) => get(address, pack > 1 ? { headers: { range: `bytes=${from}-${to - 1}` } } : {});
  const start = once(address, () => ranged(0, 4 * pack));
  const lengths = [...new Uint16Array(start.slice(0, 4 * pack).buffer)];
  const part = (number) =>
    once(document + "/" + number, async () => {
      const from = lengths.slice(0, number).reduce((sum, length) => sum + length, 4 * pack);
      const to = from + lengths[number];
      const bytes = to > start.length ? await ranged(from, to) : start;
      return json(bytes.length > to - from ? bytes.slice(from, to) : bytes);
    });
  const read = part(first);
  if (!isWhole || !lengths[first + 1]) return read;
  const [[anchor, heading, text], ...others] = part(first + 1);
  const sections = [...read.x];
  if (heading) others.unshift([anchor, heading, text]);
  else {
    const [anchor, heading, start] = sections.pop();
    sections.push([anchor, heading, start + text]);
  }
  return { ...read, x: [...sections, ...others] };
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
