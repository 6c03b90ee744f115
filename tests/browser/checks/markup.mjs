// Two validators over every page: the Nu checker for HTML and CSS, html-validate for HTML.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

/** The rules of html-validate, without those on style that a minifier breaks on purpose. */
const RULES = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    "no-inline-style": "error",
    "require-sri": ["error", { target: "crossorigin" }],
    "attr-quotes": "off",
    "doctype-style": "off",
    "no-raw-characters": "off",
  },
};

/** Checks every page and every style sheet with the Nu checker. */
export function nu(site) {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const options = ["--stdout", "--format", "json", "--no-langdetect", "--skip-info-messages"];
  const sheets = mkdtempSync(join(tmpdir(), "werkstatt-sheets-"));
  const styles = [...site.files].filter((file) => file.endsWith(".css"));
  for (const file of styles) {
    mkdirSync(dirname(join(sheets, file)), { recursive: true });
    writeFileSync(join(sheets, file), withoutContainers(site.text(file)));
  }
  const messages = check(["--skip-non-html", site.dir], site.dir);
  if (styles.length > 0) messages.push(...check(["--skip-non-css", sheets], sheets));
  rmSync(sheets, { recursive: true });
  const checked = [...site.files].filter((file) => /\.(html|css)$/.test(file)).sort();
  const known = new Set(checked);
  const rest = messages.filter(({ file }) => !known.has(file));
  return [
    ...checked.map((file) => ({
      name: `/${file}`,
      faults: messages.filter((message) => message.file === file).map(({ text }) => text),
    })),
    ...(rest.length > 0 ? [{ name: "checker", faults: rest.map(({ text }) => text) }] : []),
  ];

  function check(what, folder) {
    const run = spawnSync("java", ["-jar", jar, ...options, ...what], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (run.error) throw run.error;
    if (!run.stdout.trim()) return [{ text: `no report: ${run.stderr.slice(0, 500)}` }];
    return JSON.parse(run.stdout).messages.map((message) => ({
      file: message.url && relative(resolve(folder), filePath(message.url)),
      text: `line ${message.lastLine ?? 1}: ${message.message}`,
    }));
  }
}

/**
 * A style sheet as the checker can read it: it does not know container queries, and would skip what is in
 * them. Queries of widths are written like those of media.
 */
function withoutContainers(text) {
  return text
    .replace(/@container(?=\s*\()/g, "@media")
    .replace(/container-type:\s*(inline-size|normal)\s*;?/g, "");
}

function filePath(url) {
  return fileURLToPath(url.replace(/^file:\/*/, "file:///"));
}

/** Checks every page with html-validate. */
export async function htmlValidate(site) {
  const validator = new HtmlValidate(new StaticConfigLoader(RULES));
  const results = [];
  for (const page of site.pages) {
    const file = join(site.dir, page.file);
    const report = await validator.validateString(readFileSync(file, "utf8"), file);
    results.push({
      name: page.path,
      faults: report.results.flatMap(({ messages }) =>
        messages.map(({ line, ruleId, message }) => `line ${line}: ${message} (${ruleId})`),
      ),
    });
  }
  return results;
}
