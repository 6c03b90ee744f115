//! Sites that follow each other by chance: each is what a build from nothing gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use werkstatt::fingerprint::Fingerprint;
use werkstatt::output::{
    MANIFEST, Memo, Method, Options, OutputError, Summary, Swap, is_untouched, open,
};

use crate::disk::{identity, listing, options, project, put, settle, tree};
use crate::faults::Dice;

/// How many sites are built, one after the other.
const ROUNDS: usize = 300;

/// The names that paths are made of.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// The texts of files.
const TEXTS: [&str; 4] = ["", "1", "2", "longer"];

/// Files by their paths.
type Files = BTreeMap<String, &'static str>;

/// One change of a site: a file comes, changes or goes; what is in its way goes.
fn edit(files: &mut Files, dice: &mut Dice) {
    let depth = 1 + dice.below(3);
    let names: Vec<_> = (0..depth).map(|_| NAMES[dice.below(NAMES.len())]).collect();
    let path = names.join("/");
    if dice.below(3) == 0 {
        files.retain(|file, _| !is_below(file, &path));
        return;
    }
    files.retain(|file, _| !is_below(file, &path) && !is_below(&path, file));
    files.insert(path, TEXTS[dice.below(TEXTS.len())]);
}

/// Tells whether a path is another or lies below it.
fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Builds a site, with the files of which the bytes are not at hand where chance wants that.
fn build(
    folder: &Path,
    options: &Options,
    files: &Files,
    dice: &mut Dice,
) -> Result<(Summary, Memo), OutputError> {
    let (site, out) = (folder.join("site"), folder.join("public"));
    let staging = open(&site, &out, options, &mut |_| panic!("a rival"))?;
    for (path, text) in files {
        let fingerprint = Fingerprint::of(text.as_bytes());
        if dice.below(2) == 0 && staging.keep(path, fingerprint, text.len() as u64)? {
            continue;
        }
        staging.put(path, text.as_bytes())?;
    }
    staging.commit()
}

/// Does something to a kept site; nobody is to see that.
fn tamper(kept: &Path, dice: &mut Dice) {
    let paths: Vec<_> = tree(kept).into_keys().collect();
    let Some(path) = paths.get(dice.below(paths.len())) else { return };
    let path = kept.join(path);
    match dice.below(6) {
        0 => fs::remove_file(path).unwrap(),
        1 => put(path.parent().unwrap(), &[("x", b"x"), ("y/z", b"z")]),
        2 => fs::remove_dir_all(path.parent().unwrap()).unwrap(),
        3 => {
            fs::remove_file(&path).unwrap();
            put(&path, &[("a", b"1")]);
        }
        4 => {
            fs::remove_file(&path).unwrap();
            put(path.parent().unwrap(), &[("new", b"2")]);
            fs::rename(path.parent().unwrap().join("new"), path).unwrap();
        }
        _ => {
            let folder = path.parent().unwrap();
            fs::set_permissions(folder, Permissions::from_mode(0o700)).unwrap();
        }
    }
}

/// The project, and what was done to it.
struct Project {
    /// The folder with `site`, `public` and `cache`.
    folder: PathBuf,
    /// What is known of the output.
    memo: Option<Memo>,
    /// Files in the output that are not ours, with their identities.
    foreign: BTreeMap<PathBuf, (u64, i64, i64)>,
}

impl Project {
    /// Puts something foreign into the output, mostly where files of ours are.
    fn disturb(&mut self, dice: &mut Dice) {
        let out = self.folder.join("public");
        let folders: BTreeSet<_> = tree(&out)
            .keys()
            .filter_map(|path| Some(path.parent()?.to_owned()))
            .collect();
        let Some(place) = folders.iter().nth(dice.below(folders.len())) else { return };
        let path = place.join(["x", "y/z"][dice.below(2)]);
        if !out.join(&path).exists() {
            put(&out, &[(path.to_str().unwrap(), b"mine")]);
            self.foreign.insert(path.clone(), identity(&out.join(path)));
        }
    }

    /// Takes everything foreign away.
    fn calm(&mut self) {
        for path in std::mem::take(&mut self.foreign).into_keys() {
            let path = self.folder.join("public").join(path);
            fs::remove_file(&path).unwrap();
            // Folders that hold nothing else go too; those of our files do not.
            for folder in path.ancestors().skip(1) {
                if folder.ends_with("public") || fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
    }
}

#[test]
fn every_site_is_what_a_build_from_nothing_gives() {
    let folder = project("chance");
    let (out, kept) = (folder.join("public"), folder.join("cache/generation"));
    let mut project = Project { folder, memo: None, foreign: BTreeMap::new() };
    let mut dice = Dice(11);
    let mut files = Files::new();
    let mut reused = 0;
    for round in 0..ROUNDS {
        for _ in 0..=dice.below(3) {
            edit(&mut files, &mut dice);
        }
        match dice.below(8) {
            0 if kept.is_dir() => {
                tamper(&kept, &mut dice);
                // Without its list it would stay there, as nobody knows whose it is.
                if kept.is_dir() && !kept.join(MANIFEST).is_file() {
                    fs::remove_dir_all(&kept).unwrap();
                }
            }
            1 => project.memo = None,
            2 | 3 if out.is_dir() => project.disturb(&mut dice),
            4 => project.calm(),
            5 | 6 => settle(&project.folder),
            _ => {}
        }
        let options = Options {
            memo: project.memo.clone(),
            generation: Some(kept.clone()),
            ..options(Method::Automatic)
        };
        let (folder, before) = (project.folder.clone(), listing_if(&out));
        let kept_before = fs::metadata(&kept).map(|found| found.ino()).ok();
        let mut built = build(&folder, &options, &files, &mut dice);
        if let Err(OutputError::Foreign { .. }) = &built {
            assert_eq!(listing_if(&out), before, "{round}");
            project.calm();
            built = build(&folder, &options, &files, &mut dice);
        }
        let (summary, memo) = built.unwrap();
        assert!(is_untouched(&memo, &out), "{round}");
        project.memo = Some(memo);
        reused += usize::from(kept_before == Some(identity(&out).0));
        for (path, identity) in &project.foreign {
            assert_eq!(crate::disk::identity(&out.join(path)), *identity, "{round}");
        }
        compare(&project, &files, round);
        if summary.swap == Swap::Exchange && kept.is_dir() {
            let names = tree(&kept).into_keys();
            let strange = |path: &PathBuf| path.ends_with("x") || path.ends_with("z");
            assert_eq!(names.filter(strange).count(), 0, "{round}");
        }
    }
    assert!(reused > ROUNDS / 10, "{reused}");
}

/// Everything below a folder, if it is there.
fn listing_if(folder: &Path) -> Option<BTreeMap<PathBuf, (u32, Vec<u8>)>> {
    folder.is_dir().then(|| listing(folder))
}

/// Compares the output with that of a build from nothing, with the same foreign files in it.
fn compare(project: &Project, files: &Files, round: usize) {
    let fresh = crate::disk::project("chance-fresh");
    let plain = options(Method::Automatic);
    build(&fresh, &plain, files, &mut Dice(1)).unwrap();
    let (mut wanted, mut found) =
        (listing(&fresh.join("public")), listing(&project.folder.join("public")));
    for path in project.foreign.keys() {
        found.remove(path);
        for folder in path.ancestors().skip(1) {
            if !found.keys().any(|other| other != folder && other.starts_with(folder)) {
                found.remove(folder);
                wanted.remove(folder);
            }
        }
    }
    assert!(found == wanted, "{round}: {found:?} {wanted:?}");
}
