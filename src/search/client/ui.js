// What both faces of the search share: the list below the field (combobox.js), and the search page (page.js).
// All is made of nodes; no text ever becomes mark-up.
import { reading } from "./files.js";

export const LONGEST_QUERY = 200;

// How long a pause in typing is, in milliseconds.
const PAUSE = 120;

const plurals = new Intl.PluralRules(config.language);

/** A text of the interface for a number, with a value in the place of `{count}`. */
export function say(key, count) {
  const text = config.strings["search_" + key];
  return (text[plurals.select(count)] ?? text.other ?? text).replace("{count}", () => count);
}

/** An element with attributes and what is in it. */
export function node(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute]);
  made.append(...children);
  return made;
}

/** Pieces of a text, every second of which is marked. */
export const withMarks = (pieces) => pieces.map((piece, at) => (at % 2 ? node("mark", {}, piece) : piece));

export const link = (href, pieces, attributes) => node("a", { href, ...attributes }, ...withMarks(pieces));

export const asking = (q) => "?" + new URLSearchParams({ q });

/** Calls something once nobody has called it for a while. */
export function later(act) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, PAUSE);
  };
}

/** How many results there are, and what to add to the key of texts where there may be more. */
export function counted({ phrases: [phrase] }, { documents }, { results, next }) {
  return phrase ? [results.length, next < documents.length ? "_least" : ""] : [documents.length, ""];
}

/** A function that reads files and then does what `read` gives, unless it was called again; faults go to `tell`. */
export function latest(read, tell) {
  let turn = 0;
  return async function show() {
    const mine = ++turn;
    let act;
    try {
      act = await reading(() => mine === turn && read());
    } catch (error) {
      act = () => tell(fault(error, show));
    }
    if (mine === turn) return act();
  };
}

/** A fault in words, and what readers can do. */
function fault(error, again) {
  const isMissing = error.cause < 500 || !globalThis.DecompressionStream;
  if (isMissing) return [say("missing"), " ", link(config.page, [say("register")])];
  const button = node("button", { type: "button" }, say("again"));
  button.onclick = again;
  return [say("offline"), " ", button];
}
