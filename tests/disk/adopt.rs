//! Taking a folder over: what the list of written files does not tell, because it is not there.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use werkstatt::output::{MANIFEST, Method, Options, OutputError, Swap};

use crate::disk::{build, identity, names, options, project, put, tree};

/// Both ways to bring a new site to its place.
const METHODS: [Method; 2] = [Method::Automatic, Method::Journal];

/// The same options with `--force`.
fn forced(method: Method) -> Options {
    Options { force: true, ..options(method) }
}

/// A site of three pages.
const SITE: [(&str, &str); 3] =
    [("index.html", "home"), ("a/index.html", "a"), ("b.css", "b")];

#[test]
fn a_lost_or_damaged_list_is_made_anew() {
    for method in METHODS {
        for list in [None, Some("{"), Some(""), Some("{\"version\":9}")] {
            let folder = project("adopt-lost");
            let out = folder.join("public");
            build(&folder, &options(method), &SITE).unwrap();
            let whole = tree(&out);
            put(
                &out,
                &[("CNAME", b"mine"), ("a/notes.txt", b"mine"), (".git/HEAD", b"x")],
            );
            put(&out, &[("old/index.html", b"gone since")]);
            match list {
                Some(text) => put(&out, &[(MANIFEST, text.as_bytes())]),
                None => fs::remove_file(out.join(MANIFEST)).unwrap(),
            }
            let before = tree(&folder);
            let error = build(&folder, &options(method), &SITE).unwrap_err();
            let key =
                if list.is_some() { "output-bad-manifest" } else { "output-not-ours" };
            assert_eq!(error.key(), key);
            assert_eq!(tree(&folder), before);

            let (page, notes) =
                (identity(&out.join("index.html")), identity(&out.join("a/notes.txt")));
            let new = [SITE[0], ("a/index.html", "new"), SITE[2], ("c.html", "c")];
            let summary = build(&folder, &forced(method), &new).unwrap();
            let stayed = ["CNAME", "a/notes.txt", "old/index.html"].map(str::to_owned);
            assert_eq!(summary.adopted.as_deref(), Some(&stayed[..]));
            assert_eq!((summary.written, summary.unchanged, summary.removed), (2, 2, 0));
            assert_eq!(identity(&out.join("index.html")), page);
            assert_eq!(identity(&out.join("a/notes.txt")), notes);

            // From now on all is as usual, and what was not ours still is not.
            let summary = build(&folder, &options(method), &SITE).unwrap();
            assert_eq!((summary.removed, summary.adopted), (1, None));
            for path in [".git/HEAD", "CNAME", "a/notes.txt", "old/index.html"] {
                fs::remove_file(out.join(path)).unwrap();
            }
            assert_eq!(tree(&out), whole);
            assert_eq!(names(&folder), ["public", "site"]);
        }
    }
}

#[test]
fn a_whole_site_without_its_list_is_not_written_again() {
    for method in METHODS {
        let folder = project("adopt-whole");
        let out = folder.join("public");
        build(&folder, &options(method), &SITE).unwrap();
        let before = tree(&out);
        fs::remove_file(out.join(MANIFEST)).unwrap();
        let summary = build(&folder, &forced(method), &SITE).unwrap();
        assert_eq!((summary.written, summary.swap), (0, Swap::Nothing));
        assert_eq!(summary.adopted, Some(vec![]));
        assert_eq!(tree(&out), before);
    }
}

#[test]
fn a_stranger_s_folder_is_taken_over_only_if_nothing_is_lost() {
    for method in METHODS {
        let folder = project("adopt-strange");
        let out = folder.join("public");
        put(&out, &[("CNAME", b"mine"), ("b.css", b"b")]);
        let summary = build(&folder, &forced(method), &SITE).unwrap();
        assert_eq!(summary.adopted, Some(vec!["CNAME".to_owned()]));
        assert_eq!(tree(&out)[Path::new("CNAME")], b"mine");

        // Nothing here says that we wrote it: the style sheet could be anybody's.
        for (path, text) in [("index.html", "by hand"), ("a/index.html", "")] {
            let folder = project("adopt-stranger");
            let out = folder.join("public");
            put(&out, &[(path, text.as_bytes()), ("b.css", b"b")]);
            let before = tree(&folder);
            let error = build(&folder, &forced(method), &SITE).unwrap_err();
            let OutputError::NotRecognised { paths, .. } = &error else {
                panic!("{error}")
            };
            assert_eq!(paths, &[path.to_owned()]);
            assert_eq!(tree(&folder), before);
        }
    }
}

#[test]
fn what_is_no_file_is_never_taken_for_ours() {
    for method in METHODS {
        let folder = project("adopt-links");
        let out = folder.join("public");
        put(&folder, &[("elsewhere/index.html", b"home")]);
        put(&out, &[(MANIFEST, b"{")]);
        symlink("../elsewhere/index.html", out.join("index.html")).unwrap();
        symlink("../elsewhere", out.join("a")).unwrap();
        fs::create_dir(out.join("b.css")).unwrap();
        let before = tree(&folder);
        let error = build(&folder, &forced(method), &SITE).unwrap_err();
        let OutputError::Foreign { clashes, .. } = &error else { panic!("{error}") };
        let places: Vec<_> =
            clashes.iter().map(|(_, foreign)| foreign.as_path()).collect();
        assert_eq!(places, ["b.css", "index.html", "a"].map(Path::new));
        assert_eq!(tree(&folder), before);
    }
}

#[test]
fn a_new_file_system_counts_as_empty() {
    for method in METHODS {
        let folder = project("adopt-fresh");
        fs::create_dir_all(folder.join("public/lost+found")).unwrap();
        let summary = build(&folder, &options(method), &SITE).unwrap();
        assert_eq!(summary.adopted, None);
        assert!(folder.join("public/lost+found").is_dir());
    }
}
