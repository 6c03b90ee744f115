//! Names of things in the project and on the site: source paths, slugs, routes, anchors.
//!
//! Nothing here touches a disk. A value that exists is safe: no `..`, no empty segment, no
//! control character, no reserved name.

mod anchor;
mod route;
mod slug;
mod source;

pub use anchor::{Anchor, Anchors};
pub use route::{Route, UnsafePath, check_address, check_site_path, is_hidden};
pub use slug::{Slug, compatible, fold, is_mark, slug_of, slugify};
pub use source::SourcePath;
