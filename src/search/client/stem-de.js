// The twin of src/search/stem/german.rs.

export const stops = new Set(
  "aber als am an auch auf aus bei bis da damit dann das dass dem den der des die \
dies diese diesem diesen dieser dieses durch ein eine einem einen einer eines er es fur hat haben ich ihr \
ihre ihren im in indem ist ja kann kein keine konnen man mehr mit nach nicht noch nun nur ob oder ohne sein \
seine sich sie sind so soll sowie um und uber unter vom von vor war was weil wenn wer werden wie wir wird wo \
wurde wurden zu zum zur zwischen".split(" "),
);

// Endings that may be begun (`endings` in tongue.rs).
export const suffixes = "ungen lichkeit igkeit heiten keiten isch".split(" ");

// Snowball's regions R1 and R2 start behind a consonant that follows a vowel.
const REGIONS = /(.*?(?:[aeiouy][^aeiouy]|$)).*?(?:[aeiouy][^aeiouy]|$)/;

/** The stem of a folded word. */
export function stem(word) {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  const [both, start] = REGIONS.exec(word.replace(/([aeiouy])[uy](?=[aeiouy])/g, "$1-"));
  const first = Math.max(start.length, 3);
  const second = both.length;
  word = cut(word, /(?<=nis)se[ns]?$|e(rn?|[mns])?$|(?<=[bdfghklmnrt])s$/, first);
  word = cut(word, /e(st|[nr])$|(?<=...[bdfghklmnt])st$/, first);
  for (const [ending, next, from] of [
    [/(end|ung)$/, /(?<!e)ig$/, second],
    [/(lich|heit)$/, /e[nr]$/, first],
    [/keit$/, /(lich|ig)$/, second],
    [/(?<!e)i(g|k|sch)$/, /$/, 0],
  ]) {
    const short = cut(word, ending, second);
    if (short !== word) return cut(short, next, from);
  }
  return word;
}

/** A word without an ending that lies in a region. */
function cut(word, ending, from) {
  const at = word.search(ending);
  return at < from ? word : word.slice(0, at);
}
