// The searches that bench.mjs measures, each with
//
//   start             the address of the page where it is
//   ask(page, query)  asks as readers do: `{ results, count, shown }`, ten results at most, each with `address`,
//                     `title` and `text`; how many there are in all; the milliseconds until they were there
//   time(page, query) the milliseconds of the search alone, and with ten results as readers see them, where
//                     all files are there: `{ search, shown }`
//   change, init      what is done to its scripts and its page, for times alone

import { scripts } from "./bundle.mjs";

/** How many results are looked at. */
const SHOWN = 10;

/** The longest that a query may take, in milliseconds. */
const LONGEST = 60_000;

/** Makes pauses in typing as short as can be and writes down when they were over. */
const INIT = `
  const wait = window.setTimeout;
  window.bench = {};
  window.setTimeout = (act, delay, ...rest) => !(delay >= 50 && delay <= 1000)
    ? wait(act, delay, ...rest)
    : wait(() => { window.bench.paused = performance.now(); act(...rest); }, 0);
`;

const opened = await scripts({ page: "Object.assign(bench, { parse, search });" });

/** The script of the search page with its functions where a measurement finds them. */
function exposed(path, text) {
  if (!path.includes("/assets/search/page-")) return text;
  const [settings] = text.match(/^const config=.*?\};/);
  const [, language] = settings.match(/"language":"(\w+)/);
  return settings + (opened[`page-${language}.js`] ?? opened["page-none.js"]);
}

const werkstatt = {
  start: "/suche/",
  change: exposed,
  init: INIT,

  async ask(page, query) {
    const answer = await page.evaluate(typed, { query, most: SHOWN, longest: LONGEST });
    if (answer.fault) throw Error(`“${query}”: ${answer.fault}`);
    return answer;
  },

  async time(page, query) {
    const { shown } = await this.ask(page, query);
    const search = await page.evaluate((query) => {
      const { parse, search } = window.bench;
      const start = performance.now();
      // Where a file is missing, this fails.
      search(parse(query));
      return performance.now() - start;
    }, query);
    return { search, shown };
  },
};

/**
 * Types a query and waits for the first change of the results behind it: these change in one go. Runs in the
 * page. Where the end of the pause is known, time is taken from there.
 */
function typed({ query, most, longest }) {
  const input = document.querySelector("form[data-page]").elements.q;
  const place = document.getElementById("search--results");
  return new Promise((resolve) => {
    const start = performance.now();
    if (window.bench) window.bench.paused = undefined;
    const timeout = setTimeout(() => end({ fault: "no answer" }), longest);
    const observer = new MutationObserver(() => {
      const now = performance.now();
      const status = place.querySelector("[role=status]");
      if (!status?.textContent || (window.bench && window.bench.paused === undefined)) return;
      if (status.querySelector("button, a")) return end({ fault: status.textContent });
      const asked = new URLSearchParams(location.search).get("q");
      if (asked !== query) return end({ fault: `the page shows what was found for ${asked}` });
      end({ shown: now - (window.bench?.paused ?? start), ...read() });
    });
    function end(answer) {
      observer.disconnect();
      clearTimeout(timeout);
      resolve(answer);
    }
    function read() {
      const hits = [...place.querySelectorAll(".hits > li")].slice(0, most);
      const results = hits.map((hit) => {
        const link = hit.querySelector("a");
        const text = [...hit.querySelectorAll("p:not(.kind)")].map((line) => line.textContent).join(" ");
        return { address: link.pathname, title: link.textContent, text };
      });
      const count = Number(/\d[\d\s.]*/.exec(place.querySelector("[role=status]").textContent)?.[0].replace(/\D/g, "") ?? 0);
      return { results, count };
    }
    observer.observe(place, { childList: true, subtree: true, characterData: true });
    input.focus();
    input.value = query;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

const pagefind = {
  start: "/start.html",

  async ask(page, query) {
    return page.evaluate(
      async ({ query, most }) => {
        const start = performance.now();
        const { search } = await import("/pagefind/pagefind.js");
        const { results } = await search(query);
        const searched = performance.now() - start;
        const read = await Promise.all(results.slice(0, most).map((result) => result.data()));
        const shown = performance.now() - start;
        const parts = read.map(({ url, meta, excerpt }) => ({ address: url, title: meta.title, text: excerpt }));
        return { results: parts, count: results.length, search: searched, shown };
      },
      { query, most: SHOWN },
    );
  },

  time(page, query) {
    return this.ask(page, query);
  },
};

export const ENGINES = { werkstatt, pagefind };
