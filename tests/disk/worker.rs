//! A second process: the test binary runs itself with this "test" alone, which builds one
//! generation of a site and says how it went.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use werkstatt::output::{Durability, Memo, Method, Options, OutputError, Summary, open};

use crate::disk::put;

/// How many pages a generation changes; it leaves twice as many files alone.
pub(crate) const PAGES: usize = 30;

/// What a worker is to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    /// The folder with `site` and `public`.
    pub(crate) folder: &'a Path,
    /// The generation to build.
    pub(crate) generation: usize,
    /// How to swap.
    pub(crate) method: Method,
}

impl Order<'_> {
    /// The command of a worker; `shell` is run before it in the same process, and can set `WRAP` to
    /// the program that runs the worker.
    pub(crate) fn command(&self, shell: &str) -> Command {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!(
                "{shell}\nexec $WRAP \"$0\" disk::worker::works --exact --nocapture"
            ))
            .arg(program)
            .env("WERKSTATT_TEST_FOLDER", self.folder)
            .env("WERKSTATT_TEST_GENERATION", self.generation.to_string())
            .env("WERKSTATT_TEST_METHOD", format!("{:?}", self.method))
            .env("RAYON_NUM_THREADS", "2")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Lets a worker do it; gives what it says in the end.
    pub(crate) fn run(&self, shell: &str) -> String {
        let output = self.command(shell).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = text.lines().find_map(|line| Some(line.split_once("result: ")?.1));
        let errors = String::from_utf8_lossy(&output.stderr);
        said.unwrap_or_else(|| panic!("{text}{errors}")).to_owned()
    }
}

/// The files of a generation: some change each time, some never, one is there every other time.
pub(crate) fn generation(number: usize) -> Vec<(String, String)> {
    let mut files = vec![(format!("only/{}.html", number % 2), number.to_string())];
    for page in 0..PAGES {
        files.push((format!("p/{page}/index.html"), format!("generation {number}")));
    }
    for page in 0..2 * PAGES {
        files.push((format!("same/{page}.css"), format!("{page}").repeat(2000)));
    }
    files
}

/// Builds a generation.
pub(crate) fn build(
    order: &Order<'_>,
    options: &Options,
    waiting: &mut dyn FnMut(&Path),
) -> Result<Summary, OutputError> {
    Ok(remember(order, options, waiting)?.0)
}

/// Builds a generation; gives also what is known of it.
fn remember(
    order: &Order<'_>,
    options: &Options,
    waiting: &mut dyn FnMut(&Path),
) -> Result<(Summary, Memo), OutputError> {
    let (site, out) = (order.folder.join("site"), order.folder.join("public"));
    let staging = open(&site, &out, options, waiting)?;
    for (path, text) in generation(order.generation) {
        staging.put(&path, text.as_bytes())?;
    }
    staging.commit()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "set by whoever gave the order")]
fn works() {
    let variable = std::env::var_os;
    let Some(folder) = variable("WERKSTATT_TEST_FOLDER") else { return };
    werkstatt::signal::outlive_file_size_limit();
    let number = variable("WERKSTATT_TEST_GENERATION").unwrap();
    let method = match variable("WERKSTATT_TEST_METHOD").unwrap().to_str() {
        Some("Journal") => Method::Journal,
        _ => Method::Automatic,
    };
    let generation = number.to_str().unwrap().parse().unwrap();
    let order = Order { folder: Path::new(&folder), generation, method };
    let options =
        Options { method, durability: Durability::Whenever, ..Options::default() };
    let cache = order.folder.join("cache");
    let options = match variable("WERKSTATT_TEST_KEPT") {
        Some(_) => keeping(options, &cache),
        None => options,
    };
    match remember(&order, &options, &mut |_| say("waiting")) {
        Ok((summary, memo)) => {
            if options.generation.is_some() {
                let text = serde_json::to_string(&memo).unwrap();
                put(&cache, &[("memo.json", text.as_bytes())]);
            }
            say(&format!("{:?}", summary.swap));
        }
        Err(error) => say(error.key()),
    }
}

/// The options of a build with a cache. What is known may be half a file, or of an older build.
fn keeping(options: Options, cache: &Path) -> Options {
    let text = std::fs::read_to_string(cache.join("memo.json")).unwrap_or_default();
    let memo = serde_json::from_str(&text).ok();
    Options { memo, generation: Some(cache.join("generation")), ..options }
}

/// Says a line at once.
fn say(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\nresult: {line}").unwrap();
    out.flush().unwrap();
}
