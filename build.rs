//! Packs what the program brings along into the binary.

#![expect(clippy::disallowed_methods, reason = "a build script has no rim to keep to")]

use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    pack_model()?;
    embed("themes/werkstatt", "theme.rs")?;
    embed("src/search/client/dist", "search-client.rs")?;
    embed("starter/common", "starter-common.rs")?;
    embed("starter/de", "starter-de.rs")?;
    embed("starter/en", "starter-en.rs")?;
    identify()
}

/// Names the program by all that it is made of: what another one has cached means nothing to it.
fn identify() -> io::Result<()> {
    let mut files = ["Cargo.lock", "Cargo.toml", "build.rs"].map(PathBuf::from).to_vec();
    walk(Path::new("src"), &mut files)?;
    walk(Path::new("themes/werkstatt"), &mut files)?;
    files.sort();
    let mut hasher = std::hash::DefaultHasher::new();
    env::var_os("CARGO_FEATURE_FULL_MINIFY").hash(&mut hasher);
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        fs::read(&file)?.hash(&mut hasher);
        file.hash(&mut hasher);
    }
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rustc-env=WERKSTATT_IDENTITY={:016x}", hasher.finish());
    Ok(())
}

/// The built-in model, with line ends that do not depend on the checkout.
fn pack_model() -> io::Result<()> {
    const MODEL: &str = "src/model/model.yaml";
    println!("cargo::rerun-if-changed={MODEL}");
    let text = fs::read_to_string(MODEL)?;
    fs::write(output("model.yaml")?, text.replace("\r\n", "\n"))
}

/// Writes a Rust file with the files below a folder of the package: a slice of their paths from that
/// folder, sorted, and their contents. A folder that is not there is an empty slice.
fn embed(folder: &str, name: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files = vec![];
    walk(Path::new(folder), &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let path = file.to_string_lossy().replace('\\', "/");
        let inner = path.trim_start_matches(folder).trim_start_matches('/');
        let place =
            format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/{path}"));
        writeln!(code, "    ({inner:?}, include_bytes!({place}).as_slice()),")
            .map_err(io::Error::other)?;
    }
    code.push_str("]\n");
    fs::write(output(name)?, code)
}

/// Where a file for the compiler goes.
fn output(name: &str) -> io::Result<PathBuf> {
    let folder = env::var("OUT_DIR").map_err(io::Error::other)?;
    Ok(Path::new(&folder).join(name))
}

/// Collects the files below a folder; dot files and editors' backups are left out.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
