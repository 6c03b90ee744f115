//! Kills, readers and rivals: whatever happens, there is a whole site.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use werkstatt::output::{MANIFEST, Method, Swap, open};

use crate::disk::worker::{Order, build, generation};
use crate::disk::{identity, names, options, project, put, tree};

/// The files that a whole site of a generation has, without the manifest.
fn whole(number: usize) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = generation(number).into_iter();
    let mut files: BTreeMap<_, _> =
        files.map(|(path, text)| (path.into(), text.into_bytes())).collect();
    files.insert("foreign/notes.txt".into(), b"mine".to_vec());
    files
}

/// The output as it is, without the manifest.
fn published(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = tree(&folder.join("public"));
    files.remove(Path::new(MANIFEST));
    files
}

/// Kills a worker after a time between nothing and what it needs, over and over; `shell` is run before
/// it.
fn kill(name: &str, method: Method, shell: &str, runs: u32) {
    let folder = project(name);
    let foreign = folder.join("public/foreign/notes.txt");
    let order = |generation| Order { folder: &folder, generation, method };
    build(&order(0), &options(method), &mut |_| {}).unwrap();
    put(&folder, &[("public/foreign/notes.txt", b"mine")]);
    let inode = identity(&foreign);
    let start = Instant::now();
    // The second of them has a kept site to begin with, if any is kept.
    order(1).run(shell);
    order(0).run(shell);
    order(1).run(shell);
    let needed = start.elapsed() / 3;
    let (mut last, mut finished) = (1, 0);
    for run in 0..runs {
        let mut child = order(last + 1).command(shell).spawn().unwrap();
        // Golden ratio steps spread the moments evenly, whatever the number of runs.
        let part = f64::from(run) * 0.618_033_988_75 % 1.0;
        std::thread::sleep(needed.mul_f64(part * 1.1));
        child.kill().unwrap();
        child.wait().unwrap();
        if method == Method::Journal {
            // The next process finishes or forgets what was begun.
            let (site, out) = (folder.join("site"), folder.join("public"));
            let next = open(&site, &out, &options(method), &mut |_| {}).unwrap();
            next.discard().unwrap();
        }
        let found = published(&folder);
        if found == whole(last + 1) {
            last += 1;
            finished += 1;
        } else {
            assert!(found == whole(last), "run {run}: neither the old nor the new site");
        }
        assert_eq!(identity(&foreign), inode);
        if run % 10 == 9 {
            last += 1;
            build(&order(last), &options(method), &mut |_| {}).unwrap();
            assert_eq!(published(&folder), whole(last));
            let mut left = names(&folder);
            left.retain(|name| name != "cache");
            assert_eq!(left, ["public", "site"]);
            assert!(!folder.join("cache/generation/foreign").exists());
        }
    }
    assert!(finished < runs, "nobody was killed in time");
}

#[test]
fn a_killed_exchange_with_a_kept_site_leaves_a_whole_site() {
    let shell = "export WERKSTATT_TEST_KEPT=1";
    kill("killed-kept", Method::Automatic, shell, 150);
}

#[test]
fn a_killed_exchange_leaves_a_whole_site() {
    kill("killed-exchange", Method::Automatic, "", 100);
}

#[test]
fn a_killed_journal_is_finished_by_the_next_process() {
    kill("killed-journal", Method::Journal, "", 50);
}

#[test]
fn readers_never_miss_a_file_or_see_two_generations() {
    let folder = project("readers");
    let order =
        |generation| Order { folder: &folder, generation, method: Method::Automatic };
    let fast = options(Method::Automatic);
    build(&order(0), &fast, &mut |_| {}).unwrap();
    let done = AtomicBool::new(false);
    let page = |number: usize| {
        let path = folder.join(format!("public/p/{number}/index.html"));
        fs::File::open(path).and_then(std::io::read_to_string).unwrap()
    };
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) || reads < 10_000 {
                let (first, other, again) = (page(0), page(reads % 29 + 1), page(0));
                // Generations only grow: the same one before and after means the same between.
                assert!(first != again || first == other, "{first}, {other}, {again}");
                reads += 1;
            }
        });
        for number in 1..=50 {
            let summary = build(&order(number), &fast, &mut |_| {}).unwrap();
            assert_eq!(summary.swap, Swap::Exchange);
        }
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
}

#[test]
fn rivals_build_one_after_the_other() {
    let folder = project("rivals");
    put(&folder, &[("public/.gitignore", b"*")]);
    let orders: Vec<_> = (0..20)
        .map(|generation| Order {
            folder: &folder,
            generation,
            method: Method::Automatic,
        })
        .collect();
    let children: Vec<_> =
        orders.iter().map(|order| order.command("").spawn().unwrap()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("result: Exchange"), "{text}");
    }
    let mut found = published(&folder);
    assert_eq!(found.remove(Path::new(".gitignore")).unwrap(), b"*");
    let is_one = |number: usize| {
        let mut whole = whole(number);
        whole.remove(Path::new("foreign/notes.txt"));
        found == whole
    };
    assert!((0..20).any(is_one));
    assert_eq!(names(&folder), ["public", "site"]);
}

#[test]
fn a_rival_says_that_it_waits() {
    let folder = project("waiting");
    let (site, out) = (folder.join("site"), folder.join("public"));
    let order = Order { folder: &folder, generation: 3, method: Method::Automatic };
    let holder = open(&site, &out, &options(Method::Automatic), &mut |_| {}).unwrap();
    let mut child = order.command("").spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "result: waiting"));
    holder.put("x.html", b"x").unwrap();
    holder.commit().unwrap();
    assert!(lines.any(|line| line.unwrap() == "result: Exchange"));
    assert!(child.wait().unwrap().success());
    assert!(!out.join("x.html").exists());
}

#[test]
fn a_foreign_file_that_came_in_the_last_moment_is_saved() {
    let folder = project("last-moment");
    let order =
        |generation| Order { folder: &folder, generation, method: Method::Automatic };
    build(&order(0), &options(Method::Automatic), &mut |_| {}).unwrap();
    // As after a kill right behind the swap: the old site lies in our folder, and in it a file that
    // came after we had looked, and one that was replaced.
    let (work, out) = (folder.join(".public.werkstatt"), folder.join("public"));
    put(&out, &[("kept.txt", b"older")]);
    fs::create_dir(&work).unwrap();
    assert!(Path::new("/bin/cp").exists());
    let copied = std::process::Command::new("cp")
        .args(["-a", out.to_str().unwrap(), work.join("tree").to_str().unwrap()])
        .status();
    assert!(copied.unwrap().success());
    put(
        &work,
        &[
            ("tree/late/notes.txt", b"late"),
            ("tree/kept.txt", b"newer"),
            ("swap", identity(&out).0.to_string().as_bytes()),
        ],
    );
    build(&order(1), &options(Method::Automatic), &mut |_| {}).unwrap();
    let found = tree(&out);
    assert_eq!(found[Path::new("late/notes.txt")], b"late");
    assert_eq!(found[Path::new("kept.txt")], b"newer");
    assert_eq!(names(&folder), ["public", "site"]);
}
