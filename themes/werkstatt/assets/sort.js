// Makes buttons of the headings of tables, which sort them. Links above a drawing do the same without a script.
const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
const keyOf = (cell) => cell.dataset.key ?? cell.textContent.trim();

/** Sorts by a column: upwards, but numbers downwards; the other way round when asked again. */
function sort(body, heads, at) {
  const orders = ["ascending", "descending"];
  if (heads[at].matches(".right")) orders.reverse();
  const order = orders[heads[at].ariaSort === orders[0] ? 1 : 0];
  for (const head of heads) head.ariaSort = null;
  heads[at].ariaSort = order;
  const sign = order === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => [keyOf(row.cells[at]), row]);
  // What says nothing stands below, whichever way.
  rows.sort(([one], [other]) => !one - !other || sign * compare(one, other));
  body.append(...rows.map(([, row]) => row));
}

for (const { tHead, tBodies: [body] } of document.querySelectorAll("table.sortable")) {
  const heads = [...tHead.rows[0].cells];
  for (const [at, head] of heads.entries()) {
    // Several things in one cell have no order among others.
    if ([...body.rows].some((row) => row.cells[at].querySelector("ul"))) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(body, heads, at));
    head.append(button);
  }
}
