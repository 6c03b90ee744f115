// A small server of a built folder that behaves as a static host does: it sends the headers of
// `_headers`, follows `_redirects` and answers what is missing with `404.html`.

import { createReadStream } from "node:fs";
import { extname, join } from "node:path";
import { pipeline } from "node:stream";
import { TYPES, listen } from "./listen.mjs";
import { fileOf, headersOf } from "./site.mjs";

/** Serves a site on a free port of this machine: `{ origin, close }`. */
export function serve(site) {
  return listen((request, response) => answer(site, request, response));
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
  // A browser may still ask for an icon when the check is over and the site removed: that answer breaks off, and
  // a check that waits for it hears so.
  pipeline(createReadStream(join(site.dir, file)), response, () => {});
}
