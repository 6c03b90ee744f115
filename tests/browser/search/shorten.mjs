// Makes a script of the search shorter, without a parser: no spaces, constants in their places, short names.
//
// A name is shortened everywhere at once, as a variable and as a property. Two names may get the same short
// one unless both are properties, both stand at the top, or some statement at the top has both. Names that
// the outside knows stay (OUTSIDE); a script that uses another one of these must name it there.

const KEYWORDS = `async await break catch const continue do else false finally for function get if import in let new null
of return set static this throw true try typeof undefined void while yield`;

const OUTSIDE = `Array Blob Boolean DecompressionStream Error Infinity Intl JSON Map Math Object Promise RegExp Response Set
String TextDecoder URLSearchParams Uint16Array Uint32Array Uint8Array addEventListener clearTimeout document fetch globalThis
history location setTimeout
all at block cache cause children class constructor dataset filter firstElementChild find from headers hidden href id index isComposing
key length level name parse range relatedTarget role search some status stream tabindex target test title type value values entries
config cuts documents endings facet facets files german language names pack packs page ranking root spellings strings terms
a d k q s t x`;

const LETTERS = "etnrisouaflchpdvmgybwESxTNCkLAOM_DPHBjFIqRUzWXV$JKQGYZ";

const TOKEN = {
  space: /\s+/y,
  string: /"(?:[^"\\]|\\[^])*"/y,
  template: /[`}](?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y,
  regex: /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y,
  name: /[A-Za-z_$][\w$]*/y,
  number: /\d[\w.]*/y,
  sign: /=>|\.\.\.|\?\?=|\?\?|\?\.|&&=|\|\|=|&&|\|\||===|!==|<=|>=|\+\+|--|\+=|-=|\|=|[^]/y,
};

/** A script made shorter; `constants` are put in the place of `weights.NAME`. */
export function shorten(text, constants = {}) {
  const numbers = /^const ([A-Z_]{2,}) = ([\d.e]+);\n/gm;
  const values = new Map(Array.from(text.matchAll(numbers), ([, name, value]) => [name, value]));
  const inlined = text
    .replace(numbers, "")
    .replace(/weights\.([A-Z_]+)/g, (whole, name) => (name in constants ? JSON.stringify(constants[name]) : whole));
  const tokens = tokensOf(inlined);
  const short = shortNames(tokens, values);
  let made = "";
  for (const [place, { kind, text }] of tokens.entries()) {
    const after = tokens[place + 1]?.text;
    if (kind === "sign" && ((text === ";" && after === "}") || (text === "," && /^[)\]}]/.test(after)))) continue;
    const next = kind === "name" ? (values.get(text) ?? short.get(text) ?? text) : text;
    made += /[\w$]$/.test(made) && /^[\w$]/.test(next) ? " " + next : next;
  }
  return made;
}

/** The tokens of a script but spaces, each with the brackets that it stands in. */
function tokensOf(text) {
  const tokens = [];
  const brackets = [];
  for (let at = 0; at < text.length; ) {
    const last = tokens.at(-1);
    const isOperand = last && (/[)\]}]$/.test(last.text) || (last.kind !== "sign" && last.text !== "return"));
    const isTemplate = text[at] === "`" || (text[at] === "}" && brackets.at(-1) === "$");
    const kinds = Object.keys(TOKEN).filter(
      (kind) => (kind !== "template" || isTemplate) && (kind !== "regex" || !isOperand),
    );
    const kind = kinds.find((kind) => ((TOKEN[kind].lastIndex = at), TOKEN[kind].test(text)));
    const token = text.slice(at, TOKEN[kind].lastIndex);
    at = TOKEN[kind].lastIndex;
    if (kind === "space") continue;
    if (kind === "template" && token[0] === "}") brackets.pop();
    if (kind === "sign" && /^[)\]}]/.test(token)) brackets.pop();
    tokens.push({ kind, text: token, depth: brackets.length, bracket: brackets.at(-1) });
    if (kind === "template" && token.endsWith("${")) brackets.push("$");
    if (kind === "sign" && /^[([{]/.test(token)) brackets.push(token);
  }
  return tokens;
}

/** Short names by names. */
function shortNames(tokens, values) {
  const fixed = new Set([...KEYWORDS.split(/\s+/), ...OUTSIDE.split(/\s+/), ...values.keys()]);
  const names = new Map();
  const used = new Set();
  let statement = 0;
  for (const [place, { kind, text, depth, bracket }] of tokens.entries()) {
    const [before, after] = [tokens[place - 1]?.text, tokens[place + 1]?.text];
    if (depth === 0 && /^[;}]/.test(text)) statement += 1;
    if (kind !== "name") continue;
    used.add(text);
    if (fixed.has(text)) continue;
    const name = names.get(text) ?? { text, count: 0, statements: new Set(), isProperty: false, isTop: false, isOwn: false };
    const isMember = before === "." || before === "?.";
    const isKey = after === ":" || (bracket === "{" && /^[{,]$/.test(before) && /^[,}=]$/.test(after));
    name.count += 1;
    name.statements.add(statement);
    name.isProperty ||= isMember || isKey;
    name.isOwn ||= !isMember;
    name.isTop ||= depth === 0 || (depth === 1 && bracket !== "{" && bracket !== "(");
    names.set(text, name);
  }
  const own = [...names.values()].filter(({ isOwn }) => isOwn);
  own.sort((one, other) => other.count - one.count || (one.text < other.text ? -1 : 1));
  const letters = [...LETTERS];
  const all = [...letters, ...letters.flatMap((one) => letters.map((other) => one + other))];
  const free = all.filter((short) => !fixed.has(short) && (!used.has(short) || names.get(short)?.isOwn));
  const places = free.map((short) => ({ short, names: [] }));
  const short = new Map();
  for (const name of own) {
    const place = places.find(({ names }) => names.every((other) => !meet(name, other)));
    place.names.push(name);
    short.set(name.text, place.short);
  }
  return short;
}

/** Whether two names must not become one. */
function meet(one, other) {
  if ((one.isProperty && other.isProperty) || (one.isTop && other.isTop)) return true;
  return [...one.statements].some((statement) => other.statements.has(statement));
}
