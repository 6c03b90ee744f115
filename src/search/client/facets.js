// What readers may choose by (src/search/facets.rs); on the search page alone, once somebody chooses.
import { each, get, inflate, once, reader, root, utf8 } from "./files.js";
import { node, say } from "./ui.js";

let offered;

/** What readers may choose by: `{ facet, values: [{ id, label, documents }] }`. */
export const facets = () =>
  each(root().facets, ([facet, name]) => {
    const address = `${config.files}f-${name}.bin`;
    return once(address, async () => {
      const bytes = await inflate(await get(address));
      const end = 4 + new Uint32Array(bytes.buffer, 0, 1)[0];
      const { documents } = reader(bytes.subarray(end));
      const values = JSON.parse(utf8.decode(bytes.subarray(4, end)));
      return { facet, values: values.map(([id, label, count]) => ({ id, label, documents: documents(count) })) };
    });
  });

/** The documents that have the values that were asked for; counts for each value what it would leave. */
export function narrow(known, documents, asked) {
  const sets = known.map(({ facet, values }) => {
    for (const value of values) value.isChosen = asked.getAll(facet).includes(value.id);
    const chosen = values.filter(({ isChosen }) => isChosen);
    return chosen[0] && new Set(chosen.flatMap(({ documents }) => documents));
  });
  const left = (but) => documents.filter((document) => sets.every((set, at) => at === but || !set || set.has(document)));
  known.forEach(({ values }, at) => {
    const rest = new Set(left(at));
    for (const value of values) value.count = value.documents.filter((document) => rest.has(document)).length;
  });
  return left();
}

/** Shows what readers may choose by, in the order of the page, and what they have chosen. */
export function offer(known, [, , filter, chosen], go) {
  if (known[0] !== offered) {
    offered = known[0];
    const sections = [...document.querySelectorAll("[data-facet]")];
    const fieldsets = sections.map((section) => {
      const values = known.find(({ facet }) => facet === section.dataset.facet)?.values;
      return values ? fieldset(section, values, go) : "";
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
  const chip = ({ label, box }) => {
    const button = node("button", { type: "button" }, label, node("span", { class: "unseen" }, " " + say("remove")));
    button.onclick = async () => {
      box.checked = false;
      await box.onchange();
      (chosen.querySelector("button") ?? filter.firstElementChild).focus();
    };
    return node("li", {}, button);
  };
  chosen.replaceChildren(...values.filter(({ isChosen, box }) => isChosen && box).map(chip));
}

function fieldset({ dataset: { facet }, firstElementChild }, values, go) {
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
