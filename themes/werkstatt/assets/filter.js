// Shows the pages behind the choices beside a list in place of this one. Without this script, and wherever it
// cannot do that, the same links lead to the same pages.

/** What differs between such pages. What belongs to the search stays as it is. */
const PARTS = ["title", "link[rel=canonical]", ".top details > div", ".crumbs", "main", ".print"];

const find = (selector, page = document) => page.querySelector(selector);
const here = () => location.pathname + location.search;
/** What tells a choice from all others: its facet and its words. */
const name = (link) => link.closest("[data-facet]")?.dataset.facet + link.firstChild.textContent;

const told = document.createElement("p");
told.className = "unseen";
told.setAttribute("role", "status");
document.body.append(told);

let shown = here();
let turn = 0;

/** Puts a page in the place of the one that is shown; `isNew` is one that was not visited before. */
async function show(address, isNew) {
  const own = ++turn;
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (own !== turn) return;
    if (!answer.ok || !find(".narrow", page)) throw address;
    const at = document.activeElement.closest("main a");
    const isOpen = find(".narrow details")?.open;
    if (isNew) history.pushState(null, "", address);
    shown = here();
    for (const part of PARTS) {
      const now = find(part, page);
      if (now) find(part)?.replaceWith(now);
    }
    find(".narrow details").open = isOpen;
    const same = at && [...document.querySelectorAll(".narrow a")].find((link) => name(link) === name(at));
    if (at) (same ?? find("main")).focus({ preventScroll: true });
    told.textContent = `${find("h1").textContent}: ${find(".count").textContent}`;
  } catch {
    if (own !== turn) return;
    if (isNew) location.assign(address);
    else location.reload();
  }
}

addEventListener("click", (event) => {
  const link = event.target.closest?.(".narrow a, .chosen a");
  const isOther = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || link.hash || isOther || event.defaultPrevented) return;
  event.preventDefault();
  show(link.href, true);
});
addEventListener("popstate", () => here() !== shown && show(location.href, false));
// Whoever leaves meanwhile is not brought back.
addEventListener("pagehide", () => (turn += 1));
