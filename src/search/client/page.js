// The search page: results for what its address says, in the place of the register.
// `SHARED` is what the modules of the other script (facets.js, slips.js) use of those of this one.
import { once, root } from "./files.js";
import { parse, search } from "./engine.js";
import { resultsOf } from "./results.js";
import { LONGEST_QUERY, asking, counted, latest, later, link, node, say, withMarks } from "./ui.js";

const SHOWN = 10;

const form = document.querySelector("form[data-page]");
const input = form.q;
const { title } = document;
const place = document.getElementById("search--results");
// As the template has them.
const [status, meant, filter, , list, next, help, elsewhere] = place.children;
let isTyping = false;

/** What few searches need, loaded with the first that does. */
const more = () => once("more", async () => (await import(config.more)).default(SHARED));

const asked = () => new URLSearchParams(location.search);

/** Changes the address, then shows what it says. */
function go(how, change) {
  const now = asked();
  change(now);
  if (!now.get("q")) now.delete("q");
  history[how](null, "", location.pathname + (`${now}` && "?" + now));
  return show();
}

const show = latest(
  () => {
    const now = asked();
    const text = (now.get("q") ?? "").slice(0, LONGEST_QUERY).trim();
    const query = parse(text);
    document.title = text ? `${text} – ${title}` : title;
    const { documents, facets: names } = root();
    const isFiltered = names.some(([facet]) => now.has(facet));
    if (!text && !isFiltered) return () => reveal(false);
    const all = Array.from({ length: text ? 0 : documents }, (_, document) => document);
    const found = query.words[0] ? search(query) : { documents: all, meant: [], terms: [] };
    const isOffered = isFiltered || filter.open || filter.lastElementChild.firstChild;
    const known = isOffered ? more().facets() : [];
    if (known[0]) found.documents = more().narrow(known, found.documents, now);
    const shown = resultsOf(query, found, 0, history.state ?? SHOWN);
    const isEmpty = !shown.results[0];
    const better = isEmpty || !found.meant[0] ? text : more().corrected(text, found.meant);
    const nearby = isEmpty ? more().nearTo(query) : [];
    return () => fill({ text, query, found, known, shown, better, nearby });
  },
  (told) => {
    status.replaceChildren(...told);
    reveal(true);
  },
);

function fill({ text, query, found, known, shown, better, nearby }) {
  const [told, count] = counted(text, query, found, shown);
  status.textContent = told;
  meant.lastElementChild.replaceChildren(link(asking(better), [better]));
  meant.hidden = better === text;
  if (known[0]) more().offer(known, place.children, go);
  list.replaceChildren(...shown.results.map(item));
  next.hidden = shown.next >= found.documents.length;
  help.hidden = count;
  help.lastElementChild.hidden = !nearby[0];
  help.lastElementChild.lastElementChild.replaceChildren(...nearby.flatMap((word) => [link(asking(word), [word]), " "]));
  for (const link of elsewhere.querySelectorAll("a")) link.search = asking(text);
  reveal(true);
}

function item({ address, title, notes, pieces, sections }) {
  const parts = sections.map(({ address, title, pieces }) =>
    node("li", {}, node("h3", {}, link(address, title)), node("p", {}, ...withMarks(pieces))),
  );
  const kind = node("p", { class: "kind" }, ...notes.map((text) => node("span", {}, text)));
  const text = node("p", {}, ...withMarks(pieces));
  return node("li", {}, node("h2", {}, link(address, title)), kind, text, node("ul", {}, ...parts));
}

/** Shows results in the place of the register, or the other way round. */
function reveal(isShown) {
  for (let part = place; part; part = part.nextElementSibling) part.hidden = isShown === (part !== place);
}

function type(how) {
  const { value } = input;
  if (value !== (asked().get("q") ?? "")) go(how, (now) => now.set("q", value));
}

function read() {
  isTyping = false;
  input.value = asked().get("q") ?? "";
  show();
}

// What is typed in one go is one step on the way back.
input.oninput = later(() => {
  type(isTyping ? "replaceState" : "pushState");
  isTyping = true;
});
form.onsubmit = (event) => {
  event.preventDefault();
  type("pushState");
  isTyping = false;
};
next.onclick = async () => {
  const { length } = list.children;
  history.replaceState(length + SHOWN, "");
  await show();
  list.children[length]?.querySelector("a").focus();
};
filter.ontoggle = () => filter.open && !filter.lastElementChild.firstChild && show();
addEventListener("popstate", read);
if (location.search || !input.value) read();
else input.oninput();
