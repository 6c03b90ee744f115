//! Smaller HTML and CSS that show the same.
//!
//! Three ways, none of which knows a site: [`template()`] takes superfluous white space out of a
//! template once, when it is loaded; [`html`] sends a whole page through minify-html and keeps the
//! result only if the same text can be seen; [`css()`] bundles and minifies a style sheet.
//!
//! Only this folder names lightningcss and minify-html.

mod constructs;
mod css;
mod elements;
mod page;
mod template;
#[cfg(test)]
mod tests;
mod text;

pub use constructs::{Construct, ConstructAt, constructs};
pub use css::{Bundle, StyleFault, Stylesheets, css};
pub use page::{NotMinified, html};
pub use template::{Collapsed, template, untouched};
pub use text::visible_text;
