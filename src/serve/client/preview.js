// The preview in the browser: shows what was saved, and what was found.
//
// It hears of changes over a stream of events. A change of pages fetches the address that is shown and
// exchanges only what differs, so that scroll position, focus, open details and what was typed stay. A
// change of style sheets swaps these. Findings are shown over the page, as long as there are any.
(() => {
  "use strict";

  const ID = "werkstatt-preview";
  const SEEN = "werkstatt-seen";
  const TEXTS = {
    de: {
      preview: "Vorschau",
      offline: "Die Vorschau antwortet nicht",
      draft: "Entwurf",
      planned: (on) => `Geplant für ${on}`,
      fallback: (language) => `Text in anderer Sprache: ${language}`,
      here: (n) => (n === 1 ? "1 Befund auf dieser Seite" : `${n} Befunde auf dieser Seite`),
      findings: (n) => (n === 1 ? "1 Befund" : `${n} Befunde`),
      show: (n) => `Befunde zeigen (${n})`,
      kept: "Solange es Fehler gibt, zeigt die Vorschau den letzten guten Stand.",
      close: "Schließen",
      hint: "Tipp",
      error: "Fehler",
      warning: "Warnung",
      note: "Hinweis",
    },
    en: {
      preview: "Preview",
      offline: "The preview does not answer",
      draft: "Draft",
      planned: (on) => `Planned for ${on}`,
      fallback: (language) => `Text in another language: ${language}`,
      here: (n) => (n === 1 ? "1 finding on this page" : `${n} findings on this page`),
      findings: (n) => (n === 1 ? "1 finding" : `${n} findings`),
      show: (n) => `Show findings (${n})`,
      kept: "While there are errors, the preview shows the last good state.",
      close: "Close",
      hint: "Hint",
      error: "Error",
      warning: "Warning",
      note: "Note",
    },
  };

  let page = facts(document);
  // The version that is shown, and the language and list of the findings.
  let id = page.id;
  let language = page.language;
  let findings = [];
  let source = null;
  let isOffline = false;

  /** What the server wrote into a page. */
  function facts(shown) {
    const data = shown.getElementById(ID)?.dataset ?? {};
    let marks = [];
    try {
      marks = JSON.parse(data.marks);
    } catch {
      // A page that is not from this server has no marks.
    }
    return { id: data.id, language: data.lang, marks };
  }

  const words = () => TEXTS[language?.split("-")[0]] ?? TEXTS.en;

  /** An element with attributes and children; texts stay texts. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // ---- The stream ----

  function connect() {
    if (source || document.hidden) return;
    source = new EventSource(`/__werkstatt/events?since=${encodeURIComponent(id ?? "")}`);
    const on = (name, act) =>
      source.addEventListener(name, (event) => {
        id = event.lastEventId;
        act(JSON.parse(event.data));
      });
    on("pages", ({ files }) => {
      renew(files);
      refresh();
    });
    on("sheets", swapSheets);
    on("findings", (news) => {
      language = news.language;
      findings = news.findings;
      showFindings();
    });
    source.onopen = () => showOffline(false);
    source.onerror = () => {
      showOffline(true);
      // Browsers connect again by themselves, except after an answer that is no stream.
      if (source?.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(connect, 2000);
      }
    };
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // ---- Pages ----

  let isFetching = false;
  let isStale = false;

  /** Fetches the address that is shown and exchanges the page; once more if it changed meanwhile. */
  async function refresh() {
    isStale = true;
    if (isFetching) return;
    isFetching = true;
    try {
      while (isStale) {
        isStale = false;
        await fetchPage();
      }
    } catch {
      // The server is gone; the stream comes back with what the page that is shown has missed.
      disconnect();
      id = page.id;
      setTimeout(connect, 1000);
    } finally {
      isFetching = false;
    }
  }

  async function fetchPage() {
    const response = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (response.redirected) {
      location.replace(response.url + location.hash);
      return;
    }
    if (!response.headers.get("content-type")?.startsWith("text/html")) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!fresh.getElementById(ID) || scripts(fresh) !== scripts(document)) {
      // Scripts have done to the page what they do at its start; only a new start undoes that.
      location.reload();
      return;
    }
    nameRenewed(fresh);
    exchange(fresh);
    page = facts(document);
    showBadge();
    document.dispatchEvent(new CustomEvent("werkstatt:exchanged"));
  }

  const scripts = (shown) =>
    [...shown.querySelectorAll("script[src]")]
      .filter((script) => script.id !== ID)
      .map((script) => script.getAttribute("src"))
      .join("\n");

  // The versions since which other files stand at their addresses: the browser has the old ones still.
  const renewed = new Map();
  let allRenewed = null;

  function renew(files) {
    if (files === null) {
      allRenewed = id;
      renewed.clear();
      return;
    }
    for (const file of files) renewed.set(new URL(file, location.href).pathname, id);
  }

  /** Gives pictures and recordings that were replaced an address that the browser does not know. */
  function nameRenewed(fresh) {
    for (const node of fresh.querySelectorAll("img, source, video, audio, track, embed"))
      for (const name of ["src", "poster"]) {
        const address = node.getAttribute(name);
        if (address) node.setAttribute(name, renewedAddress(address));
      }
  }

  function renewedAddress(address) {
    const url = new URL(address, location.href);
    const version = renewed.get(url.pathname) ?? allRenewed;
    if (!version || url.origin !== location.origin) return address;
    url.searchParams.set("version", version);
    return url.pathname + url.search + url.hash;
  }

  function exchange(fresh) {
    const active = document.activeElement;
    const path = active?.id;
    const selection = selectionOf(active);
    const [x, y] = [scrollX, scrollY];
    adopt(document.documentElement, fresh.documentElement);
    exchangeHead(fresh.head);
    morph(document.body, fresh.body);
    if (active && active !== document.body && document.activeElement !== active) {
      const again = active.isConnected ? active : path && document.getElementById(path);
      again?.focus({ preventScroll: true });
      if (again && selection) again.setSelectionRange(...selection);
    }
    // A page that was too short for a moment has lost its place; the browser keeps it otherwise.
    if (scrollY === 0 && y > 0) scrollTo({ left: x, top: y, behavior: "instant" });
  }

  function selectionOf(field) {
    try {
      const { selectionStart, selectionEnd } = field;
      return typeof selectionStart === "number" ? [selectionStart, selectionEnd] : null;
    } catch {
      return null;
    }
  }

  /** Exchanges what differs in the head; old style sheets go when the new ones are there. */
  function exchangeHead(fresh) {
    const kept = new Map([...document.head.children].map((node) => [node.outerHTML, node]));
    const gone = new Set(document.head.children);
    const added = [];
    let last = null;
    for (const node of [...fresh.children]) {
      const old = kept.get(node.outerHTML);
      if (old) {
        gone.delete(old);
        if (before.has(old)) added.push(old);
        last = old;
        continue;
      }
      const made = document.importNode(node, true);
      last ? last.after(made) : document.head.prepend(made);
      last = made;
      if (isSheet(made)) added.push(made);
    }
    const isWaiting = (node) => isSheet(node) && added.length > 0;
    const sheets = [...gone].filter(isWaiting);
    for (const node of gone) if (!isWaiting(node)) node.remove();
    Promise.all(added.map(loaded)).then(() => sheets.forEach((sheet) => sheet.remove()));
  }

  const isSheet = (node) => node.localName === "link" && node.relList.contains("stylesheet");

  const loaded = (link) =>
    new Promise((done) => {
      link.addEventListener("load", done, { once: true });
      link.addEventListener("error", done, { once: true });
    });

  /** Makes a node like a fresh one; both are of one kind. */
  function morph(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    adopt(old, fresh);
    morphChildren(old, fresh);
  }

  /** Takes over attributes, except what the reader has opened or closed. */
  function adopt(old, fresh) {
    const isKept = (name) => name === "open" && /^(details|dialog)$/.test(old.localName);
    for (const { name } of [...old.attributes])
      if (!fresh.hasAttribute(name) && !isKept(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value && !isKept(name)) old.setAttribute(name, value);
  }

  /** Keeps equal children, makes others of the same kind alike, adds and removes the rest. */
  function morphChildren(parent, model) {
    const old = [...parent.childNodes];
    const fresh = [...model.childNodes];
    while (old.length && fresh.length && old[0].isEqualNode(fresh[0])) {
      old.shift();
      fresh.shift();
    }
    let end = null;
    while (old.length && fresh.length && old.at(-1).isEqualNode(fresh.at(-1))) {
      end = old.pop();
      fresh.pop();
    }
    const pairs = new Map();
    pair(old, fresh, pairs, (node) => node.outerHTML ?? node.nodeName + node.nodeValue);
    pair(old, fresh, pairs, (node) => `${node.nodeName}#${node.id ?? ""}`);
    const kept = new Set(pairs.values());
    for (const node of old) if (!kept.has(node)) node.remove();
    let cursor = old.find((node) => kept.has(node)) ?? end;
    for (const node of fresh) {
      const mine = pairs.get(node);
      if (mine) morph(mine, node);
      if (mine && mine === cursor) cursor = cursor.nextSibling;
      else parent.insertBefore(mine ?? document.importNode(node, true), cursor);
    }
  }

  /** Pairs nodes that have no partner yet and share a key, each list in its order. */
  function pair(old, fresh, pairs, key) {
    const taken = new Set(pairs.values());
    const free = new Map();
    for (const node of old) {
      if (taken.has(node)) continue;
      const name = key(node);
      free.has(name) ? free.get(name).push(node) : free.set(name, [node]);
    }
    for (const queue of free.values()) queue.reverse();
    for (const node of fresh) {
      const mine = pairs.has(node) ? undefined : free.get(key(node))?.pop();
      if (mine) pairs.set(node, mine);
    }
  }

  // ---- Style sheets ----

  // Sheets that are on their way, each with the one that stays until it is there.
  const before = new Map();

  /** Swaps sheets whose names were changed with their content; the page stays as it is. */
  function swapSheets({ sheets }) {
    // A page that is on its way may name the old ones.
    if (isFetching) isStale = true;
    const path = (address) => new URL(address, location.href).pathname;
    for (const sheet of sheets)
      for (const link of document.querySelectorAll("link[href]"))
        if (path(link.href) === path(sheet.old)) swapSheet(link, sheet.new);
  }

  function swapSheet(link, address) {
    if (!isSheet(link)) {
      link.setAttribute("href", address);
      return;
    }
    const next = link.cloneNode();
    next.setAttribute("href", address);
    const last = before.get(link) ?? link;
    before.delete(link);
    before.set(next, last);
    link.after(next);
    if (link !== last) link.remove();
    next.addEventListener("load", () => {
      // A newer one may have taken its place meanwhile.
      if (before.delete(next)) last.remove();
    });
  }

  // ---- What is shown over the page ----

  // In a shadow tree: the theme's rules don't reach it, and its own don't reach the page.
  const host = element("werkstatt-preview", { hidden: "" });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = element("link", { rel: "stylesheet", href: "/__werkstatt/preview.css" });
  const ready = loaded(sheet).then(() => host.removeAttribute("hidden"));
  const marks = element("span");
  const opener = element("button", { type: "button" });
  const badge = element("aside", { class: "badge", hidden: "" }, marks, opener);
  const title = element("h2", { id: "title", tabindex: "-1" });
  const close = element("button", { type: "button" });
  const kept = element("p");
  const list = element("ol");
  const dialog = element("dialog", { "aria-labelledby": "title" });
  dialog.append(element("div", { class: "head" }, title, close), kept, list);
  shadow.append(sheet, badge, dialog);
  document.documentElement.append(host);

  opener.addEventListener("click", open);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    if (findings.length) remember();
  });

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    title.focus();
  }

  /** The file in which something was found, without line and column. */
  const fileOf = (finding) => finding.place.replace(/(:\d+)+$/, "");

  // A finding that moves down a line is still the same.
  const keyOf = (finding) => [finding.code, fileOf(finding), finding.message].join("|");

  /** Keeps in mind, for this tab, what was closed. */
  function remember() {
    try {
      sessionStorage.setItem(SEEN, JSON.stringify(findings.map(keyOf)));
    } catch {
      // Without storage, findings are shown again on the next page.
    }
  }

  function seen() {
    try {
      return new Set(JSON.parse(sessionStorage.getItem(SEEN)) ?? []);
    } catch {
      return new Set();
    }
  }

  /** Shows the findings: by itself what is new and more than a note. */
  async function showFindings() {
    await ready;
    host.lang = words() === TEXTS.de ? "de" : "en";
    title.textContent = words().findings(findings.length);
    close.textContent = words().close;
    kept.textContent = words().kept;
    kept.hidden = !findings.some((finding) => finding.severity === "error");
    list.replaceChildren(...findings.map(item));
    showBadge();
    if (findings.length === 0) {
      remember();
      dialog.close();
      return;
    }
    const known = seen();
    const isNew = (finding) => finding.severity !== "note" && !known.has(keyOf(finding));
    if (findings.some(isNew)) open();
  }

  function item(finding) {
    const { severity, code, place, message, excerpt, hints } = finding;
    const head = element("p");
    head.append(
      element("strong", { class: severity }, words()[severity]),
      " ",
      element("code", {}, code),
      " ",
      element("code", { class: "place" }, ...breakable(place)),
    );
    const made = element("li", {}, head, element("p", {}, ...wording(message)));
    if (excerpt) made.append(element("pre", { tabindex: "0" }, excerpt));
    for (const hint of hints)
      made.append(element("p", { class: "hint" }, `${words().hint}: `, ...wording(hint)));
    return made;
  }

  /** A path that may be broken behind its folders. */
  const breakable = (path) =>
    path.split(/(?<=\/)/).flatMap((part, at) => (at ? [element("wbr"), part] : part));

  /** A sentence in whose middle words of files stand between backticks. */
  const wording = (sentence) =>
    sentence.split("`").map((part, at) => (at % 2 ? element("code", {}, part) : part));

  function showOffline(state) {
    isOffline = state;
    showBadge();
  }

  /** The line at the foot of the window; it is not there when it has nothing to say. */
  function showBadge() {
    const texts = page.marks.map(markText).filter(Boolean);
    if (isOffline) texts.push(words().offline);
    badge.setAttribute("aria-label", words().preview);
    marks.textContent = texts.join(" · ");
    opener.textContent = words().show(findings.length);
    opener.hidden = findings.length === 0;
    badge.hidden = texts.length === 0 && findings.length === 0;
  }

  function markText(mark) {
    switch (mark.kind) {
      case "draft":
        return words().draft;
      case "planned":
        return words().planned(dayName(mark.on));
      case "fallback":
        return words().fallback(languageName(mark.language));
      case "findings":
        return hereText(mark.files);
      default:
        return mark.kind;
    }
  }

  /** How many findings the record of the page has; nothing where it has none. */
  function hereText(files) {
    const isHere = (finding) => finding.severity !== "note" && files.includes(fileOf(finding));
    const count = findings.filter(isHere).length;
    return count > 0 ? words().here(count) : null;
  }

  function dayName(day) {
    try {
      const form = new Intl.DateTimeFormat(language ?? "en", { dateStyle: "long", timeZone: "UTC" });
      return form.format(new Date(day));
    } catch {
      return day;
    }
  }

  function languageName(tag) {
    try {
      return new Intl.DisplayNames([language ?? "en"], { type: "language" }).of(tag);
    } catch {
      return tag;
    }
  }

  // A hidden window holds no connection: a browser has only six of them for one server.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  showBadge();
  connect();
})();
