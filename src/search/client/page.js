// The search page: results for what its address says, in the place of the register.
import { root } from "./files.js";
import { parse, search } from "./engine.js";
import { resultsOf } from "./results.js";
import { facets, narrow } from "./facets.js";
import { corrected, nearTo } from "./slips.js";
import { LONGEST_QUERY, asking, counted, latest, later, link, node, say, withMarks } from "./ui.js";

const SHOWN = 10;

const form = document.querySelector("form[data-page]");
const input = form.q;
const { title } = document;
const place = document.getElementById("search--results");
// As the template has them.
const [status, meant, filter, chosen, list, more, help, elsewhere] = place.children;
const sections = [...document.querySelectorAll("[data-facet]")];
let [isTyping, offered] = [false];

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
    const known = isFiltered || filter.open ? facets() : [];
    found.documents = narrow(known, found.documents, now);
    const shown = resultsOf(query, found, 0, history.state ?? SHOWN);
    const isEmpty = !shown.results[0];
    const better = isEmpty ? text : corrected(text, found.meant);
    const nearby = isEmpty ? nearTo(query) : [];
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
  offer(known);
  list.replaceChildren(...shown.results.map(item));
  more.hidden = shown.next >= found.documents.length;
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

/** Shows what readers may choose by, in the order of the page, and what they have chosen. */
function offer(known) {
  if (known[0] !== offered) {
    offered = known[0];
    const fieldsets = sections.map((section) => {
      const values = known.find(({ facet }) => facet === section.dataset.facet)?.values;
      return values ? fieldset(section, values) : "";
    });
    filter.lastElementChild.replaceChildren(...fieldsets);
  }
  const values = known.flatMap(({ values }) => values);
  for (const { count, isChosen, box, line } of values) {
    if (!box) continue;
    line.lastChild.textContent = count;
    box.checked = isChosen;
    line.hidden = !count && !isChosen;
  }
  chosen.replaceChildren(...values.filter(({ isChosen, box }) => isChosen && box).map(chip));
}

function fieldset({ dataset: { facet }, firstElementChild }, values) {
  const lines = values.map((value) => {
    value.box = node("input", { type: "checkbox" });
    value.line = node("label", {}, value.box, value.label, node("span", {}));
    value.box.onchange = () =>
      go("pushState", (now) => {
        now.delete(facet);
        for (const { id, box } of values) if (box.checked) now.append(facet, id);
      });
    return value.line;
  });
  return node("fieldset", {}, node("legend", {}, firstElementChild.textContent), ...lines);
}

function chip({ label, box }) {
  const button = node("button", { type: "button" }, label, node("span", { class: "unseen" }, " " + say("remove")));
  button.onclick = async () => {
    box.checked = false;
    await box.onchange();
    (chosen.querySelector("button") ?? filter.firstElementChild).focus();
  };
  return node("li", {}, button);
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
more.onclick = async () => {
  const { length } = list.children;
  history.replaceState(length + SHOWN, "");
  await show();
  list.children[length]?.querySelector("a").focus();
};
filter.ontoggle = () => filter.open && !offered && show();
addEventListener("popstate", read);
if (location.search || !input.value) read();
else input.oninput();
