// A maintainer's desk: a small site in a repository of its own, and `werkstatt serve` on it.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FILES } from "./files.mjs";

/** How long anything may take on a slow machine, in milliseconds. */
export const PATIENCE = 30_000;

/** How often it is looked whether something has happened, in milliseconds. */
const GLANCE = 10;

/** Asks again and again until there is an answer. */
export async function until(what, probe) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((done) => setTimeout(done, GLANCE));
  }
}

/** The site of the starter with a theme of its own, in a repository. */
export class Site {
  constructor(program) {
    this.program = program;
    this.folder = mkdtempSync(join(tmpdir(), "werkstatt-preview-"));
    this.run("init", ".", "--lang", "de", "--quiet");
    for (const [path, text] of Object.entries(FILES)) this.write(path, text);
    this.change("content/site.yaml", (text) => `${text}languages: [de, en]\ntheme: eigen\n`);
    this.git("init", "--quiet", "--initial-branch", "main");
    this.commit("Anfang");
  }

  at(path) {
    return join(this.folder, path);
  }

  read(path) {
    return readFileSync(this.at(path), "utf8");
  }

  write(path, text) {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), text);
  }

  /** Edits a file; a change that changes nothing is a fault of this script. */
  change(path, edit) {
    const before = this.read(path);
    const after = edit(before);
    if (after === before) throw new Error(`nothing to change in ${path}`);
    this.write(path, after);
    return before;
  }

  /** Runs the program in the site's folder. */
  run(...words) {
    return execFileSync(this.program, words, { cwd: this.folder, encoding: "utf8", stdio: "pipe" });
  }

  git(...words) {
    const who = ["-c", "user.name=Erika Beispiel", "-c", "user.email=erika@example.org"];
    const quiet = ["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"];
    const options = { cwd: this.folder, encoding: "utf8", stdio: "pipe" };
    return execFileSync("git", [...who, ...quiet, ...words], options);
  }

  commit(what) {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", what);
  }

  /** What is there that git does not know, ignored files included. */
  strangers() {
    return this.git("status", "--porcelain", "--ignored", "--untracked-files=all").trim();
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A running preview. Its standard input ends at once, as that of a service does. */
export class Preview {
  static async start(site, { port = 0, options = [] } = {}) {
    const preview = new Preview();
    const words = ["serve", "--port", port, "--lang", "de", "--color", "never", ...options];
    preview.process = spawn(site.program, words, { cwd: site.folder });
    preview.process.stdin.end();
    preview.said = "";
    for (const stream of [preview.process.stdout, preview.process.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => (preview.said += text));
    }
    preview.ended = new Promise((done) => {
      preview.process.on("exit", (code, signal) => done(code ?? signal));
    });
    // Of what it says aloud, the name; the checks' browser knows only the number.
    const place = /^Vorschau: http:\/\/localhost:(\d+)$/m;
    await until("the preview says where it is", () => place.test(preview.said));
    preview.host = `127.0.0.1:${preview.said.match(place)[1]}`;
    preview.origin = `http://${preview.host}`;
    await until("the first page", async () => (await preview.get("/")).status === 200);
    return preview;
  }

  /** Asks for an address: `{ status, headers, body }`. */
  get(path, headers = {}, method = "GET") {
    return new Promise((done, fail) => {
      const asked = request(this.origin, { path, headers, method }, (answer) => {
        let body = "";
        answer.setEncoding("utf8");
        answer.on("data", (text) => (body += text));
        answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body }));
      });
      asked.on("error", fail);
      asked.end();
    });
  }

  /** Listens to the events: a list that grows, until it is closed. */
  async listen() {
    const events = [];
    const asked = request(this.origin, { path: "/__werkstatt/events" });
    const answer = await new Promise((done, fail) => {
      asked.on("response", done);
      asked.on("error", fail);
      asked.end();
    });
    let text = "";
    answer.setEncoding("utf8");
    answer.on("data", (piece) => {
      const blocks = (text + piece).split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const name = block.match(/^event: (.*)$/m)?.[1];
        if (name) events.push({ name, data: JSON.parse(block.match(/^data: (.*)$/m)[1]) });
      }
    });
    answer.on("error", () => {});
    await until("the first event", () => events.length > 0);
    events.length = 0;
    return { events, close: () => asked.destroy() };
  }

  /** Asks it to end, as a system does; gives the exit status. */
  async end() {
    this.process.kill("SIGTERM");
    const late = new Promise((done) => setTimeout(done, PATIENCE, "still there").unref());
    const status = await Promise.race([this.ended, late]);
    this.process.kill("SIGKILL");
    return status;
  }
}
