//! The system says no, or is set up strangely: umask, limits, full disks, mount points.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use werkstatt::output::{MANIFEST, Method};

use crate::disk::worker::{Order, build};
use crate::disk::{self, identity, names, options, project, put, scratch, tree};

/// Both ways to bring a new site to its place.
const METHODS: [Method; 2] = [Method::Automatic, Method::Journal];

#[test]
fn the_umask_does_not_matter() {
    for method in METHODS {
        let folder = project(&format!("umask-{method:?}"));
        let order = Order { folder: &folder, generation: 0, method };
        order.run("umask 077");
        let mode =
            |path: &str| fs::metadata(folder.join("public").join(path)).unwrap().mode();
        assert_eq!(["", "p", "p/0"].map(|path| mode(path) & 0o7777), [0o755; 3]);
        let files = ["p/0/index.html", "same/0.css", MANIFEST];
        assert_eq!(files.map(|path| mode(path) & 0o7777), [0o644; 3]);
    }
}

#[test]
fn limits_end_in_one_clear_error() {
    for method in METHODS {
        let folder = project(&format!("limits-{method:?}"));
        let order = |generation| Order { folder: &folder, generation, method };
        // Files of at most one block, so that `same/10.css` does not fit.
        let said = order(0).run("ulimit -f 1");
        assert_eq!(said, "output-file-too-large");
        assert_eq!(names(&folder), ["site"]);
        build(&order(0), &options(method), &mut |_| {}).unwrap();
        let before = tree(&folder);
        let said = order(1).run("ulimit -f 1");
        assert_eq!(said, "output-file-too-large");
        assert_eq!(tree(&folder), before);
        // Few open files are enough; with far too few nothing breaks.
        let tight = order(1).run("ulimit -n 9");
        assert!(["output-too-many-open-files", "Exchange", "Journal"].contains(&&*tight));
        if tight == "output-too-many-open-files" {
            assert_eq!(tree(&folder), before);
        }
        assert_eq!(
            order(2).run("ulimit -n 32"),
            match method {
                Method::Automatic => "Exchange",
                Method::Journal => "Journal",
            }
        );
    }
}

/// A shell line that mounts a small file system at `$out`, or nothing where that is not allowed: in a
/// name space of its own, so that nobody else sees it.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn mount(folder: &Path) -> Option<String> {
    let probe = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "none", folder.to_str()?])
        .output();
    if probe.is_ok_and(|probe| probe.status.success()) {
        return Some(format!("out='{}/public'\nmkdir -p \"$out\"", folder.display()));
    }
    eprintln!("skipped: no name spaces here");
    None
}

/// Lines that run a worker in a name space whose `public` is a mount point of a size.
fn mounted(order: &Order<'_>, prepare: &str, size: &str, script: &str) -> String {
    let worker = "\"$0\" disk::worker::works --exact --nocapture";
    let inner = format!(
        "{prepare}\nmount -t tmpfs -o size={size} none \"$out\"\nwork() {{ {worker}; }}\n{script}"
    );
    let output = order
        .command("")
        .env("WERKSTATT_TEST_SCRIPT", inner)
        .get_envs()
        .fold(Command::new("unshare"), |mut command, (key, value)| {
            if let Some(value) = value {
                command.env(key, value);
            }
            command
        })
        .args(["-rm", "sh", "-c", "eval \"$WERKSTATT_TEST_SCRIPT\""])
        .arg(std::env::current_exe().unwrap())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    format!("{}{errors}", String::from_utf8_lossy(&output.stdout))
}

#[test]
fn a_mount_point_is_written_from_a_journal() {
    let folder = project("mounted");
    let Some(prepare) = mount(&folder) else { return };
    let order = Order { folder: &folder, generation: 4, method: Method::Automatic };
    let script = "echo mine > \"$out/.gitignore\"; work; work; ls -A \"$out\"; \
                  cat \"$out/p/7/index.html\" \"$out/.gitignore\"";
    let said = mounted(&order, &prepare, "4m", script);
    assert!(said.contains("result: Journal"), "{said}");
    assert!(said.contains("result: Nothing"), "{said}");
    let end = format!("{MANIFEST}\nonly\np\nsame\ngeneration 4mine\n");
    assert!(said.contains(&end), "{said}");
    assert_eq!(names(&folder), ["public", "site"]);
    // A folder mounted onto itself lies on the same file system, and yet cannot be exchanged.
    let script = format!("umount \"$out\"; mount --bind \"$out\" \"$out\"\n{script}");
    let said = mounted(&order, &prepare, "4m", &script);
    assert!(said.contains("result: Journal"), "{said}");
    assert!(said.contains(&end), "{said}");
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let folder = project("full-disk");
    let Some(prepare) = mount(&folder) else { return };
    let order = Order { folder: &folder, generation: 1, method: Method::Automatic };
    let script = "echo old > \"$out/old\"; mkdir \"$out/disk\"; cd \"$out\"\n\
                  ls -A; WERKSTATT_TEST_FOLDER=\"$out/disk\"; mkdir -p disk/site/content disk/public\n\
                  export WERKSTATT_TEST_FOLDER; work; find disk | sort";
    let said = mounted(&order, &prepare, "100k", script);
    assert!(said.contains("result: output-disk-full"), "{said}");
    assert!(
        said.ends_with("disk\ndisk/public\ndisk/site\ndisk/site/content\n"),
        "{said}"
    );
}

#[test]
fn a_read_only_disk_is_said() {
    let folder = project("read-only");
    let Some(prepare) = mount(&folder) else { return };
    let order = Order { folder: &folder, generation: 1, method: Method::Automatic };
    let script = "mount -o remount,ro \"$out\"; work; ls -A \"$out\"";
    let said = mounted(&order, &prepare, "1m", script);
    assert!(said.contains("result: output-not-writable"), "{said}");
}

#[test]
fn a_mount_inside_the_output_stays() {
    let folder = project("inner-mount");
    let Some(prepare) = mount(&folder) else { return };
    put(&folder, &[("public/.gitignore", b"*")]);
    let order = Order { folder: &folder, generation: 1, method: Method::Automatic };
    let script = "umount \"$out\"; work; mkdir \"$out/media\"; \
                  mount -t tmpfs none \"$out/media\"; echo film > \"$out/media/film\"; \
                  WERKSTATT_TEST_GENERATION=2 work; cat \"$out/media/film\" \"$out/p/3/index.html\"";
    let said = mounted(&order, &prepare, "1m", script);
    assert!(said.contains("result: Exchange"), "{said}");
    assert!(said.contains("result: Journal"), "{said}");
    assert!(said.ends_with("film\ngeneration 2"), "{said}");
}

#[test]
fn a_mount_where_our_files_belong_is_an_error_in_time() {
    let folder = project("own-mount");
    let Some(prepare) = mount(&folder) else { return };
    let order = Order { folder: &folder, generation: 1, method: Method::Automatic };
    let script = "umount \"$out\"; work; mount --bind \"$out/p\" \"$out/p\"; \
                  WERKSTATT_TEST_GENERATION=2 work; cat \"$out/p/3/index.html\"";
    let said = mounted(&order, &prepare, "1m", script);
    assert!(said.contains("result: output-io"), "{said}");
    assert!(said.ends_with("generation 1"), "{said}");
    assert_eq!(names(&folder), ["public", "site"]);
}

/// A shell line that takes the rights of an administrator from a worker, or nothing where that is not
/// possible.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn powerless() -> Option<&'static str> {
    let lines = ["", "WRAP='setpriv --inh-caps=-all --bounding-set=-all'"];
    let folder = scratch("powerless");
    fs::set_permissions(&folder, Permissions::from_mode(0o000)).unwrap();
    let found = lines.into_iter().find(|line| {
        let script = format!("{line}; $WRAP true && ! $WRAP ls \"$0\"");
        let probe = Command::new("sh").args(["-c", &script]).arg(&folder).output();
        probe.is_ok_and(|probe| probe.status.success())
    });
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    if found.is_none() {
        eprintln!("skipped: whoever runs this may read everything");
    }
    found
}

#[test]
fn a_foreign_folder_that_nobody_may_read_stays() {
    let Some(powerless) = powerless() else { return };
    for method in METHODS {
        let folder = project(&format!("sealed-{method:?}"));
        let (out, secret) = (folder.join("public"), folder.join("public/a/secret"));
        let seal = |mode| fs::set_permissions(&secret, Permissions::from_mode(mode));
        let order = |generation| Order { folder: &folder, generation, method };
        build(&order(0), &options(method), &mut |_| {}).unwrap();
        put(&secret, &[("x/y", b"mine")]);
        let before = (identity(&secret), identity(&secret.join("x/y")));
        for generation in [1, 2] {
            seal(0o000).unwrap();
            assert_eq!(order(generation).run(powerless), "Journal");
            seal(0o755).unwrap();
            assert_eq!((identity(&secret), identity(&secret.join("x/y"))), before);
            let page = tree(&out).remove(Path::new("p/3/index.html")).unwrap();
            assert_eq!(page, format!("generation {generation}").into_bytes());
            assert_eq!(names(&folder), ["public", "site"]);
        }
        let swap = if method == Method::Automatic { "Exchange" } else { "Journal" };
        assert_eq!(order(3).run(powerless), swap);
        assert_eq!(identity(&secret.join("x/y")), before.1);
    }
}

#[test]
fn locked_folders_where_files_must_go_are_said_in_time() {
    let Some(powerless) = powerless() else { return };
    for method in METHODS {
        let folder = project(&format!("locked-{method:?}"));
        let pages = folder.join("public/p");
        let lock = |mode| fs::set_permissions(&pages, Permissions::from_mode(mode));
        let order = |generation| Order { folder: &folder, generation, method };
        let fails = |mode, key: &str| {
            let before = tree(&folder);
            lock(mode).unwrap();
            assert_eq!(order(1).run(powerless), key);
            lock(0o755).unwrap();
            assert_eq!(tree(&folder), before);
        };
        // Foreign, and in the way.
        disk::build(&folder, &options(method), &[("a.html", "1")]).unwrap();
        put(&pages, &[("mine", b"mine")]);
        fails(0o000, "output-foreign");
        fs::remove_dir_all(&pages).unwrap();
        // Ours.
        build(&order(0), &options(method), &mut |_| {}).unwrap();
        fails(0o000, "output-not-writable");
        if method == Method::Journal {
            fs::remove_dir_all(pages.join("3")).unwrap();
            fails(0o555, "output-not-writable");
        }
        order(1).run(powerless);
        assert_eq!(names(&folder), ["public", "site"]);
    }
}
