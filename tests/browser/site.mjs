// A built site as a value: its files, its parsed pages, and what `_headers` and `_redirects` say.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "parse5";

/** Reads a built folder: its files, pages (also by file), headers, redirects and base address. */
export function readSite(dir) {
  const files = new Set(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, "/").length)),
  );
  const text = (file) => (files.has(file) ? readFileSync(join(dir, file), "utf8") : "");
  const pages = [...files]
    .filter((file) => file.endsWith(".html"))
    .sort()
    .map((file) => readPage(file, text(file)));
  const home = pages.find((page) => page.path === "/");
  return {
    dir,
    files,
    text,
    pages,
    pageOf: new Map(pages.map((page) => [page.file, page])),
    headers: readHeaders(text("_headers")),
    redirects: readRedirects(text("_redirects")),
    base: home ? canonicalOf(home) : undefined,
  };
}

/** One page: its address, its elements in document order, its ids, where it redirects to. */
function readPage(file, source) {
  const document = parse(source, { sourceCodeLocationInfo: true });
  const elements = [];
  walk(document, elements);
  const html = elements.find((element) => element.tagName === "html");
  const page = {
    file,
    path: "/" + encodeURI(file.replace(/(^|\/)index\.html$/, "$1")),
    source,
    elements,
    ids: elements.map((element) => element.attributes.id).filter((id) => id !== undefined),
    language: html?.attributes.lang ?? "",
    doctype: document.childNodes.some((node) => node.nodeName === "#documentType"),
  };
  const refresh = elements.find(
    (element) =>
      element.tagName === "meta" && element.attributes["http-equiv"]?.toLowerCase() === "refresh",
  );
  page.redirectsTo = refresh?.attributes.content?.match(/url=\s*['"]?([^'"]+)/i)?.[1];
  return page;
}

/** Collects `{ tagName, attributes, text, line, within }` of every element below a node. */
function walk(node, elements, within = []) {
  for (const child of [...(node.childNodes ?? []), ...(node.content ? [node.content] : [])]) {
    if (!child.tagName) {
      walk(child, elements, within);
      continue;
    }
    const element = {
      tagName: child.tagName,
      attributes: Object.fromEntries(
        child.attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, value]),
      ),
      text: textOf(child),
      line: child.sourceCodeLocation?.startLine ?? 0,
      within,
    };
    elements.push(element);
    walk(child, elements, [...within, child.tagName]);
  }
}

/** The text of a node and of all below it. */
function textOf(node) {
  return node.value ?? (node.childNodes ?? []).map(textOf).join("");
}

/** The address that the home page gives for itself; the base of all absolute addresses. */
function canonicalOf(home) {
  const link = home.elements.find(
    (element) => element.tagName === "link" && element.attributes.rel === "canonical",
  );
  return link?.attributes.href;
}

/** Rules of `_headers`: a line with a path, then indented `Name: value` lines. */
export function readHeaders(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    const header = line.match(/^\s+([\w-]+):\s*(.*)$/);
    if (header && rules.length > 0) {
      rules.at(-1).headers.push([header[1].toLowerCase(), header[2].trim()]);
    } else {
      rules.push({ pattern: line.trim(), matches: matcher(line.trim()), headers: [] });
    }
  }
  return rules;
}

/** Rules of `_redirects`: `from to [status]`, first match wins. */
export function readRedirects(text) {
  return text
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [from, to, status = "301"] = line.split(/\s+/);
      return { from, to, status: Number.parseInt(status, 10), matches: matcher(from) };
    });
}

/** The headers of an address: of all rules that match. */
export function headersOf(site, path) {
  return site.headers.filter((rule) => rule.matches(path)).flatMap((rule) => rule.headers);
}

/** A path with `*` (anything) and `:name` (one segment) as a predicate; a final slash is optional. */
function matcher(pattern) {
  const source = pattern
    .replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\/\*/g, "(?:/.*)?")
    .replace(/\*/g, ".*")
    .replace(/:[A-Za-z]\w*/g, "[^/]+");
  const expression = new RegExp(`^${source}/?$`);
  return (path) => expression.test(path) || expression.test(decode(path));
}

/** Undoes percent escapes; leaves what is none as it is. */
export function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The file that an address (a path without query and fragment) is served from, if there is one. */
export function fileOf(site, path) {
  const name = decode(path).replace(/^\//, "");
  if (name === "" || name.endsWith("/")) {
    return site.files.has(`${name}index.html`) ? `${name}index.html` : undefined;
  }
  return site.files.has(name) ? name : undefined;
}

/**
 * One page per template: the largest of each group of pages that look alike.
 *
 * Alike are pages of one language, one top folder and one depth; a list that was split by year or
 * letter, and a page whose text is in another language than the page, are groups of their own.
 */
export function templatePages(site) {
  const groups = new Map();
  for (const page of contentPages(site)) {
    const key = templateKey(page);
    const known = groups.get(key);
    if (!known || page.source.length > known.source.length) groups.set(key, page);
  }
  return [...groups.values()];
}

/** The pages that people read: all but redirects. */
export function contentPages(site) {
  return site.pages.filter((page) => page.redirectsTo === undefined);
}

/**
 * Those of some pages that are worth a look each. Selections are many and made alike: of those of two choices
 * every eighth is enough.
 */
export function distinctPages(pages) {
  let turn = 0;
  return pages.filter(({ path }) => !/\/auswahl\/([^/]+\/){4}$/.test(path) || turn++ % 8 === 0);
}

function templateKey(page) {
  const segments = page.path.split("/").filter((segment) => segment !== "");
  const language = segments[0] === page.language.toLowerCase() ? segments.shift() : "";
  const part = segments.length === 2 && /^([0-9]{4}|[a-z0-9])$/.test(segments[1]);
  const foreign = page.elements.some(
    (element) =>
      element.within.includes("main") &&
      ["article", "div", "section"].includes(element.tagName) &&
      ![undefined, page.language].includes(element.attributes.lang),
  );
  return [language, segments[0], part ? "part" : segments.length, foreign].join(" ");
}
