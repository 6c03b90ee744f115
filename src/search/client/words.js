// The twin of src/search/fold.rs and words.rs.

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** The folded form of a word; may be empty. */
export function fold(word, german) {
  const folded = word
    // Else it becomes ς at the end of a word.
    .replaceAll("Σ", "σ")
    .toLowerCase()
    .normalize("NFD")
    // A point before a digit stays until what is before it is known.
    .replace(/[.,](?!\d)|[^\p{Alpha}\p{N}.,]|\p{M}/gu, "")
    .replace(/(?<!\d)[.,]/g, "")
    .replaceAll(",", ".")
    .replace(/[₀-₉]/g, (digit) => digit.charCodeAt(0) - 0x2080)
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
  return german ? folded.replace(/(?<![aeiouq])([aou])e/g, "$1") : folded;
}

const LETTER = String.raw`[\p{Alpha}\p{N}]`;

const WORD = RegExp(
  String.raw`${LETTER}(?:${LETTER}|[\u0300-\u036f]|[-\u2010\u2011\xad'’](?=${LETTER})|(?<=\d)[.,](?=\d)|[:*_·/](?=innen|(?:in|[rnesm])(?!${LETTER})))*`,
  "gu",
);

// The sign of a gender-neutral form, or the place before its inner capital; then the ending.
const GENDER = /(?:[:*_·/]|(?<=\p{Lower})(?=In(?:nen)?$))(.*)/u;

/** A word of a text. Its forms are made when they are asked for: most words are not looked at twice. */
class Word {
  constructor(text, at) {
    this.text = text;
    this.at = at;
  }
  get forms() {
    return forms(this.text);
  }
}

/** The words of a text: `{ text, at, forms }`, a form as `[form, "whole" | "joined" | "part"]`. */
export function words(text) {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => new Word(word, index));
}

function forms(word) {
  const parts = word.split(/[-\u2010\u2011]/);
  const all = parts.flatMap(partForms);
  return parts[1] ? [...all, [parts.join(""), "joined"]] : all;
}

function partForms(part) {
  const parts = part.split("\xad");
  const word = parts.join("");
  const gender = GENDER.exec(word);
  const stem = word.slice(0, gender?.index);
  const all = parts[1] ? parts.map((part) => [part, "part"]) : [];
  // `Bürger:innenrat` is a Bürgerrat, too.
  const behind = /^innen(\p{Alpha}.*)/u.exec(gender?.[1])?.[1] ?? "";
  if (behind) all.push([stem, "part"]);
  all.push([stem + behind, "whole"]);
  if (gender) all.push([stem + gender[1].toLowerCase(), "whole"]);
  return all;
}
