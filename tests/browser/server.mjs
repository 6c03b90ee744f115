// A small server of a built folder that behaves as a static host does: it sends the headers of
// `_headers`, follows `_redirects` and answers what is missing with `404.html`.

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileOf, headersOf } from "./site.mjs";

const TYPES = {
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
  ".webmanifest": "application/manifest+json",
};

/** Serves a site on a free port of this machine: `{ origin, close }`. */
export async function serve(site) {
  const server = createServer((request, response) => answer(site, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(site, request, response) {
  const path = new URL(request.url, "http://host").pathname;
  const file = fileOf(site, path);
  if (file !== undefined) {
    send(site, response, path, file, 200);
    return;
  }
  const redirect = site.redirects.find((rule) => rule.matches(path));
  const folder = fileOf(site, `${path}/`) && `${path}/`;
  const target = redirect && redirect.status < 400 ? redirect.to : folder;
  if (target) {
    response.writeHead(301, { location: target });
    response.end();
  } else if (site.files.has("404.html")) {
    send(site, response, path, "404.html", 404);
  } else {
    response.writeHead(404);
    response.end();
  }
}

function send(site, response, path, file, status) {
  const headers = new Map([["content-type", TYPES[extname(file)] ?? "application/octet-stream"]]);
  for (const [name, value] of headersOf(site, path)) headers.set(name, value);
  response.writeHead(status, Object.fromEntries(headers));
  createReadStream(join(site.dir, file)).pipe(response);
}
