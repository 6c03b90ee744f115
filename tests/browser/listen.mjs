// What the servers of the tests have in common: a free port of this machine, types of files, parts of files.

import { createServer } from "node:http";

/** Types by the end of a file's name. */
export const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".pdf": "application/pdf",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Answers requests on a free port of this machine: `{ origin, close }`. */
export async function listen(answer) {
  const server = createServer(answer);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The part of a file that a `Range` header asks for, `{ status, headers, body }`; all of it without one. */
export function partOf(bytes, range = "") {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range);
  if (!asked) return { status: 200, headers: {}, body: bytes };
  const from = Number(asked[1]);
  const to = Math.min(asked[2] === "" ? Infinity : Number(asked[2]), bytes.length - 1);
  if (from > to) return { status: 416, headers: {}, body: Buffer.alloc(0) };
  const headers = { "content-range": `bytes ${from}-${to}/${bytes.length}` };
  return { status: 206, headers, body: bytes.subarray(from, to + 1) };
}
