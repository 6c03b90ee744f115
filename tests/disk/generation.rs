//! The kept site: it becomes the next one, whatever was done to it meanwhile.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use werkstatt::output::{
    MANIFEST, Memo, Method, Options, OutputError, Summary, Swap, is_untouched, open,
};

use crate::disk::worker::Order;
use crate::disk::{identity, listing, names, options, project, put, settle, tree};

/// A project that is built with a cache.
struct Project {
    /// The folder with `site`, `public` and `cache`.
    folder: PathBuf,
    /// The output.
    out: PathBuf,
    /// Where the old site is kept.
    kept: PathBuf,
    /// What is known of the output.
    memo: Option<Memo>,
}

impl Project {
    /// A project without an output yet.
    fn new(name: &str) -> Self {
        let folder = project(name);
        let (out, kept) = (folder.join("public"), folder.join("cache/generation"));
        Self { folder, out, kept, memo: None }
    }

    /// A project that was built often enough for a site to be kept: the last is `PAGES`.
    fn built(name: &str) -> Self {
        let mut project = Self::new(name);
        project.build(&page("oldest"));
        project.build(&page("older"));
        project.build(&page("old"));
        project.build(&page("new"));
        settle(&project.folder);
        assert_eq!(project.known(), ["a", "a/b", "a/c", "same"].map(str::to_owned));
        assert!(project.kept.join("a/b/index.html").is_file());
        project
    }

    /// Builds after a while, so that stamps count, and compares with a build from nothing; foreign files
    /// must not lie about.
    fn build(&mut self, files: &[(&str, &str)]) -> Summary {
        settle(&self.folder);
        let summary = self.try_build(files, &options(Method::Automatic)).unwrap();
        assert_eq!(listing(&self.out), fresh(files));
        summary
    }

    /// The folders that need not be read in the next build, neither in the output nor in the kept site.
    fn known(&self) -> Vec<String> {
        let value = serde_json::to_value(&self.memo).unwrap();
        let folders = |name: &str| value["site"][name].as_object().unwrap().clone();
        let mut both: Vec<_> =
            folders("folders").into_iter().map(|(path, _)| path).collect();
        both.retain(|path| folders("kept").contains_key(path));
        both
    }

    /// Builds with the options.
    fn try_build(
        &mut self,
        files: &[(&str, &str)],
        options: &Options,
    ) -> Result<Summary, OutputError> {
        let options = Options {
            memo: self.memo.clone(),
            generation: Some(self.kept.clone()),
            ..options.clone()
        };
        let site = self.folder.join("site");
        let staging = open(&site, &self.out, &options, &mut |_| panic!("a rival"))?;
        for (path, text) in files {
            staging.put(path, text.as_bytes())?;
        }
        let (summary, memo) = staging.commit()?;
        assert!(is_untouched(&memo, &self.out));
        self.memo = Some(memo);
        Ok(summary)
    }
}

/// A site of which one page has a text.
fn page(text: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("index.html", text),
        ("a/index.html", "a"),
        ("a/b/index.html", "b"),
        ("a/c/index.html", "c"),
        ("same/d.css", "d"),
    ]
}

/// What a build from nothing gives.
fn fresh(files: &[(&str, &str)]) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let name = std::thread::current().name().unwrap_or_default().replace("::", "-");
    let folder = project(&format!("fresh-{name}"));
    crate::disk::build(&folder, &options(Method::Automatic), files).unwrap();
    listing(&folder.join("public"))
}

/// The inodes of an output's folders.
fn folders(out: &Path) -> [u64; 4] {
    ["", "a", "a/b", "a/c"].map(|path| identity(&out.join(path)).0)
}

#[test]
fn two_sets_of_folders_change_places() {
    let mut project = Project::new("kept-turns");
    let mut seen = vec![];
    let mut same = vec![];
    for number in 0..6 {
        let summary = project.build(&page(&number.to_string()));
        let written = if number == 0 { 5 } else { 1 };
        assert_eq!((summary.written, summary.removed), (written, 0));
        assert_eq!(summary.swap, Swap::Exchange);
        seen.push(folders(&project.out));
        same.push(identity(&project.out.join("a/b/index.html")));
        let caches = if number == 0 { &[][..] } else { &["cache"] };
        assert_eq!(names(&project.folder), [caches, &["public", "site"]].concat());
    }
    assert_eq!(names(&project.folder.join("cache")), ["generation"]);
    for number in 2..6 {
        assert_eq!(seen[number], seen[number - 2]);
        assert_ne!(seen[number], seen[number - 1]);
    }
    assert!(same.iter().all(|identity| *identity == same[0]));
    // Nothing to do: nothing is done.
    let before = identity(&project.kept);
    let summary = project.build(&page("5"));
    assert_eq!((summary.written, summary.swap), (0, Swap::Nothing));
    assert_eq!((folders(&project.out), identity(&project.kept)), (seen[5], before));
}

#[test]
fn a_new_site_is_not_made_of_an_old_one_that_helps_little() {
    let mut project = Project::built("kept-little");
    let before = folders(&project.kept);
    let texts = page("newer").into_iter().map(|(path, _)| (path, "all is new"));
    project.build(&texts.collect::<Vec<_>>());
    assert_ne!(folders(&project.out), before);
    assert_ne!(folders(&project.kept), before);
    assert_eq!(tree(&project.kept)[Path::new("index.html")], b"new");
}

#[test]
fn whatever_is_done_to_a_kept_site_does_not_matter() {
    type Tampering = (&'static str, fn(&Path));
    let tamperings: [Tampering; 14] = [
        ("nothing", |_| {}),
        ("a file is another", |kept| {
            fs::remove_file(kept.join("a/b/index.html")).unwrap();
            put(kept, &[("a/b/index.html", b"x")]);
        }),
        ("a file is gone", |kept| fs::remove_file(kept.join("a/index.html")).unwrap()),
        ("a folder is gone", |kept| fs::remove_dir_all(kept.join("a")).unwrap()),
        ("more files", |kept| put(kept, &[("x", b"x"), ("a/b/x/y", b"x"), (".z", b"")])),
        ("more folders", |kept| fs::create_dir_all(kept.join("x/y/z")).unwrap()),
        ("a folder leads away", |kept| {
            fs::remove_dir_all(kept.join("a")).unwrap();
            symlink("../../elsewhere", kept.join("a")).unwrap();
        }),
        ("a file leads away", |kept| {
            fs::remove_file(kept.join("same/d.css")).unwrap();
            symlink("../../../elsewhere/b/index.html", kept.join("same/d.css")).unwrap();
        }),
        ("files for folders", |kept| {
            fs::remove_dir_all(kept.join("a")).unwrap();
            fs::remove_file(kept.join("index.html")).unwrap();
            put(kept, &[("a", b"x"), ("index.html/x", b"x")]);
        }),
        ("other rights", |kept| {
            for (folder, mode) in [("a/b", 0o700), ("a", 0o500), ("", 0o777)] {
                fs::set_permissions(kept.join(folder), Permissions::from_mode(mode))
                    .unwrap();
            }
        }),
        ("a locked folder", |kept| {
            put(kept, &[("x/y", b"x")]);
            fs::set_permissions(kept.join("x"), Permissions::from_mode(0o000)).unwrap();
        }),
        ("names that are none of ours", |kept| {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"a/\xff");
            fs::create_dir(kept.join(name)).unwrap();
        }),
        ("all is gone", |kept| fs::remove_dir_all(kept.parent().unwrap()).unwrap()),
        ("empty", |kept| {
            fs::remove_dir_all(kept).unwrap();
            fs::create_dir(kept).unwrap();
        }),
    ];
    for (what, tamper) in tamperings {
        let mut project = Project::built("kept-tampered");
        put(&project.folder, &[("elsewhere/b/index.html", b"b")]);
        tamper(&project.kept);
        let elsewhere = listing(&project.folder.join("elsewhere"));
        for text in ["newer", "newest", "last"] {
            let summary = project.build(&page(text));
            assert_eq!((summary.written, summary.unchanged), (1, 4), "{what}");
        }
        assert_eq!(listing(&project.kept), fresh(&page("newest")), "{what}");
        assert_eq!(listing(&project.folder.join("elsewhere")), elsewhere, "{what}");
        assert_eq!(names(&project.folder), ["cache", "elsewhere", "public", "site"]);
    }
}

#[test]
fn what_lies_in_the_place_and_is_no_site_stays() {
    let places: [fn(&Path, &Path); 3] = [
        |kept, _| put(kept, &[("precious", b"mine")]),
        |kept, _| put(kept.parent().unwrap(), &[("generation", b"mine")]),
        |kept, other| symlink(other, kept).unwrap(),
    ];
    for place in places {
        let mut project = Project::built("kept-place");
        let other = project.folder.join("other");
        fs::rename(&project.kept, &other).unwrap();
        place(&project.kept, &other);
        let before = (tree(&project.folder.join("cache")), listing(&other));
        for text in ["newer", "newest", "last"] {
            project.build(&page(text));
            let after = (tree(&project.folder.join("cache")), listing(&other));
            assert_eq!(after, before);
        }
    }
}

#[test]
fn an_edit_in_the_output_is_found_though_it_shares_its_files() {
    let edits: [fn(&Project); 2] = [
        |project| put(&project.out, &[("a/b/index.html", b"B")]),
        |project| put(&project.kept, &[("a/b/index.html", b"B")]),
    ];
    for edit in edits {
        let mut project = Project::built("kept-edited");
        edit(&project);
        assert_eq!(tree(&project.out)[Path::new("a/b/index.html")], b"B");
        assert!(!is_untouched(project.memo.as_ref().unwrap(), &project.out));
        let before = tree(&project.folder);
        let plain = options(Method::Automatic);
        let error = project.try_build(&page("newer"), &plain).unwrap_err();
        let OutputError::Edited { paths, .. } = error else { panic!("{error}") };
        assert_eq!(paths, ["a/b/index.html"]);
        assert_eq!(tree(&project.folder), before);
        let forced = Options { force: true, ..plain };
        let summary = project.try_build(&page("newer"), &forced).unwrap();
        assert_eq!((summary.written, summary.swap), (2, Swap::Exchange));
        assert_eq!(listing(&project.out), fresh(&page("newer")));
        project.build(&page("newest"));
    }
}

#[test]
fn foreign_files_are_not_kept_and_live_on() {
    let mut project = Project::built("kept-foreign");
    let foreign = ["CNAME", ".git/objects/ab", "a/b/notes.txt", "x/y/z"];
    put(&project.out, &foreign.map(|path| (path, &b"mine"[..])));
    symlink("nowhere", project.out.join("a/link")).unwrap();
    fs::create_dir_all(project.out.join("x/empty")).unwrap();
    fs::set_permissions(project.out.join("x/empty"), Permissions::from_mode(0o750))
        .unwrap();
    let before = foreign.map(|path| identity(&project.out.join(path)));
    let plain = options(Method::Automatic);
    let mut last = "new";
    for text in ["1", "2", "3", "4"] {
        settle(&project.folder);
        project.try_build(&page(text), &plain).unwrap();
        assert_eq!(foreign.map(|path| identity(&project.out.join(path))), before);
        assert!(project.out.join("a/link").is_symlink());
        let empty = fs::metadata(project.out.join("x/empty")).unwrap();
        assert_eq!(empty.mode() & 0o7777, 0o750);
        assert_eq!(listing(&project.kept), fresh(&page(last)));
        last = text;
    }
    // A site that does without the folder of a foreign file, and one that needs its place.
    project.try_build(&[("index.html", "5")], &plain).unwrap();
    assert_eq!(identity(&project.out.join("a/b/notes.txt")), before[2]);
    let error = project.try_build(&[("x", "6")], &plain).unwrap_err();
    assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
    for path in ["CNAME", ".git", "a", "x"] {
        let path = project.out.join(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
            .unwrap();
    }
    project.build(&page("7"));
    project.build(&page("8"));
}

#[test]
fn an_output_that_was_moved_or_is_another_is_built_right() {
    let mut project = Project::built("kept-moved");
    let moved = project.folder.join("moved");
    fs::rename(&project.out, &moved).unwrap();
    assert!(!is_untouched(project.memo.as_ref().unwrap(), &project.out));
    assert_eq!(project.build(&page("newer")).written, 5);
    project.build(&page("newest"));
    let before = listing(&project.out);
    project.out = moved;
    assert!(!is_untouched(project.memo.as_ref().unwrap(), &project.out));
    for text in ["1", "2", "3"] {
        assert_eq!(project.build(&page(text)).written, 1);
    }
    assert_eq!(listing(&project.folder.join("public")), before);
    assert_eq!(names(&project.folder), ["cache", "moved", "public", "site"]);
}

#[test]
fn places_that_cannot_keep_a_site_keep_none() {
    for place in ["public", "public/cache", ".", "other"] {
        let mut project = Project::new("kept-nowhere");
        project.kept = project.folder.join(place);
        if place == "other" {
            put(&project.folder, &[("other", b"no folder")]);
            project.kept = project.kept.join("generation");
        }
        for text in ["1", "2", "3"] {
            project.build(&page(text));
        }
        let other = if place == "other" { &["other"][..] } else { &[] };
        assert_eq!(names(&project.folder), [other, &["public", "site"]].concat());
    }
}

#[test]
fn another_file_system_keeps_none() {
    let shared = Path::new("/dev/shm");
    let mut project = Project::new("kept-far");
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    if device(shared).is_none() || device(shared) == device(&project.folder) {
        return;
    }
    let cache = shared.join(format!("werkstatt-test-{}", std::process::id()));
    project.kept = cache.join("generation");
    for text in ["1", "2", "3", "4"] {
        assert_eq!(project.build(&page(text)).swap, Swap::Exchange);
    }
    assert!(names(&cache).is_empty());
    fs::remove_dir(cache).unwrap();
    assert_eq!(names(&project.folder), ["public", "site"]);
}

#[test]
fn a_journal_keeps_none() {
    let mut project = Project::new("kept-journal");
    for text in ["1", "2", "3"] {
        let summary = project.try_build(&page(text), &options(Method::Journal)).unwrap();
        assert_eq!(summary.swap, Swap::Journal);
        assert_eq!(listing(&project.out), fresh(&page(text)));
    }
    assert_eq!(names(&project.folder), ["public", "site"]);
}

#[test]
fn an_adopted_folder_may_be_made_of_a_kept_one() {
    let mut project = Project::built("kept-adopted");
    fs::remove_file(project.out.join(MANIFEST)).unwrap();
    put(&project.out, &[("mine.txt", b"mine"), ("a/c/index.html", b"C")]);
    assert!(!is_untouched(project.memo.as_ref().unwrap(), &project.out));
    let plain = options(Method::Automatic);
    let error = project.try_build(&page("new"), &plain).unwrap_err();
    assert_eq!(error.key(), "output-not-ours");
    let forced = Options { force: true, ..plain };
    // Nothing says that it is ours, and somebody changed a file.
    put(&project.out, &[("a/c/index.html", b"c")]);
    let summary = project.try_build(&page("new"), &forced).unwrap();
    assert_eq!((summary.written, summary.swap), (0, Swap::Nothing));
    fs::remove_file(project.out.join(MANIFEST)).unwrap();
    let mut files = page("new");
    files.push(("more.html", "more"));
    let summary = project.try_build(&files, &forced).unwrap();
    assert_eq!((summary.written, summary.swap), (1, Swap::Exchange));
    assert_eq!(summary.adopted, Some(vec!["mine.txt".to_owned()]));
    fs::remove_file(project.out.join("mine.txt")).unwrap();
    project.build(&page("newest"));
}

#[test]
fn a_kept_site_does_not_know_the_umask() {
    let folder = project("kept-umask");
    for generation in 0..4 {
        let order = Order { folder: &folder, generation, method: Method::Automatic };
        let swap = order.run("umask 077; export WERKSTATT_TEST_KEPT=1");
        assert_eq!(swap, "Exchange");
        let out = folder.join("public");
        for (path, (mode, _)) in listing(&out) {
            let wanted = if out.join(&path).is_dir() { 0o755 } else { 0o644 };
            assert_eq!(mode & 0o7777, wanted, "{}", path.display());
        }
    }
    assert_eq!(names(&folder.join("cache")), ["generation", "memo.json"]);
}

#[test]
fn a_build_that_is_given_up_leaves_the_kept_site() {
    let project = Project::built("kept-given-up");
    let before = tree(&project.folder);
    let options = Options {
        memo: project.memo.clone(),
        generation: Some(project.kept.clone()),
        ..options(Method::Automatic)
    };
    let site = project.folder.join("site");
    let staging = open(&site, &project.out, &options, &mut |_| {}).unwrap();
    staging.put("a/index.html", b"other").unwrap();
    staging.discard().unwrap();
    assert_eq!(tree(&project.folder), before);
}
