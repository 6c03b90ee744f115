//! What is known of the output: a file that was left alone is not read, every other one is.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use werkstatt::fingerprint::Fingerprint;
use werkstatt::output::{
    MANIFEST, Memo, Method, Options, OutputError, Staging, Swap, is_untouched, open,
};

use crate::disk::{identity, options, project, put, settle};

/// A site.
const SITE: [(&str, &str); 3] = [("a.html", "aaa"), ("b/c.html", "ccc"), ("d.css", "d")];

/// Opens the output of a folder with what is known of it.
fn begin(folder: &Path, options: &Options, memo: &Memo) -> Staging {
    let options = Options { memo: Some(memo.clone()), ..options.clone() };
    let (site, out) = (folder.join("site"), folder.join("public"));
    open(&site, &out, &options, &mut |_| panic!("a rival")).unwrap()
}

/// Builds the site.
fn build(folder: &Path, options: &Options, memo: &Memo) -> Result<Memo, OutputError> {
    let staging = begin(folder, options, memo);
    for (path, text) in SITE {
        staging.put(path, text.as_bytes())?;
    }
    Ok(staging.commit()?.1)
}

/// Keeps a file if its text is as the output has it.
fn keep(staging: &Staging, path: &str, text: &str) -> bool {
    let size = text.len() as u64;
    staging.keep(path, Fingerprint::of(text.as_bytes()), size).unwrap()
}

/// A project whose files were left alone for so long that their stamps say all.
fn settled(name: &str, options: &Options) -> (PathBuf, Memo) {
    let folder = project(name);
    let memo = build(&folder, options, &Memo::default()).unwrap();
    settle(&folder);
    let memo = build(&folder, options, &memo).unwrap();
    assert!(!serde_json::to_string(&memo).unwrap().contains("\"stamp\":null"));
    (folder, memo)
}

/// A memo that says that a file of the site has another content than it has.
fn lying(memo: &Memo, path: &str, text: &str) -> Memo {
    let mut value = serde_json::to_value(memo).unwrap();
    let entry = &mut value["site"]["files"][path]["entry"];
    *entry = json!({
        "fingerprint": Fingerprint::of(text.as_bytes()),
        "size": text.len(),
    });
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_file_that_was_left_alone_is_not_read() {
    for method in [Method::Automatic, Method::Journal] {
        let options = options(method);
        let (folder, memo) = settled(&format!("memo-{method:?}"), &options);
        let out = folder.join("public");
        // Whoever reads it sees that the memo lies.
        let lie = lying(&memo, "a.html", "xyz");
        assert!(is_untouched(&lie, &out));
        let staging = begin(&folder, &options, &lie);
        assert!(keep(&staging, "a.html", "xyz"));
        assert!(!keep(&staging, "b/c.html", "xyz"));
        drop(staging);
        // Without its stamp it is read, and so it is in an output that the memo is not of.
        let mut value: Value = serde_json::to_value(&lie).unwrap();
        value["site"]["files"]["a.html"]["stamp"] = Value::Null;
        let blind: Memo = serde_json::from_value(value).unwrap();
        assert!(!is_untouched(&blind, &out));
        assert!(!keep(&begin(&folder, &options, &blind), "a.html", "xyz"));
        let mut value: Value = serde_json::to_value(&lie).unwrap();
        value["out"] = json!({ "Unix": b"/elsewhere" });
        let other: Memo = serde_json::from_value(value).unwrap();
        assert!(!is_untouched(&other, &out));
        let staging = begin(&folder, &options, &other);
        assert!(!keep(&staging, "a.html", "xyz") && keep(&staging, "a.html", "aaa"));
    }
}

#[test]
fn every_change_in_the_output_is_found() {
    type Change = (&'static str, fn(&Path));
    let changes: [Change; 7] = [
        ("a.html", |out| put(out, &[("a.html", b"AAA")])),
        ("b/c.html", |out| put(out, &[("b/c.html", b"longer")])),
        ("a.html", |out| {
            put(out, &[("new", b"AAA")]);
            fs::rename(out.join("new"), out.join("a.html")).unwrap();
        }),
        ("a.html", |out| {
            fs::remove_file(out.join("a.html")).unwrap();
            std::os::unix::fs::symlink("d.css", out.join("a.html")).unwrap();
        }),
        ("b/c.html", |out| {
            fs::rename(out.join("b"), out.join("e")).unwrap();
            std::os::unix::fs::symlink("e", out.join("b")).unwrap();
        }),
        ("", |out| fs::remove_file(out.join("b/c.html")).unwrap()),
        ("", |out| fs::remove_dir_all(out.join("b")).unwrap()),
    ];
    let options = options(Method::Automatic);
    for (number, (edited, change)) in changes.into_iter().enumerate() {
        let (folder, memo) = settled("memo-changes", &options);
        let out = folder.join("public");
        assert!(is_untouched(&memo, &out));
        let file = out.join("a.html");
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        change(&out);
        if let Ok(file) = File::options().write(true).open(&file) {
            file.set_times(FileTimes::new().set_modified(modified)).unwrap();
        }
        assert!(!is_untouched(&memo, &out), "{number}");
        match build(&folder, &options, &memo) {
            Err(OutputError::Edited { paths, .. }) => assert_eq!(paths, [edited]),
            Err(error) => panic!("{number}: {error}"),
            Ok(memo) => {
                assert_eq!(edited, "", "{number}");
                assert!(is_untouched(&memo, &out));
            }
        }
    }
}

#[test]
fn only_what_is_ours_counts() {
    let options = options(Method::Automatic);
    let (folder, memo) = settled("memo-foreign", &options);
    let out = folder.join("public");
    put(&out, &[("b/mine", b"x"), ("mine/y", b"y")]);
    assert!(is_untouched(&memo, &out));
    // Read again, it is the same; its rights and its names are no content.
    let file = out.join("a.html");
    let before = identity(&file);
    fs::hard_link(&file, folder.join("link")).unwrap();
    put(&out, &[("d.css", b"d")]);
    assert!(is_untouched(&memo, &out));
    let staging = begin(&folder, &options, &memo);
    assert!(SITE.iter().all(|(path, text)| keep(&staging, path, text)));
    let (summary, memo) = staging.commit().unwrap();
    assert_eq!((summary.unchanged, summary.swap), (3, Swap::Nothing));
    assert_eq!(identity(&file), before);
    assert!(is_untouched(&memo, &out));
    assert!(!is_untouched(&Memo::default(), &out));
    // While somebody works there, and without its list, it is not.
    let work = folder.join(".public.werkstatt");
    fs::create_dir(&work).unwrap();
    assert!(!is_untouched(&memo, &out));
    fs::remove_dir(&work).unwrap();
    put(&out, &[(MANIFEST, b"{}")]);
    assert!(!is_untouched(&memo, &out));
    let staging = open(&folder.join("site"), &out, &options, &mut |_| {});
    assert!(matches!(staging, Err(OutputError::BadManifest { .. })));
}

#[test]
fn a_manifest_by_somebody_else_counts_more_than_the_memo() {
    let options = options(Method::Automatic);
    let (folder, memo) = settled("memo-manifest", &options);
    let other = [("a.html", "AAA"), ("b/c.html", "ccc"), ("e.html", "e")];
    crate::disk::build(&folder, &options, &other).unwrap();
    let staging = begin(&folder, &options, &memo);
    for (path, text) in SITE {
        staging.put(path, text.as_bytes()).unwrap();
    }
    let (summary, _) = staging.commit().unwrap();
    assert_eq!((summary.written, summary.unchanged, summary.removed), (2, 1, 1));
}

#[test]
fn a_file_is_kept_as_if_it_were_put() {
    for method in [Method::Automatic, Method::Journal] {
        let plain = options(method);
        let forced = Options { force: true, ..plain.clone() };
        let folder = project(&format!("memo-keep-{method:?}"));
        let out = folder.join("public");
        let staging = begin(&folder, &plain, &Memo::default());
        assert!(!keep(&staging, "a.html", "aaa"), "there is no output");
        let error = staging.keep("../x", Fingerprint::of(b""), 0).unwrap_err();
        assert!(matches!(error, OutputError::UnsafePath { .. }));
        drop(staging);
        let memo = build(&folder, &plain, &Memo::default()).unwrap();
        let staging = begin(&folder, &plain, &memo);
        assert!(!keep(&staging, "a.html", "new") && !keep(&staging, "x.html", "aaa"));
        assert!(keep(&staging, "a.html", "aaa"));
        let twice = staging.keep("a.html", Fingerprint::of(b"aaa"), 3).unwrap_err();
        assert!(matches!(twice, OutputError::Duplicate { .. }));
        drop(staging);

        fs::remove_file(out.join("d.css")).unwrap();
        put(&out, &[("b/c.html", b"CCC")]);
        for options in [&plain, &forced] {
            let staging = begin(&folder, options, &memo);
            assert!(keep(&staging, "a.html", "aaa"));
            // Gone or changed by hand: they are put, and what becomes of that is known.
            for (path, text) in &SITE[1..] {
                assert!(!keep(&staging, path, text));
                staging.put(path, text.as_bytes()).unwrap();
            }
            match staging.commit() {
                Ok((summary, _)) => {
                    assert_eq!((summary.written, options.force), (2, true));
                }
                Err(OutputError::Edited { paths, .. }) => {
                    assert_eq!(paths, ["b/c.html"]);
                    assert!(!options.force);
                }
                Err(error) => panic!("{error}"),
            }
        }

        // A page that is found where nothing else tells whose folder it is.
        fs::remove_file(out.join(MANIFEST)).unwrap();
        put(&out, &[("d.css", b"by hand")]);
        let staging = begin(&folder, &forced, &memo);
        assert!(keep(&staging, "a.html", "aaa") && !keep(&staging, "d.css", "d"));
        staging.put("d.css", b"d").unwrap();
        let (summary, _) = staging.commit().unwrap();
        assert_eq!((summary.written, summary.unchanged), (1, 1));
        assert_eq!(summary.adopted, Some(vec!["b/c.html".to_owned()]));
    }
}
