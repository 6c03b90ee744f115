//! Writing the output: what stays, what goes, what is refused.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use werkstatt::fingerprint::Fingerprint;
use werkstatt::output::{
    Danger, MANIFEST, Method, Options, OutputError, Summary, Swap, open,
};
use werkstatt::source::{Asset, Wording};

use crate::disk::{build, identity, names, options, project, put, tree};

/// Both ways to bring a new site to its place.
const METHODS: [Method; 2] = [Method::Automatic, Method::Journal];

/// A summary in short.
fn counts(summary: &Summary) -> (usize, usize, usize, Swap) {
    (summary.written, summary.unchanged, summary.removed, summary.swap)
}

/// The texts below `public`, without the manifest.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let manifest = Path::new(MANIFEST);
    let files = tree(&folder.join("public")).into_iter();
    files
        .filter(|(path, _)| path != manifest)
        .map(|(path, bytes)| {
            (path.to_str().unwrap().to_owned(), String::from_utf8(bytes).unwrap())
        })
        .collect()
}

/// Owned pairs, for comparing.
fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn unchanged_files_stay_themselves_and_old_ones_go() {
    for method in METHODS {
        let swap = match method {
            Method::Automatic => Swap::Exchange,
            Method::Journal => Swap::Journal,
        };
        let folder = project(&format!("generations-{method:?}"));
        let (out, options) = (folder.join("public"), options(method));
        let first = [("a/index.html", "a"), ("b/index.html", "b"), ("c/d/x.css", "c")];
        assert_eq!(counts(&build(&folder, &options, &first).unwrap()), (3, 0, 0, swap));
        assert_eq!(texts(&folder), owned(&first));
        let (a, b) =
            (identity(&out.join("a/index.html")), identity(&out.join("b/index.html")));

        let second = [("a/index.html", "a"), ("b/index.html", "new"), ("e.txt", "e")];
        assert_eq!(counts(&build(&folder, &options, &second).unwrap()), (2, 1, 1, swap));
        assert_eq!(texts(&folder), owned(&second));
        assert_eq!(identity(&out.join("a/index.html")), a);
        assert_ne!(identity(&out.join("b/index.html")), b);
        assert!(!out.join("c").exists());

        let (whole, manifest) = (identity(&out), identity(&out.join(MANIFEST)));
        let same = build(&folder, &options, &second).unwrap();
        assert_eq!(counts(&same), (0, 3, 0, Swap::Nothing));
        assert_eq!((identity(&out), identity(&out.join(MANIFEST))), (whole, manifest));
        assert_eq!(names(&folder), ["public", "site"]);
        assert_eq!(names(&out), [MANIFEST, "a", "b", "e.txt"]);
    }
}

#[test]
fn files_and_folders_change_places() {
    for method in METHODS {
        let folder = project(&format!("places-{method:?}"));
        let options = options(method);
        let first = [("a", "file"), ("b/c/d", "deep"), ("b/e", "x")];
        let second = [("a/b/c", "deep"), ("b", "file")];
        for files in [&first[..], &second[..], &first[..]] {
            build(&folder, &options, files).unwrap();
            assert_eq!(texts(&folder), owned(files));
        }
    }
}

#[test]
fn foreign_files_live_on_under_their_inodes() {
    for method in METHODS {
        let folder = project(&format!("foreign-{method:?}"));
        let (out, options) = (folder.join("public"), options(method));
        put(
            &out,
            &[(".gitignore", b"*"), (".git/HEAD", b"ref"), (".git/objects/ab/cd", b"1")],
        );
        fs::create_dir_all(out.join(".git/refs/tags")).unwrap();
        build(&folder, &options, &[("a/index.html", "1"), ("b/index.html", "1")])
            .unwrap();
        put(
            &out,
            &[("CNAME", b"example.org"), ("b/notes.txt", b"mine"), ("x/y/z", b"deep")],
        );
        symlink("nowhere", out.join("link")).unwrap();
        fs::set_permissions(
            out.join(".git/objects/ab/cd"),
            Permissions::from_mode(0o444),
        )
        .unwrap();
        fs::set_permissions(out.join("x/y"), Permissions::from_mode(0o555)).unwrap();
        let foreign = [
            ".gitignore",
            ".git/HEAD",
            ".git/objects/ab/cd",
            "CNAME",
            "b/notes.txt",
            "x/y/z",
            "link",
        ];
        let before = foreign.map(|path| identity(&out.join(path)));
        for generation in ["2", "3"] {
            build(&folder, &options, &[("a/index.html", generation)]).unwrap();
            assert_eq!(foreign.map(|path| identity(&out.join(path))), before);
            assert!(out.join(".git/refs/tags").is_dir());
            assert!(!out.join("b/index.html").exists());
        }
        assert_eq!(names(&folder), ["public", "site"]);
    }
}

#[test]
fn nothing_is_written_over_foreign_files() {
    for method in METHODS {
        let folder = project(&format!("clash-{method:?}"));
        let (out, options) = (folder.join("public"), options(method));
        build(&folder, &options, &[("a/index.html", "1")]).unwrap();
        put(&out, &[("x.html", b"mine"), ("f", b"mine"), ("d/e/mine", b"mine")]);
        fs::create_dir(out.join("empty")).unwrap();
        let before = tree(&folder);
        for (path, foreign) in [
            ("x.html", "x.html"),
            ("f/index.html", "f"),
            ("d", "d"),
            ("d/e", "d/e"),
            ("empty", "empty"),
        ] {
            let forced = Options { force: true, ..options.clone() };
            let error = build(&folder, &forced, &[(path, "new")]).unwrap_err();
            let OutputError::Foreign { clashes, .. } = &error else { panic!("{error}") };
            assert!(clashes.contains(&(path.to_owned(), foreign.into())), "{clashes:?}");
            assert_eq!(error.key(), "output-foreign");
            assert_eq!(tree(&folder), before);
        }
    }
}

#[test]
fn what_somebody_changed_by_hand_is_named_and_kept() {
    for method in METHODS {
        let folder = project(&format!("edited-{method:?}"));
        let (out, options) = (folder.join("public"), options(method));
        let files =
            [("a.html", "aaa"), ("b.html", "bbb"), ("c.html", "c"), ("d.html", "d")];
        build(&folder, &options, &files).unwrap();
        // The same length and the same time: only the content tells.
        let modified = fs::metadata(out.join("a.html")).unwrap().modified().unwrap();
        put(&out, &[("a.html", b"AAA"), ("b.html", b"longer")]);
        let file = fs::File::options().write(true).open(out.join("a.html")).unwrap();
        file.set_modified(modified).unwrap();
        fs::remove_file(out.join("c.html")).unwrap();
        symlink("/etc/passwd", out.join("c.html")).unwrap();
        fs::remove_file(out.join("d.html")).unwrap();
        let before = tree(&folder);
        // Unchanged, changed and removed by the new site: all the same.
        for new in
            [&files[..], &[("a.html", "new"), ("b.html", "new")], &[("d.html", "d")]]
        {
            let error = build(&folder, &options, new).unwrap_err();
            let OutputError::Edited { paths, .. } = error else { panic!("{error}") };
            assert_eq!(paths, ["a.html", "b.html", "c.html"]);
            assert_eq!(tree(&folder), before);
        }
        let forced = Options { force: true, ..options.clone() };
        build(&folder, &forced, &files).unwrap();
        assert_eq!(texts(&folder), owned(&files));
    }
}

#[test]
fn a_linked_folder_in_our_place_leads_nobody_out() {
    for method in METHODS {
        let folder = project(&format!("linked-{method:?}"));
        let (out, options) = (folder.join("public"), options(method));
        build(&folder, &options, &[("a/index.html", "1"), ("b.html", "1")]).unwrap();
        fs::rename(out.join("a"), folder.join("elsewhere")).unwrap();
        symlink("../elsewhere", out.join("a")).unwrap();
        let forced = Options { force: true, ..options.clone() };
        for (options, key) in [(&options, "output-edited"), (&forced, "output-foreign")] {
            let error = build(&folder, options, &[("a/index.html", "2")]).unwrap_err();
            assert_eq!(error.key(), key);
        }
        build(&folder, &forced, &[("b.html", "2")]).unwrap();
        assert_eq!(names(&folder.join("elsewhere")), ["index.html"]);
        assert!(fs::symlink_metadata(out.join("a")).unwrap().is_symlink());
    }
}

#[test]
fn a_site_that_is_given_up_leaves_nothing() {
    let folder = project("given-up");
    let (site, out) = (folder.join("site"), folder.join("public"));
    for method in METHODS {
        let options = options(method);
        build(&folder, &options, &[("a.html", "1")]).unwrap();
        let before = tree(&folder);
        let begin = || {
            let staging = open(&site, &out, &options, &mut |_| {}).unwrap();
            staging.put("a.html", b"2").unwrap();
            staging.put("b/c.html", b"2").unwrap();
            staging
        };
        drop(begin());
        assert_eq!(tree(&folder), before);
        begin().discard().unwrap();
        assert_eq!(tree(&folder), before);
    }
    assert_eq!(names(&folder), ["public", "site"]);
}

#[test]
fn unsafe_and_repeated_paths_are_refused() {
    let folder = project("paths");
    let (site, out) = (folder.join("site"), folder.join("public"));
    let staging = open(&site, &out, &options(Method::Automatic), &mut |_| {}).unwrap();
    let paths = [
        "",
        "/",
        "/etc/x",
        "../x",
        "a/../x",
        "a/..",
        "./a",
        "a//b",
        "a/",
        "a\\b",
        "C:/x",
        "a\0b",
        "con",
        "a/NUL.txt",
        "a.",
        "a ",
        "a\nb",
        MANIFEST,
        ".werkstatt-manifest.json/x",
        ".werkstatt",
        ".werkstatt/tree/index.html",
        ".Werkstatt/lock",
    ];
    for path in paths {
        let error = staging.put(path, b"x").unwrap_err();
        assert!(matches!(error, OutputError::UnsafePath { .. }), "{path:?}: {error}");
    }
    staging.put("a.html", b"x").unwrap();
    let error = staging.put("a.html", b"x").unwrap_err();
    assert!(matches!(error, OutputError::Duplicate { .. }), "{error}");
    drop(staging);
    assert_eq!(names(&folder), ["site"]);

    build(&folder, &options(Method::Automatic), &[("a", "x")]).unwrap();
    let error = build(&folder, &options(Method::Automatic), &[("a", "x"), ("a/b", "y")])
        .unwrap_err();
    assert!(matches!(error, OutputError::FileAndFolder { .. } | OutputError::Io { .. }));
    assert_eq!(texts(&folder), owned(&[("a", "x")]));
}

#[test]
fn dangerous_targets_are_refused() {
    let folder = project("dangerous");
    let site = folder.join("site");
    put(
        &folder,
        &[
            ("home/user/x", b""),
            ("site/themes/t/theme.yaml", b""),
            ("site/.git/HEAD", b""),
            ("full/precious.txt", b"x"),
            ("file", b""),
            ("site/inhalt/de/a.md", b""),
            ("odd/.werkstatt-manifest.json", b"{}"),
        ],
    );
    fs::remove_dir_all(site.join("content")).unwrap();
    symlink("inhalt/de", site.join("content")).unwrap();
    symlink("site/content", folder.join("disguise")).unwrap();
    symlink("missing", folder.join("dangling")).unwrap();
    let home = Some(folder.join("home/user"));
    let options = Options { home, force: true, ..options(Method::Automatic) };
    let before = tree(&folder);
    let refused = |target: &str| {
        let out = folder.join(target);
        let error = open(&site, &out, &options, &mut |_| {}).unwrap_err();
        assert_eq!(tree(&folder), before, "{target}");
        error
    };
    let danger = |target: &str| match refused(target) {
        OutputError::Dangerous { danger, .. } => danger,
        error => panic!("{target}: {error}"),
    };
    assert_eq!(danger("/"), Danger::Root);
    assert_eq!(danger("home/user"), Danger::Home);
    assert_eq!(danger("home"), Danger::Home);
    assert_eq!(danger("site"), Danger::Site);
    assert_eq!(danger("site/../site/."), Danger::Site);
    assert_eq!(danger("."), Danger::Home);
    assert_eq!(danger(".."), Danger::Home);
    for target in ["content", "content/new", "inhalt", "inhalt/de", "inhalt/de/x/y"] {
        assert_eq!(danger(&format!("site/{target}")), Danger::Content);
    }
    assert_eq!(danger("disguise"), Danger::Content);
    assert_eq!(danger("site/themes"), Danger::Themes);
    assert_eq!(danger("site/themes/t/public"), Danger::Themes);
    assert_eq!(danger("site/.git/public"), Danger::Repository);
    assert_eq!(refused("file").key(), "output-not-a-folder");
    assert_eq!(refused("file/x").key(), "output-io");
    assert_eq!(refused("dangling").key(), "output-io");
    let plain = Options { force: false, ..options.clone() };
    for (target, key) in [("full", "output-not-ours"), ("odd", "output-bad-manifest")] {
        let out = folder.join(target);
        let error = open(&site, &out, &plain, &mut |_| {}).unwrap_err();
        assert_eq!((error.key(), tree(&folder) == before), (key, true));
    }
}

#[test]
fn new_and_linked_outputs_are_made() {
    let folder = project("made");
    let site = folder.join("site");
    fs::create_dir_all(folder.join("server/www")).unwrap();
    symlink("server/www", folder.join("linked")).unwrap();
    for target in ["linked", "new/deep/public", "site/public"] {
        for text in ["1", "2"] {
            let out = folder.join(target);
            let staging =
                open(&site, &out, &options(Method::Automatic), &mut |_| {}).unwrap();
            staging.put("a.html", text.as_bytes()).unwrap();
            assert_eq!(staging.commit().unwrap().0.swap, Swap::Exchange);
            assert_eq!(tree(&out)[Path::new("a.html")], text.as_bytes());
        }
    }
    assert!(fs::symlink_metadata(folder.join("linked")).unwrap().is_symlink());
    assert_eq!(names(&folder.join("server")), ["www"]);
}

#[test]
fn assets_are_copied_only_as_they_were_read() {
    for method in METHODS {
        let folder = project(&format!("assets-{method:?}"));
        let (site, out, options) =
            (folder.join("site"), folder.join("public"), options(method));
        let bytes = vec![7; 300_000];
        put(&site, &[("content/bild.png", &bytes)]);
        let path = site.join("content/bild.png");
        let (fingerprint, size) = (Fingerprint::of(&bytes), bytes.len() as u64);
        let asset = Asset {
            path: path.clone(),
            size,
            fingerprint,
            dimensions: None,
            wording: Wording::None,
        };
        let publish = |name: &str| {
            let staging = open(&site, &out, &options, &mut |_| {}).unwrap();
            staging.put_file(name, &asset)?;
            Ok(staging.commit()?.0)
        };
        assert_eq!(publish("bild.png").unwrap().written, 1);
        let before = identity(&out.join("bild.png"));
        assert_eq!(publish("bild.png").unwrap().unchanged, 1);
        assert_eq!(identity(&out.join("bild.png")), before);
        assert_ne!(before.0, identity(&path).0);

        put(&site, &[("content/bild.png", b"changed")]);
        let error = publish("b.png").unwrap_err();
        assert!(matches!(error, OutputError::SourceChanged { .. }), "{error}");
        fs::remove_file(&path).unwrap();
        symlink("/etc/passwd", &path).unwrap();
        let error = publish("c.png").unwrap_err();
        assert!(matches!(error, OutputError::Io { action: "read", .. }), "{error}");
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        publish("d.png").unwrap_err();
        assert_eq!(names(&out), [MANIFEST, "bild.png"]);
    }
}

#[test]
fn the_manifest_is_the_same_everywhere() {
    let mut files = [("ü/index.html", "1"), ("'a b'/x", "2"), ("a.html", "3")];
    let mut manifest = |name: &str, method| {
        let folder = project(name);
        build(&folder, &options(method), &[("old.html", "x")]).unwrap();
        build(&folder, &options(method), &files).unwrap();
        files.reverse();
        tree(&folder.join("public")).remove(Path::new(MANIFEST)).unwrap()
    };
    let exchanged = manifest("manifest-exchange", Method::Automatic);
    assert_eq!(exchanged, manifest("manifest-journal", Method::Journal));
}

#[test]
fn permissions_do_not_depend_on_anything() {
    for method in METHODS {
        let folder = project(&format!("permissions-{method:?}"));
        build(&folder, &options(method), &[("a/b/index.html", "1")]).unwrap();
        let mode = |path: &str| {
            fs::metadata(folder.join("public").join(path)).unwrap().mode() & 0o7777
        };
        assert_eq!(["", "a", "a/b"].map(mode), [0o755; 3]);
        assert_eq!(["a/b/index.html", MANIFEST].map(mode), [0o644; 2]);
    }
}
