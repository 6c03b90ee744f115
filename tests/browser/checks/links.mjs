// Every address that the site writes leads somewhere, and nothing is fetched from elsewhere.

import { contentPages, decode, fileOf } from "../site.mjs";

/** Attributes that hold an address, by element; `*` for any. */
const ADDRESSES = {
  a: ["href"],
  area: ["href"],
  link: ["href"],
  script: ["src"],
  img: ["src", "srcset"],
  source: ["src", "srcset"],
  video: ["src", "poster"],
  audio: ["src"],
  track: ["src"],
  iframe: ["src"],
  embed: ["src"],
  object: ["data"],
  form: ["action"],
  input: ["src", "formaction"],
  button: ["formaction"],
  use: ["href", "xlink:href"],
  image: ["href", "xlink:href"],
};
/** Kinds of `<link>` that a browser never fetches. */
const NEVER_FETCHED = ["canonical", "alternate", "license", "author", "me", "prev", "next", "help"];
const SCHEMES = ["http:", "https:", "mailto:", "tel:"];
const HERE = "http://site.invalid";

/** Checks pages, style sheets, the site map, the redirects, and that every page can be reached. */
export function links(site) {
  return [
    ...site.pages.map((page) => ({
      name: page.path,
      faults: addressesOf(page).flatMap((address) => faultsOf(site, page.path, address)),
    })),
    ...[...site.files].filter((file) => file.endsWith(".css")).map((file) => styles(site, file)),
    siteMap(site),
    redirects(site),
    reachable(site),
  ];
}

/** The addresses on a page: `{ value, tagName, fetched, line }`. */
function addressesOf(page) {
  const found = [];
  for (const { tagName, attributes, line } of page.elements) {
    const rel = (attributes.rel ?? "").split(/\s+/);
    const navigated = ["a", "area"].includes(tagName);
    const named = tagName === "link" && rel.every((word) => NEVER_FETCHED.includes(word));
    for (const name of ADDRESSES[tagName] ?? []) {
      if (attributes[name] === undefined) continue;
      const values = name === "srcset" ? sourceSet(attributes[name]) : [attributes[name]];
      found.push(...values.map((value) => ({ value, tagName, line, fetched: !navigated && !named })));
    }
    if (tagName === "meta" && /^(og|twitter):(url|image)$/.test(attributes.property ?? "")) {
      found.push({ value: attributes.content ?? "", tagName, line, fetched: false });
    }
  }
  if (page.redirectsTo !== undefined) {
    found.push({ value: page.redirectsTo, tagName: "meta", line: 1, fetched: false });
  }
  return found;
}

function sourceSet(value) {
  return value.split(",").map((candidate) => candidate.trim().split(/\s+/)[0]);
}

/** What is wrong with an address on the page `from`. */
function faultsOf(site, from, { value, tagName, fetched, line }) {
  const at = `line ${line}: <${tagName}> \`${value}\``;
  const target = internal(site, from, value);
  if (target === undefined) return [`${at} is no address`];
  if (target.external) {
    if (fetched) return [`${at} is fetched from elsewhere`];
    return SCHEMES.includes(target.external) ? [] : [`${at} has a scheme that is not allowed`];
  }
  const file = fileOf(site, target.path);
  if (file === undefined) return [`${at} leads nowhere`];
  const page = site.pageOf.get(file);
  if (page?.redirectsTo !== undefined && tagName === "a") return [`${at} leads through a redirect`];
  if (target.anchor === "" || page === undefined) return [];
  return page.ids.includes(target.anchor) ? [] : [`${at}: no element has that id`];
}

/** An address as `{ path, anchor }` of the site, or `{ external: scheme }`. */
function internal(site, from, value) {
  let url;
  try {
    url = new URL(value.trim(), HERE + from);
  } catch {
    return undefined;
  }
  const base = site.base?.replace(/\/$/, "");
  if (base && (url.href === base || url.href.startsWith(`${base}/`))) {
    url = new URL(url.href.slice(base.length) || "/", HERE);
  }
  if (url.origin !== HERE) return { external: url.protocol };
  return { path: url.pathname, anchor: decode(url.hash.slice(1)) };
}

/** Every `url()` and `@import` of a style sheet leads to a file of the site. */
function styles(site, file) {
  const text = site.text(file).replace(/\/\*[\s\S]*?\*\//g, "");
  const found = [
    ...text.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)/g),
    ...text.matchAll(/@import\s+(?:"([^"]*)"|'([^']*)')/g),
  ];
  const faults = found.flatMap((match) => {
    const value = match[1] ?? match[2] ?? match[3];
    if (value.startsWith("#")) return [];
    const target = internal(site, `/${file}`, value);
    if (target === undefined || target.external) return [`\`${value}\` is fetched from elsewhere`];
    return fileOf(site, target.path) ? [] : [`\`${value}\` leads nowhere`];
  });
  return { name: `/${file}`, faults };
}

/**
 * The site map names exactly the pages that search engines shall show: originals, by addresses that
 * exist. A page that calls another one the original (`canonical`) has its text from there.
 */
function siteMap(site) {
  const text = site.text("sitemap.xml");
  if (text === "") return { name: "sitemap.xml", faults: ["is missing"] };
  const faults = [];
  const named = new Set();
  const values = [
    ...[...text.matchAll(/<loc>\s*([^<]*?)\s*<\/loc>/g)].map((match) => [match[1], true]),
    ...[...text.matchAll(/<xhtml:link[^>]*\bhref="([^"]*)"/g)].map((match) => [match[1], false]),
  ];
  for (const [escaped, own] of values) {
    const value = escaped.replaceAll("&amp;", "&");
    const target = internal(site, "/", value);
    const file = target?.path && fileOf(site, target.path);
    const page = site.pageOf.get(file);
    if (!/^https?:/.test(value)) faults.push(`\`${value}\` is not absolute`);
    if (page === undefined || page.redirectsTo !== undefined) faults.push(`\`${value}\` is no page`);
    if (own && page && !isOriginal(site, page)) faults.push(`\`${value}\` is no original`);
    if (own && file) named.add(file);
  }
  for (const page of contentPages(site)) {
    const wanted = !isHidden(page) && isOriginal(site, page);
    if (wanted && !named.has(page.file)) faults.push(`\`${page.path}\` is not named`);
  }
  return { name: "sitemap.xml", faults };
}

/** Whether a page calls itself the original, or says nothing about it. */
function isOriginal(site, page) {
  const link = page.elements.find(
    ({ tagName, attributes }) => tagName === "link" && attributes.rel === "canonical",
  );
  if (link === undefined) return true;
  const target = internal(site, page.path, link.attributes.href ?? "");
  return target?.path !== undefined && fileOf(site, target.path) === page.file;
}

/** Whether a page asks search engines to leave it alone. */
function isHidden(page) {
  return (
    /(^|\/)404\.html$/.test(page.file) ||
    page.elements.some(
      ({ tagName, attributes }) =>
        tagName === "meta" && attributes.name === "robots" && /noindex/.test(attributes.content),
    )
  );
}

/** Every redirect leads to a page, and has a page of its own for hosts that know no redirects. */
function redirects(site) {
  const faults = [];
  for (const { from, to, status } of site.redirects) {
    if (status >= 400 || from.includes("*")) continue;
    const target = internal(site, "/", to);
    const page = target?.path && site.pageOf.get(fileOf(site, target.path));
    if (target?.external) continue;
    if (!page) faults.push(`\`${from}\` leads to \`${to}\`, which does not exist`);
    if (page?.redirectsTo) faults.push(`\`${from}\` leads to \`${to}\`, which is a redirect`);
    const own = fileOf(site, from) ?? fileOf(site, `${from}/`);
    const fallback = site.pageOf.get(own);
    if (!fallback?.redirectsTo) faults.push(`\`${from}\` has no page that redirects`);
  }
  return { name: "_redirects", faults };
}

/** Every page can be reached from the home page by links. */
function reachable(site) {
  const seen = new Set(["index.html"]);
  const queue = ["index.html"];
  while (queue.length > 0) {
    const file = queue.pop();
    const page = site.pageOf.get(file);
    for (const { tagName, value } of page ? addressesOf(page) : []) {
      const target = tagName === "a" && internal(site, page.path, value);
      const next = target?.path && fileOf(site, target.path);
      if (next && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  const lost = contentPages(site).filter((page) => !seen.has(page.file) && !isHidden(page));
  return { name: "reachable", faults: lost.map((page) => `no link leads to \`${page.path}\``) };
}
