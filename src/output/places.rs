//! How files are called in messages: by what people know, not by where the machine keeps them.

use std::path::{Path, PathBuf};

use crate::output::target::real;

/// The folders of a run, as they were given.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The site's folder.
    pub site: &'a Path,
    /// The output.
    pub out: &'a Path,
}

impl Places<'_> {
    /// The name of a file or folder: from the site's folder on where it lies below that, else from the
    /// output or the folder that it lies in, as they were given.
    pub(super) fn shown(&self, path: &Path) -> String {
        self.known(path).unwrap_or_else(|| path.to_owned()).display().to_string()
    }

    /// The name, where one of the folders holds the path.
    fn known(&self, path: &Path) -> Option<PathBuf> {
        let full = |path: &Path| real(path).unwrap_or_else(|_| path.to_owned());
        let (path, site, out) = (full(path), full(self.site), full(self.out));
        let below = |folder: &Path| {
            let rest = path.strip_prefix(folder).ok()?;
            (!rest.as_os_str().is_empty()).then(|| rest.to_owned())
        };
        if let Some(rest) = below(&site) {
            return Some(rest);
        }
        if path == out {
            return Some(self.out.to_owned());
        }
        if let Some(rest) = below(&out) {
            return Some(self.out.join(rest));
        }
        // Beside the output lies the folder that we work in.
        let parent = self.out.parent().filter(|_| self.out.file_name().is_some())?;
        Some(parent.join(below(out.parent()?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_files_by_what_people_know() {
        let shown = |site: &str, out: &str, path: &str| {
            Places { site: Path::new(site), out: Path::new(out) }.shown(Path::new(path))
        };
        assert_eq!(shown("/no/site", "/no/site/public", "/no/site/public/a"), "public/a");
        assert_eq!(shown("/no/site", "/no/out", "/no/out"), "/no/out");
        let here = std::path::absolute(".").expect("a working folder");
        let below = |path: &str| here.join(path).display().to_string();
        assert_eq!(shown(".", "./public", &below("public")), "public");
        assert_eq!(shown("no", "no/public", "no/public/x"), "public/x");
        assert_eq!(shown("no/site", "out", &below("out/a/b")), "out/a/b");
        assert_eq!(
            shown("no/site", "out", &below(".out.werkstatt/lock")),
            ".out.werkstatt/lock"
        );
        assert_eq!(shown("no/site", "no/out", &below("no/.out.x")), "no/.out.x");
        assert_eq!(shown("no/site", "no/site", &below("no/site")), "no/site");
        assert_eq!(shown("no/site", "/", "/"), "/");
        assert_eq!(shown("no/site", "out", "/elsewhere"), "/elsewhere");
    }
}
