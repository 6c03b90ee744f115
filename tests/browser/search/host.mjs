// A host for measurements: a built folder with the headers of its `_headers`, text deflated, parts of files on
// request, and a list of what was sent.

import { readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { TYPES, listen, partOf } from "../listen.mjs";
import { decode, headersOf, readHeaders } from "../site.mjs";

/** What hosts deflate; the files of both searches are deflated already. */
const TEXT = new Set([".html", ".css", ".js", ".json", ".svg"]);

/** How long nothing may be asked for until a page is done, in milliseconds. */
const QUIET = 150;

const zip = promisify(gzip);

/**
 * Serves a folder on a free port. `ranges` says whether parts of files are sent, `change(path, text)` may
 * change scripts on their way. `{ origin, taken, quiet, faults, close }`: `taken()` gives what was sent since
 * it was last called, as `{ path, bytes }` with the bytes of bodies; `quiet()` waits until nothing more is
 * asked for; `faults` are requests that were not answered with a file.
 */
export async function host(folder, { ranges = true, change = (path, text) => text } = {}) {
  const rules = { headers: readHeaders(readFileSync(join(folder, "_headers"), "utf8")) };
  const zipped = new Map();
  const faults = [];
  let [sent, open, last] = [[], 0, 0];

  async function answer(request, response) {
    open += 1;
    const path = decode(new URL(request.url, "http://host").pathname);
    const { status, headers, body } = await found(path, request.headers);
    if (status >= 400) faults.push(`${path} answered with ${status}`);
    response.on("close", () => {
      open -= 1;
      last = performance.now();
    });
    sent.push({ path, bytes: body.length });
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(body);
  }

  async function found(path, asked) {
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    const known = statSync(file, { throwIfNoEntry: false });
    if (!known?.isFile()) return { status: 404, headers: {}, body: Buffer.alloc(0) };
    const type = extname(file);
    const tag = `"${known.size}-${known.mtimeMs}"`;
    const own = { "content-type": TYPES[type] ?? "application/octet-stream", etag: tag };
    const headers = { ...own, ...Object.fromEntries(headersOf(rules, path)) };
    if (asked["if-none-match"] === tag) return { status: 304, headers, body: Buffer.alloc(0) };
    if (TEXT.has(type)) {
      if (!zipped.has(path)) zipped.set(path, await zip(change(path, readFileSync(file, "utf8"))));
      return { status: 200, headers: { ...headers, "content-encoding": "gzip" }, body: zipped.get(path) };
    }
    const body = readFileSync(file);
    if (!ranges) return { status: 200, headers, body };
    const part = partOf(body, asked.range);
    return { ...part, headers: { ...headers, "accept-ranges": "bytes", ...part.headers } };
  }

  const { origin, close } = await listen((request, response) => answer(request, response).catch((error) => {
    faults.push(`${request.url}: ${error.message}`);
    response.destroy();
  }));
  return {
    origin,
    faults,
    taken() {
      const all = sent;
      sent = [];
      return all;
    },
    async quiet() {
      last = performance.now();
      while (open > 0 || performance.now() - last < QUIET) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    close,
  };
}
