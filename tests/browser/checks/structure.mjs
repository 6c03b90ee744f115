// What can be told from the source of a page: nothing inline, one heading of level 1, unique ids.

/** Checks every page. */
export function structure(site) {
  return site.pages.map((page) => ({
    name: page.path,
    faults: [
      ...page.elements.flatMap(elementFaults),
      ...documentFaults(page),
      ...(page.redirectsTo === undefined ? outlineFaults(page) : []),
    ],
  }));
}

/** Faults of one element: whatever the strict policy forbids, and what keeps people out. */
function elementFaults({ tagName, attributes, text, line }) {
  const faults = [];
  const fault = (what) => faults.push(`line ${line}: <${tagName}> ${what}`);
  if (tagName === "script" && attributes.src === undefined && !isData(attributes.type)) {
    fault("is an inline script");
  }
  if (tagName === "style") fault("is an inline style sheet");
  if (["iframe", "frame", "embed", "object", "base"].includes(tagName)) fault("is not allowed");
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "style") fault("has a style attribute");
    if (/^on[a-z]+$/.test(name)) fault(`has an event handler \`${name}\``);
    if (/^\s*(javascript|vbscript|data):/i.test(value) && /^(xlink:)?(href|src|action|data)$/.test(name)) {
      fault(`has \`${name}="${value.slice(0, 30)}"\``);
    }
  }
  if (Number.parseInt(attributes.tabindex, 10) > 0) fault("has a positive tabindex");
  if (tagName === "img") {
    if (attributes.alt === undefined) fault("has no alt");
    if (!attributes.width || !attributes.height) fault("has no width and height");
  }
  if (tagName === "a" && attributes.href === "") fault("has an empty address");
  if (tagName === "a" && attributes.target === "_blank") fault("opens a new window");
  if (tagName === "title" && text.trim() === "") fault("is empty");
  return faults;
}

/** Data blocks are not run. */
function isData(type) {
  return type === "application/ld+json" || type === "application/json";
}

/** Faults of the document: its frame and its ids. */
function documentFaults(page) {
  const faults = [];
  if (!page.doctype) faults.push("has no doctype");
  if (page.language === "") faults.push("has no language");
  if (count(page, "title") === 0) faults.push("has no title");
  for (const id of new Set(page.ids)) {
    const times = page.ids.filter((other) => other === id).length;
    if (times > 1) faults.push(`the id \`${id}\` stands ${times} times`);
  }
  const viewport = page.elements.find((element) => element.attributes.name === "viewport");
  if (/user-scalable\s*=\s*no|maximum-scale/.test(viewport?.attributes.content ?? "")) {
    faults.push("stops people from zooming");
  }
  return faults;
}

/** Faults of the outline: landmarks and headings. */
function outlineFaults(page) {
  const faults = [];
  for (const tagName of ["h1", "main"]) {
    const times = count(page, tagName);
    if (times !== 1) faults.push(`has ${times} <${tagName}>`);
  }
  const levels = page.elements
    .filter(({ tagName }) => /^h[1-6]$/.test(tagName))
    .map(({ tagName }) => Number(tagName[1]));
  levels.reduce((before, level) => {
    if (level > before + 1) faults.push(`a heading of level ${level} follows level ${before}`);
    return level;
  }, 1);
  return faults;
}

function count(page, tagName) {
  return page.elements.filter(
    (element) => element.tagName === tagName && !element.within.includes("svg"),
  ).length;
}
