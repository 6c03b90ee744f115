//! The cold build of generated sites: `cargo bench --bench cold [-- RECORDS …]`.
//!
//! Runs the program itself, since that is what people wait for: reading, building and writing, into
//! a folder that does not exist yet. The time printed is the median of several runs.

#![expect(clippy::disallowed_methods, reason = "it makes sites and reads the clock")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io};

/// The sites that are built where none are named.
const SIZES: &[usize] = &[100, 1_000, 10_000];

/// How often a site is built: the first time warms the machine and does not count.
const RUNS: usize = 5;

/// Words that the generated texts are made of.
const WORDS: &str = "Beteiligung der Industrie Region und neue Verfahren stärken die Werkstatt \
    fragt Unternehmen nach Wegen in Forschung Fachkräfte mit Ergebnissen offen für alle \
    Vorschläge prüfen gemeinsam Wertschöpfung";

fn main() -> io::Result<()> {
    let named: Vec<usize> =
        env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if named.is_empty() { SIZES } else { &named };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-cold");
    println!("{:>8}  {:>9}  {:>12}", "records", "median", "per record");
    for &size in sizes {
        let site = folder.join(size.to_string());
        write_site(&site, size)?;
        let median = measure(&site)?;
        let each = median / u32::try_from(size.max(1)).unwrap_or(u32::MAX);
        println!("{size:>8}  {median:>9.1?}  {each:>12.1?}");
    }
    fs::remove_dir_all(folder)
}

/// The median time of a build into a new folder.
fn measure(site: &Path) -> io::Result<Duration> {
    let mut times = Vec::with_capacity(RUNS);
    for run in 0..=RUNS {
        let out = site.join("public");
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        let start = Instant::now();
        build(site, &out)?;
        if run > 0 {
            times.push(start.elapsed());
        }
    }
    times.sort();
    Ok(times[times.len() / 2])
}

/// Builds a site.
fn build(site: &Path, out: &Path) -> io::Result<()> {
    let status = Command::new(env!("CARGO_BIN_EXE_werkstatt"))
        .arg("build")
        .arg("--quiet")
        .arg("--site")
        .arg(site)
        .arg("--out")
        .arg(out)
        .stdin(Stdio::null())
        .status()?;
    if status.success() && out.join("index.html").exists() {
        Ok(())
    } else {
        Err(io::Error::other(format!("the build of {} failed: {status}", site.display())))
    }
}

/// Writes a site of workshops, challenges, recommendations and actors that refer to each other.
fn write_site(site: &Path, size: usize) -> io::Result<()> {
    let content = site.join("content");
    if content.exists() {
        fs::remove_dir_all(&content)?;
    }
    for folder in ["workshops", "herausforderungen", "empfehlungen", "akteure"] {
        fs::create_dir_all(content.join(folder))?;
    }
    let settings = "title: Messung\nbase_url: https://example.org\nlanguage: de\n";
    fs::write(content.join("site.yaml"), settings)?;
    let mut random = Random(7);
    for number in 0..size {
        let (path, text) = record(number, size, &mut random);
        fs::write(content.join(path), text)?;
    }
    Ok(())
}

/// The path and the text of a record; its kind follows from its number, modulo 4.
fn record(number: usize, size: usize, random: &mut Random) -> (String, String) {
    // The last record of a kind that surely exists, at a distance that differs.
    let mut other = |kind: usize| {
        let count = (size + 3 - kind) / 4;
        random.below(count.max(1)) * 4 + kind
    };
    let (folder, fields) = match number % 4 {
        0 => ("workshops", meeting_fields(number, size, other(1), other(3))),
        1 => ("herausforderungen", "dimension: social\n".to_owned()),
        2 => (
            "empfehlungen",
            format!("challenges: [r{}]\nderived_from: [r{}]\n", other(1), other(0)),
        ),
        _ => ("akteure", "group: business\nregion: zwickau\n".to_owned()),
    };
    let mut text = format!(
        "---\ntitle: Eintrag {number}\nsummary: {}\ntags: [Thema {}]\n{fields}---\n\n",
        random.words(12),
        number % 40
    );
    for part in 1..=3 {
        let (opening, closing) = (random.words(70), random.words(50));
        let _ = write!(text, "## Abschnitt {part}\n\n{opening}.\n\n- {closing}\n\n");
    }
    let _ = writeln!(text, "Dazu gehört [[r{}]].", random.below(size));
    (format!("{folder}/r{number}.md"), text)
}

/// The fields of a workshop; a site of fewer than four records has nobody to refer to.
fn meeting_fields(number: usize, size: usize, challenge: usize, actor: usize) -> String {
    let day =
        format!("{}-{:02}-{:02}", 2016 + number % 3, 1 + number % 12, 1 + number % 28);
    if size < 4 {
        return format!("date: {day}\n");
    }
    format!(
        "date: {day}\nplace: Dresden\nchallenges: [r{challenge}]\norganisations: [r{actor}]\n"
    )
}

/// A small generator of numbers that are the same on every machine (xorshift).
struct Random(u64);

impl Random {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    /// Some words in a row.
    fn words(&mut self, count: usize) -> String {
        let known: Vec<&str> = WORDS.split_whitespace().collect();
        let words: Vec<&str> =
            (0..count).map(|_| known[self.below(known.len())]).collect();
        words.join(" ")
    }
}
