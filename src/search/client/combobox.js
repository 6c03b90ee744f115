// Suggestions below the field that stands on every page: a combobox with a list of links.
import { parse, search } from "./engine.js";
import { resultsOf } from "./results.js";
import { LONGEST_QUERY, asking, counted, latest, later, node, say, withMarks } from "./ui.js";

const SUGGESTED = 6;

const form = document.querySelector("form[data-module]");
const input = form.q;
const list = node("div", { role: "listbox", id: "search--list", "aria-label": say("results") });
const note = node("p", {});
const panel = node("div", { class: "search-panel", tabindex: -1 }, note, list);
const status = node("p", { role: "status", class: "unseen" });
let active;
// Whether the list is wanted; who closed it does not want what is still on its way.
let isOpen = false;

form.append(panel, status);
input.setAttribute("role", "combobox");
set("autocomplete", "list");
set("controls", list.id);
close();

function set(name, value) {
  input.setAttribute("aria-" + name, value);
}

function close() {
  isOpen = false;
  panel.hidden = true;
  set("expanded", false);
  activate();
}

function activate(option) {
  active?.setAttribute("aria-selected", false);
  active = option;
  set("activedescendant", option?.id ?? "");
  option?.setAttribute("aria-selected", true);
  option?.scrollIntoView({ block: "nearest" });
}

const update = latest(
  () => {
    const text = input.value.slice(0, LONGEST_QUERY);
    const query = parse(text);
    if (!query.words[0]) return close;
    const found = search(query);
    const shown = resultsOf(query, found, 0, SUGGESTED);
    const [told, count, least] = counted(text, query, found, shown);
    const options = shown.results.map(option);
    if (count) options.push(choice(SUGGESTED, config.page + asking(text), say("all" + least, count)));
    return () => fill(options, [told]);
  },
  (told) => fill([], told),
);

function show() {
  isOpen = true;
  return update();
}

function fill(options, told) {
  if (!isOpen) return;
  activate();
  list.replaceChildren(...options);
  note.replaceChildren(...told);
  note.hidden = !!options[0];
  status.textContent = note.textContent;
  panel.hidden = false;
  set("expanded", !!options[0]);
}

function option({ address, title, notes, pieces, sections: [section] }, place) {
  const where = section ? [...withMarks(section.title), " – ", ...withMarks(section.pieces)] : withMarks(pieces);
  const kind = node("span", { class: "kind" }, notes[0] ?? "");
  return choice(place, address, node("b", {}, ...withMarks(title)), " ", kind, " ", node("span", {}, ...where));
}

function choice(place, href, ...children) {
  const id = "search--option-" + place;
  return node("a", { role: "option", id, href, tabindex: -1, "aria-selected": false }, ...children);
}

input.onkeydown = (event) => {
  const { key, isComposing } = event;
  const step = (key === "ArrowDown") - (key === "ArrowUp");
  if (isComposing) return;
  if (step && panel.hidden) show();
  else if (step) {
    // The field itself is one step of the circle.
    const all = [undefined, ...list.children];
    activate(all.at((all.indexOf(active) + step) % all.length));
  } else if (key === "Enter" && active) active.click();
  else if (key === "Escape" && isOpen) close();
  else if (key === "Escape") input.value = "";
  else {
    if (/Home|End|Arrow/.test(key)) activate();
    return;
  }
  event.preventDefault();
};
input.oninput = later(show);
input.onfocus = show;
form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || close());
// Else the field would lose the focus, and the list were gone before the click.
panel.onmousedown = (event) => event.preventDefault();
addEventListener("pagehide", close);
if (document.activeElement === input) show();
