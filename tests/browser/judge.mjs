// What runs inside a page around axe: each function is sent there as text and may use nothing from here.

/**
 * Runs when a page is loaded, after axe itself. The contrast of what `skip` has is not judged; notes are taken of
 * what is: to which elements the rule applies, which of them pass, and which links in texts differ by colour alone.
 */
export function takeNotes() {
  const notes = (globalThis.axeNotes = { skip: new Set(), applies: new Set(), passed: new Set(), plain: new Set() });
  const rule = globalThis.axe.utils.getRule("color-contrast");
  const { matches } = rule;
  rule.matches = function (node, ...rest) {
    const applies = !notes.skip.has(node) && matches.call(this, node, ...rest);
    if (applies) notes.applies.add(node);
    return applies;
  };
  listen("color-contrast", (node, passes) => passes === true && notes.passed.add(node));
  listen("link-in-text-block-style", (node, passes) => passes !== true && notes.plain.add(node));

  function listen(name, note) {
    const check = globalThis.axe._audit.checks[name];
    const { evaluate } = check;
    check.evaluate = function (node, ...rest) {
      const result = evaluate.call(this, node, ...rest);
      note(node, result);
      return result;
    };
  }
}

/**
 * For each element with a text of its own, what the contrast of that text follows from: what it and all around it
 * say of colours and letters. Nothing for a text that lies upon more than what is around it, in a drawing, or
 * beyond what is painted around it. The page keeps the elements.
 */
export function contrastKeys() {
  const chains = new Map();
  const paints = [];
  const texts = [];
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    chains.set(element, hash(`${chains.get(element.parentElement)} ${tuple(element, style)}`));
    if (isPainted(element, style)) paints.push({ element, box: element.getBoundingClientRect() });
    if (hasText(element)) texts.push(element);
  }
  globalThis.axeTexts = texts.map((element) => ({ element, key: liesAlone(element) ? chains.get(element) : "" }));
  return globalThis.axeTexts.map(({ key }) => key);

  function tuple(element, style) {
    const parts = ["::before", "::after"].map((part) => getComputedStyle(element, part));
    const marks = parts.filter(({ content }) => content !== "none" && content !== "normal");
    const looks = marks.map((mark) => [mark.position, mark.width, mark.height, mark.backgroundColor, mark.backgroundImage]);
    return [
      style.color, style.backgroundColor, style.backgroundImage, style.backgroundClip, style.opacity, style.filter,
      style.mixBlendMode, style.textShadow, style.webkitTextFillColor, style.webkitTextStroke, style.fontSize,
      style.fontWeight, style.clipPath, style.maskImage, looks.join(),
    ].join("|");
  }
  function isPainted(element, style) {
    if (element.ownerSVGElement) return false;
    const isOwn = /^(img|svg|canvas|video|picture|iframe|input|select|textarea|button|progress|meter)$/.test(element.localName);
    return isOwn || style.backgroundImage !== "none" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
  }
  function hasText(element) {
    const isField = /^(input|select|textarea)$/.test(element.localName);
    return isField || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
  }
  function liesAlone(text) {
    if (text.ownerSVGElement || text.localName === "svg") return false;
    const box = text.getBoundingClientRect();
    let lines;
    return paints.every(({ element, box: other }) => {
      if (element.contains(text)) return element === text || holds(other, box);
      if (!meets(other, box)) return true;
      lines ??= linesOf(text);
      return !lines.some((line) => meets(other, line));
    });
  }
  function linesOf(text) {
    const range = document.createRange();
    return [...text.childNodes].filter(({ nodeType }) => nodeType === 3).flatMap((node) => {
      range.selectNode(node);
      return [...range.getClientRects()];
    });
  }
  function holds(outer, inner) {
    const beyond = [outer.left - inner.left, outer.top - inner.top, inner.right - outer.right, inner.bottom - outer.bottom];
    return Math.max(...beyond) <= 1;
  }
  function meets(one, other) {
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return width > 0.5 && height > 0.5;
  }
  function hash(text) {
    let [one, other] = [0xdeadbeef, 0x41c6ce57];
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      one = Math.imul(one ^ code, 2654435761);
      other = Math.imul(other ^ code, 1597334677);
    }
    return (one >>> 0).toString(36) + (other >>> 0).toString(36);
  }
}

/**
 * What axe finds or leaves open, one line per element that a rule names. `settled` are numbers of texts whose
 * contrast is not judged. Says also which texts passed, which the rule of contrast does not apply to, and
 * whether links in texts differ by colour alone.
 */
export async function runAxe({ runOnly, rules, settled }) {
  const { axe, axeNotes: notes, axeTexts: texts } = globalThis;
  notes.skip = new Set(settled.map((index) => texts[index].element));
  for (const set of [notes.applies, notes.passed, notes.plain]) set.clear();
  const { violations, incomplete } = await axe.run(document, { runOnly, rules, resultTypes: ["violations", "incomplete"] });
  const lines = (list) =>
    list.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
    );
  const numbers = (isOne) => texts.flatMap(({ element }, index) => (isOne(element) ? [index] : []));
  return {
    violations: lines(violations),
    incomplete: lines(incomplete),
    passed: numbers((element) => notes.passed.has(element)),
    exempt: numbers((element) => !notes.skip.has(element) && !notes.applies.has(element)),
    plain: notes.plain.size > 0,
  };
}
