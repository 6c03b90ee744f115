// Two validators over every page: the Nu checker for HTML and CSS, html-validate for HTML.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { distinctPages } from "../site.mjs";

/** The rules of html-validate, without those on style that a minifier breaks on purpose. */
const RULES = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    // A button within a form submits it, so the minifier leaves that out.
    "no-implicit-button-type": "off",
    "no-inline-style": "error",
    "require-sri": ["error", { target: "crossorigin" }],
    "attr-quotes": "off",
    "doctype-style": "off",
    "no-raw-characters": "off",
  },
};

/**
 * A run of a few seconds does not repay the compiler that makes Java fast; its code needs larger stacks. Counters for
 * monitors lie in a file that checkers side by side would quarrel about, in the midst of their reports.
 */
const JAVA = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xss4m"];

/** Checks every page and every style sheet with the Nu checker, in one Java process. */
export async function nu(site) {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const options = ["--stdout", "--format", "json", "--no-langdetect", "--skip-info-messages"];
  const run = await execute("java", [...JAVA, "-jar", jar, ...options, "--also-check-css", "--skip-non-html", site.dir]);
  const messages = readMessages(run);
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

  function readMessages({ stdout, stderr }) {
    if (!stdout.trim()) return [{ text: `no report: ${stderr.slice(0, 500)}` }];
    return JSON.parse(stdout).messages.map((message) => ({
      file: message.url && relative(resolve(site.dir), filePath(message.url)),
      text: `line ${message.lastLine ?? 1}: ${message.message}`,
    }));
  }
}

/** What a program wrote; it may end with a failure, but it must have run. */
function execute(program, words) {
  return new Promise((done, fail) => {
    execFile(program, words, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") fail(error);
      else done({ stdout, stderr });
    });
  });
}

function filePath(url) {
  return fileURLToPath(url.replace(/^file:\/*/, "file:///"));
}

/** Checks pages with html-validate: all but selections, which are alike. */
export async function htmlValidate(site) {
  const validator = new HtmlValidate(new StaticConfigLoader(RULES));
  const results = [];
  for (const page of distinctPages(site.pages)) {
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
