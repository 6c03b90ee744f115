// What both faces of the search share: the list below the field (combobox.js), and the search page (page.js).
// All is made of nodes; no text ever becomes mark-up.
import { reading } from "./files.js";

export const LONGEST_QUERY = 200;

// How long a pause in typing is, in milliseconds.
const PAUSE = 120;

const plurals = new Intl.PluralRules(config.language);

/** A text of the interface, for a number and a query. */
export function say(key, count, query) {
  const { strings } = config;
  const text = strings[`search_${key}_${plurals.select(count)}`] ?? strings[`search_${key}_other`] ?? strings["search_" + key];
  return text.replace("{count}", () => count).replace("{query}", () => query);
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

/** How many results there are, in words and as a number, with what stands in keys where there may be more. */
export function counted(text, { phrases: [phrase] }, { documents }, { results, next }) {
  const least = phrase && next < documents.length ? "_least" : "";
  const count = phrase ? results.length : documents.length;
  return [say(count ? "count" + least : "nothing", count, text), count, least];
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
  return [say("failed"), " ", button];
}
