// Functions that run inside a page: each is sent there as text and may use nothing from here.

/** Elements whose painted text does not stand out from its painted background by WCAG 1.4.3. */
export function faintText(host) {
  const faults = [];
  const root = host === undefined ? document.body : document.querySelector(host).shadowRoot;
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  const read = new Map();
  const behind = new Map();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (seen.has(element) || texts.currentNode.data.trim() === "" || !isPainted(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(colour(style.color), background(element));
    if (ratio < (large ? 3 : 4.5)) {
      const text = texts.currentNode.data.trim().slice(0, 30);
      faults.push(`<${element.localName}> "${text}" has a contrast of ${ratio.toFixed(2)}`);
    }
  }
  return faults;

  function isPainted(element) {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  }
  function background(element) {
    if (!behind.has(element)) behind.set(element, painted(element));
    return behind.get(element);
  }
  function painted(element) {
    const own = colour(getComputedStyle(element).backgroundColor);
    if (own[3] === 1) return own;
    if (element.parentElement !== null) return background(element.parentElement);
    // Within a shadow the page shines through.
    if (element !== document.documentElement) return background(document.documentElement);
    return canvas();
  }
  function canvas() {
    const probe = document.createElement("span");
    document.body.append(probe);
    probe.style.backgroundColor = "Canvas";
    const painted = colour(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return painted;
  }
  // The canvas reads every notation, also `oklch()` and `color()`.
  function colour(text) {
    if (!read.has(text)) read.set(text, paint(text));
    return read.get(text);
  }
  function paint(text) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }
  function contrast(one, other) {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  }
  function luminance(rgb) {
    const [red, green, blue] = rgb.slice(0, 3).map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
}

/**
 * A text that is the same as long as the elements of the page are, their boxes, what of them is shown and how
 * it scrolls, their letters, and what marks links beside colours: whatever a style sheet may change but colours.
 */
export function shapeOf() {
  const elements = [...document.querySelectorAll("*")];
  const shapes = elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const { fontSize, fontWeight, fontStyle, overflow, position, zIndex, pointerEvents, textDecorationLine } = style;
    const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const marks = ["::before", "::after"].map((part) => getComputedStyle(element, part).content);
    const inner = [element.scrollWidth, element.scrollHeight, element.clientWidth, element.clientHeight];
    const link = element.localName === "a" ? marksOf(style) : [];
    return [
      x, y, width, height, fontSize, fontWeight, fontStyle, overflow, position, zIndex, pointerEvents,
      textDecorationLine, shown, marks, inner, link,
    ];
  });
  return JSON.stringify([document.documentElement.outerHTML, shapes]);

  function marksOf(style) {
    const edges = ["border-top", "border-bottom", "outline"].map((edge) => {
      const [line, width, colour] = ["style", "width", "color"].map((part) => style.getPropertyValue(`${edge}-${part}`));
      return [line, width, colour === "rgba(0, 0, 0, 0)"];
    });
    return [style.display, style.fontFamily, style.textDecorationStyle, style.backgroundImage, edges];
  }
}

/** What makes the page wider than its window, outermost first. */
export function tooWide() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element),
  );
  const names = wide.slice(0, 3).map((element) => {
    const name = element.localName + (element.className ? `.${element.className}` : "");
    return `<${name}> reaches ${Math.round(element.getBoundingClientRect().right)} px`;
  });
  return [`is ${document.documentElement.scrollWidth} px wide: ${names.join(", ")}`];

  function scrolls(element) {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  }
}

/** Words that are broken into more than two pieces, of fewer than four letters on average. */
export function brokenWords() {
  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    for (const { 0: word, index } of text.data.matchAll(/\p{L}{4,}/gu)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
      if (lines > 2 && word.length / lines < 4) faults.push(`"${word}" is broken into ${lines} lines`);
    }
  }
  return faults;
}

/** Controls of the header that lie one upon the other. */
export function overlaps() {
  const controls = [...document.querySelectorAll("header :is(a, summary, input, button)")]
    .filter((element) => element.checkVisibility())
    .map((element) => ({ element, box: element.getBoundingClientRect() }));
  const name = ({ element }) => `"${element.textContent.trim().slice(0, 30)}"`;
  return controls.flatMap((one, index) =>
    controls
      .slice(index + 1)
      .filter((other) => !one.element.contains(other.element) && covers(one.box, other.box))
      .map((other) => `${name(one)} and ${name(other)} overlap`),
  );

  function covers(a, b) {
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return width > 2 && height > 2;
  }
}

/** Blocks whose text is cut off once lines, letters and words stand apart as WCAG 1.4.12 has it. */
export function clippedText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const blocks = document.body.querySelectorAll(
    "p, li, dt, dd, h1, h2, h3, h4, h5, h6, td, th, caption, figcaption, summary, a, button, label",
  );
  const faults = [...blocks].filter(isClipped).map((element) => {
    return `<${element.localName}> "${element.textContent.trim().slice(0, 30)}" is cut off`;
  });
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  return faults;

  function isClipped(element) {
    const style = getComputedStyle(element);
    const shown = element.checkVisibility() && element.clientWidth > 1 && element.clientHeight > 1;
    if (!shown) return false;
    return (
      (["hidden", "clip"].includes(style.overflowY) &&
        element.scrollHeight > element.clientHeight + 1) ||
      (["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
    );
  }
}

/** What has the focus: its name, whether it can be seen, whether its focus can be seen. */
export function focused() {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const text = (element.textContent || element.getAttribute("aria-label") || "").trim();
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
  const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  const inWindow = boxes.filter(
    (box) =>
      box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
  );
  return {
    name: `<${element.localName}> "${text.slice(0, 30)}"`,
    number: [...document.querySelectorAll("*")].indexOf(element),
    href: element.getAttribute("href"),
    inWindow: inWindow.length > 0,
    uncovered: inWindow.some(isUncovered),
    marked: outlined || style.boxShadow !== "none" || ringed(element),
  };

  // A link of a drawing shows its focus by a ring around what it can be hit at.
  function ringed(link) {
    const hit = link.querySelector(":scope > .hit");
    const ring = hit === null ? null : getComputedStyle(hit);
    return ring !== null && ring.stroke !== "none" && parseFloat(ring.strokeWidth) >= 2;
  }

  function isUncovered(box) {
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return top !== null && (element.contains(top) || top.contains(element));
  }
}
