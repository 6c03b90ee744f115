//! Reading a project: what belongs to it, what is refused, and that nothing else is ever opened.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use werkstatt::diag::{Checked, Code};
use werkstatt::path::SourcePath;
use werkstatt::source::{Asset, ReadFailure, SourceFile, Sources, read};

use crate::disk::{put, scratch};

/// The codes and files of all findings.
fn findings(checked: &Checked<Sources>) -> Vec<(Code, &str)> {
    checked.findings.iter().map(|f| (f.code, f.span.file.as_str())).collect()
}

/// The names of all files.
fn names(checked: &Checked<Sources>) -> Vec<&str> {
    checked.value.files.keys().map(SourcePath::as_str).collect()
}

/// An asset that must be there.
fn asset<'a>(checked: &'a Checked<Sources>, path: &str) -> &'a Asset {
    match checked.value.files.get(&SourcePath::new(path)) {
        Some(SourceFile::Asset(asset)) => asset,
        other => panic!("{path}: {other:?}"),
    }
}

/// Makes a FIFO.
fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn reads_what_belongs_to_a_site() {
    let site = scratch("belongs");
    let kept = [
        "content/_index.en.md",
        "content/_index.md",
        "content/a.md",
        "content/bild.png",
        "content/site.yaml",
        "content/w/b/index.md",
        "themes/t/_partials/x.html",
        "themes/t/assets/a.css",
        "themes/t/assets/logo.svg",
        "themes/t/theme.yaml",
    ];
    let left_out = [
        "content/.env",
        "content/.git/config",
        "content/_private/a.md",
        "content/a.md~",
        "content/.a.md.swp",
        "content/a.md.orig",
        "content/#a.md#",
        "content/4913",
        "content/a.md___jb_tmp___",
        "content/Thumbs.db",
        "content/.hidden/b.md",
        "content/~$Plan.docx",
        "themes/t/base.html~",
        "themes/.DS_Store",
        "public/x.md",
        "README.md",
    ];
    for path in kept.iter().chain(&left_out) {
        put(&site, &[(path, b"x")]);
    }
    let checked = read(&site).unwrap();
    assert_eq!(names(&checked), kept);
    assert_eq!(findings(&checked), []);
    assert!(checked.value.text(&SourcePath::new("content/a.md")).is_some());
    assert!(checked.value.text(&SourcePath::new("themes/t/assets/a.css")).is_some());
    assert_eq!(asset(&checked, "content/bild.png").dimensions, None);
}

#[test]
fn measures_images_and_hashes_them() {
    let site = scratch("images");
    let mut png =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x40\0\0\0\xf0\x08\x02\0\0\0".to_vec();
    png.resize(300_000, 7);
    let svg = b"<svg xmlns='x' viewBox='0 0 30 40'></svg>";
    put(
        &site,
        &[("content/a.PNG", &png), ("content/b.svg", svg), ("content/c.pdf", b"%")],
    );
    let checked = read(&site).unwrap();
    let image = asset(&checked, "content/a.PNG");
    assert_eq!((image.dimensions, image.size), (Some((320, 240)), 300_000));
    assert_eq!(image.fingerprint, werkstatt::fingerprint::Fingerprint::of(&png));
    assert_eq!(asset(&checked, "content/b.svg").dimensions, Some((30, 40)));
    assert_eq!(asset(&checked, "content/c.pdf").dimensions, None);
}

#[test]
fn says_what_it_cannot_read() {
    let site = scratch("source-faults");
    put(
        &site,
        &[
            ("content/a.md", b"Gr\xfc\xdfe"),
            ("content/b.md", b"\xff\xfea\0"),
            ("content/bom.md", "\u{feff}---\r\n".as_bytes()),
            ("content/big.yaml", &vec![b'#'; 1024 * 1024 + 1]),
        ],
    );
    // Sparse: a video of 600 MiB and a text of 9 MiB that take no room.
    put(&site, &[("content/film.mp4", b""), ("content/long.md", b"")]);
    let stretch = |name: &str, mib: u64| {
        let file = File::options().write(true).open(site.join(name)).unwrap();
        file.set_len(mib * 1024 * 1024).unwrap();
    };
    stretch("content/film.mp4", 600);
    stretch("content/long.md", 9);
    fifo(&site.join("content/pipe.md"));
    let _socket = UnixListener::bind(site.join("content/socket.md")).unwrap();
    let broken = Path::new("content").join(OsStr::from_bytes(b"\xe4.md"));
    File::create(site.join(broken)).unwrap();
    symlink("nowhere.md", site.join("content/dangling.md")).unwrap();

    let checked = read(&site).unwrap();
    assert_eq!(
        findings(&checked),
        [
            (Code::NotUtf8, "content/a.md"),
            (Code::NotUtf8, "content/b.md"),
            (Code::FileTooLarge, "content/big.yaml"),
            (Code::UnreadableFile, "content/dangling.md"),
            (Code::FileTooLarge, "content/film.mp4"),
            (Code::FileTooLarge, "content/long.md"),
            (Code::SpecialFile, "content/pipe.md"),
            (Code::SpecialFile, "content/socket.md"),
            (Code::FileNameNotUtf8, "content/\u{fffd}.md"),
        ]
    );
    assert_eq!(checked.findings[0].span.range, 2..3);
    assert_eq!(checked.findings[0].arguments, [("offset".into(), "2".to_owned())]);
    assert_eq!(checked.findings[1].hints[0].key, "file-is-utf-16");
    let text = |path| checked.value.text(&SourcePath::new(path)).unwrap().to_string();
    assert_eq!(text("content/a.md"), "Gr??e");
    assert_eq!(text("content/bom.md"), "\u{feff}---\r\n");
}

#[test]
fn follows_links_inside_the_project_only() {
    let folder = scratch("links");
    let site = folder.join("site");
    put(
        &folder,
        &[
            ("site/content/a.md", b"a"),
            ("site/shared/b.md", b"b"),
            ("site/.env", b"key"),
            ("site/content/_private/p.md", b"p"),
            ("outside/secret.md", b"secret"),
            ("site/shared/deep/c.md", b"c"),
        ],
    );
    let content = site.join("content");
    symlink("../shared", content.join("shared")).unwrap();
    symlink(site.join("shared/b.md"), content.join("absolute.md")).unwrap();
    symlink("/etc/passwd", content.join("passwd.md")).unwrap();
    symlink("/dev/zero", content.join("zero.md")).unwrap();
    symlink("../../outside", content.join("outside")).unwrap();
    symlink("../../outside/secret.md", site.join("shared/leak.md")).unwrap();
    symlink("../.env", content.join("env.txt")).unwrap();
    symlink("_private", content.join("public")).unwrap();
    symlink("..", content.join("around")).unwrap();
    symlink(".", content.join("self")).unwrap();
    symlink("one.md", content.join("two.md")).unwrap();
    symlink("two.md", content.join("one.md")).unwrap();

    let checked = read(&site).unwrap();
    assert_eq!(
        names(&checked),
        [
            "content/a.md",
            "content/absolute.md",
            "content/shared/b.md",
            "content/shared/deep/c.md",
        ]
    );
    assert_eq!(
        findings(&checked),
        [
            (Code::SymlinkLoop, "content/around"),
            (Code::SymlinkLoop, "content/one.md"),
            (Code::SymlinkOutside, "content/outside"),
            (Code::SymlinkOutside, "content/passwd.md"),
            (Code::SymlinkLoop, "content/self"),
            (Code::SymlinkOutside, "content/shared/leak.md"),
            (Code::SymlinkLoop, "content/two.md"),
            (Code::SymlinkOutside, "content/zero.md"),
        ]
    );
}

#[test]
fn the_content_folder_may_not_lie_outside() {
    let folder = scratch("parent-link");
    put(&folder, &[("outside/secret.md", b"x"), ("site/inhalt/a.md", b"a")]);
    symlink("../outside", folder.join("site/content")).unwrap();
    let checked = read(&folder.join("site")).unwrap();
    assert_eq!(findings(&checked), [(Code::SymlinkOutside, "content")]);
    assert_eq!(names(&checked), [] as [&str; 0]);

    fs::remove_file(folder.join("site/content")).unwrap();
    symlink("inhalt", folder.join("site/content")).unwrap();
    let checked = read(&folder.join("site")).unwrap();
    assert_eq!((names(&checked), findings(&checked)), (vec!["content/a.md"], vec![]));
}

#[test]
fn links_that_multiply_come_to_an_end() {
    let site = scratch("bomb");
    put(&site, &[("content/a.md", b"a")]);
    let level = |n: usize| site.join(format!("content/l{n:02}"));
    for n in 0..30 {
        fs::create_dir(level(n)).unwrap();
        for link in ["x", "y"] {
            symlink(format!("../l{:02}", n + 1), level(n).join(link)).unwrap();
        }
    }
    fs::create_dir(level(30)).unwrap();
    put(&level(30), &[("end.md", b"end")]);
    let checked = read(&site).unwrap();
    assert!(checked.value.files.len() < 1000);
    assert!(checked.findings.iter().all(|finding| finding.code == Code::SymlinkLoop));
}

#[test]
fn a_link_swapped_in_while_reading_never_shows_its_target() {
    let folder = scratch("swapped");
    let site = folder.join("site");
    let (content, stop) = (site.join("content/d"), folder.join("stop"));
    put(&folder, &[("site/content/d/a.md", b"ours"), ("secret/a.md", b"secret")]);
    symlink("../../secret", site.join("link")).unwrap();
    let swapper = std::thread::spawn({
        let (link, stop) = (site.join("link"), stop.clone());
        let flags = rustix::fs::RenameFlags::EXCHANGE;
        move || {
            while !stop.exists() {
                let here = rustix::fs::CWD;
                rustix::fs::renameat_with(here, &link, here, &content, flags).unwrap();
            }
        }
    });
    for _ in 0..300 {
        let checked = read(&site).unwrap();
        for file in checked.value.files.values() {
            let SourceFile::Text(text) = file else { panic!("an asset") };
            assert_eq!(&**text, "ours");
        }
    }
    put(&folder, &[("stop", b"")]);
    swapper.join().unwrap();
}

#[test]
fn names_that_other_systems_confuse_are_findings() {
    let site = scratch("names");
    put(
        &site,
        &[
            ("content/u\u{308}ber.md", b"decomposed"),
            ("content/\u{fc}ber.md", b"composed"),
            ("content/Plan.md", b"1"),
            ("content/plan.md", b"2"),
            ("content/A\u{308}.md", b"nfd"),
        ],
    );
    let checked = read(&site).unwrap();
    assert_eq!(names(&checked), ["content/Plan.md", "content/Ä.md", "content/über.md"]);
    assert_eq!(
        findings(&checked),
        [
            (Code::AmbiguousFileName, "content/plan.md"),
            (Code::AmbiguousFileName, "content/über.md"),
        ]
    );
    let related = checked.findings[0].related.as_ref().unwrap();
    assert_eq!(related.file.as_str(), "content/Plan.md");
}

#[test]
fn a_folder_without_content_is_no_site() {
    let folder = scratch("no-site");
    let failure = read(&folder).unwrap_err();
    assert!(matches!(failure, ReadFailure::NoContent { .. }), "{failure}");
    assert_eq!(failure.key(), "read-no-content");
    let failure = read(&folder.join("nowhere")).unwrap_err();
    assert!(matches!(failure, ReadFailure::Unreadable { .. }), "{failure}");
}

#[test]
fn deep_folders_and_long_names_are_read() {
    let site = scratch("deep");
    let deep = format!("content/{}a.md", "d/".repeat(200));
    let long = format!("content/{}.md", "n".repeat(252));
    put(&site, &[(&deep, b"deep"), (&long, b"long")]);
    assert_eq!(read(&site).unwrap().value.files.len(), 2);
}
