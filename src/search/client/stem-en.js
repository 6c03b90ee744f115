// The twin of src/search/stem/english.rs.

export const stops = new Set(
  "a about an and are as at be been but by can do does for from had has have how if \
in into is it its no not of on or our so such than that the their then there these they this to was we were \
what when which who will with you your".split(" "),
);

// Endings that may be begun (`endings` in tongue.rs).
export const suffixes = "ations ingly ments ness ities ization".split(" ");

const EXCEPTIONS = table(
  "ski skis,sky skies,die dying,lie lying,tie tying,idl idly,gentl gently,ugli ugly,earli early,onli only,\
singl singly,news news,howe howe,atlas atlas,cosmos cosmos,bias bias,andes andes",
);
const SECOND = table(
  "ate ational ation ator,tion tional,ence enci,ance anci,able abli,ent entli,ize izer ization,\
al alism aliti alli,ful fulness fulli,ous ousli ousness,ive iveness iviti,ble biliti bli,less lessli",
);
const THIRD = table("ate ational,tion tional,al alize,ic icate iciti ical, ness ful");
const FOURTH = /((e?m)?ent|[ae]nce|[ai]ble|ant|ate|ism|iti|i[vz]e|ous|al|er|ic|(?<=[st])ion)$/;

// Words that stay without their plural.
const INVARIANT = /^((inn|out|cann|herr|earr)ing|(pro|ex|suc)ceed)$/;

// Snowball's regions R1 and R2 start behind a consonant that follows a vowel.
const REGIONS = /^(gener|commun|arsen|.*?(?:[aeiouy][^aeiouy]|$)).*?(?:[aeiouy][^aeiouy]|$)/;

// The end of a short syllable.
const SHORT = /^[aeiouy][^aeiouy]$|[^aeiouy][aeiouy][^aeiouywxY]$/;

/** The stem of a folded word. */
export function stem(word) {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  if (EXCEPTIONS.has(word)) return EXCEPTIONS.get(word);
  // As a consonant it is `Y`.
  word = word.replace(/(^|[aeiouy])y/g, "$1Y");
  const [{ length: second }, { length: first }] = REGIONS.exec(word);
  word = word.replace(/(?<=ss)es$|(?<=..i)e[ds]$|(?<=^.ie)[ds]$|s$(?<=[aeiouy].+s)(?<![us]s)/, "");
  if (INVARIANT.test(word)) return word;
  word = tense(word, first).replace(/(?<=.[^aeiouy])[yY]$/, "i");
  word = exchange(word, SECOND, first);
  word = cut(word, /(?<=log)i$/, first + 2);
  // `entli` is of the table, even where it has not changed.
  word = cut(word, /(?<=[cdeghkmnr]|(?<!en)t)li$/, first);
  word = word.endsWith("ative") ? cut(word, /ative$/, second) : exchange(word, THIRD, first);
  word = cut(word, FOURTH, second);
  const rest = word.slice(0, -1);
  const at = rest.length;
  const isGone = at >= second ? /e$|ll$/.test(word) : at >= first && /e$/.test(word) && !SHORT.test(rest);
  return (isGone ? rest : word).toLowerCase();
}

function tense(word, first) {
  const at = word.search(/(eed|ing|ed)(ly)?$/);
  if (at < 0) return word;
  const rest = word.slice(0, at);
  if (word.startsWith("eed", at)) return at < first ? word : rest + "ee";
  if (!/[aeiouy]/.test(rest)) return word;
  if (/([bdfgmnprt])\1$/.test(rest)) return rest.slice(0, -1);
  return /(at|bl|iz)$/.test(rest) || (at <= first && SHORT.test(rest)) ? rest + "e" : rest;
}

/** New endings by old ones, of `new old old,new old`. */
function table(text) {
  const groups = text.split(",").map((group) => group.split(" "));
  return new Map(groups.flatMap(([to, ...of]) => of.map((ending) => [ending, to])));
}

/** Exchanges the longest ending of a table (none has more than 7 letters), if it lies in a region. */
function exchange(word, table, from) {
  for (let at = Math.max(word.length - 7, 0); word[at]; at++) {
    const to = table.get(word.slice(at));
    if (to !== undefined) return at < from ? word : word.slice(0, at) + to;
  }
  return word;
}

/** A word without an ending that lies in a region. */
function cut(word, ending, from) {
  const at = word.search(ending);
  return at < from ? word : word.slice(0, at);
}
