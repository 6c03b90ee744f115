//! Packs into the binary what the program brings along.
#![expect(clippy::disallowed_methods, reason = "a build script is a rim of its own")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    pack_model(Path::new(&out))
}

/// The built-in model, with line ends that do not depend on the checkout.
fn pack_model(out: &Path) -> Result<(), Box<dyn Error>> {
    const MODEL: &str = "src/model/model.yaml";
    println!("cargo:rerun-if-changed={MODEL}");
    let text = fs::read_to_string(MODEL)?;
    fs::write(out.join("model.yaml"), text.replace("\r\n", "\n"))?;
    Ok(())
}
