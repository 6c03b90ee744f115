// Shows what a term of the glossary means beside its link: on hover, on focus, and on the first touch; the
// second touch follows the link. The same stands at the end of the text, for those without a script.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
// Whoever hears the page has heard it: the link is described by the same words.
tip.ariaHidden = "true";
document.body.append(tip);

let shown, timer, pointer;

const termOf = (event) => event.target.closest?.("a.term[aria-describedby]");

function hide() {
  clearTimeout(timer);
  tip.hidden = true;
  shown = undefined;
}

function show(link, isTouched) {
  clearTimeout(timer);
  const meaning = document.getElementById(link.getAttribute("aria-describedby"));
  const name = document.createElement("b");
  name.textContent = meaning.previousElementSibling.textContent;
  tip.replaceChildren(name, meaning.textContent);
  if (isTouched) {
    const again = document.createElement("i");
    again.textContent = meaning.closest("[data-again]").dataset.again;
    tip.append(again);
  }
  shown = link;
  tip.hidden = false;
  // A link over two lines: below its last one, or above its first one.
  const lines = link.getClientRects();
  const { left, bottom } = lines[lines.length - 1];
  const { width, height } = tip.getBoundingClientRect();
  const room = document.documentElement;
  const above = lines[0].top - height;
  const isAbove = bottom + height > room.clientHeight && above >= 0;
  tip.style.left = `${Math.max(8, Math.min(left, room.clientWidth - width - 8)) + scrollX}px`;
  tip.style.top = `${(isAbove ? above : bottom) + scrollY}px`;
}

function later(milliseconds, step) {
  clearTimeout(timer);
  timer = setTimeout(step, milliseconds);
}

addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = termOf(event);
  if (link || tip.contains(event.target)) {
    if (link && link !== shown) later(200, () => show(link));
    else clearTimeout(timer);
  } else {
    later(300, hide);
  }
});
addEventListener("focusin", (event) => {
  const link = termOf(event);
  if (link?.matches(":focus-visible")) show(link);
});
addEventListener("focusout", hide);
addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
addEventListener("pointerdown", (event) => {
  pointer = event.pointerType;
  if (!tip.contains(event.target) && termOf(event) !== shown) hide();
});
addEventListener("click", (event) => {
  const link = termOf(event);
  if (link && link !== shown && pointer === "touch") {
    event.preventDefault();
    show(link, true);
  }
});
