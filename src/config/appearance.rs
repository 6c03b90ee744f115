//! What `site.yaml` says about looks: colours and the logo.

use std::ops::Range;

use crate::colour::Colour;
use crate::yaml::{Node, Settings};

/// What a site changes of the looks of its theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appearance {
    /// The colours, in their order.
    pub colours: Vec<ColourSetting>,
    /// The image beside the name of the site.
    pub logo: Option<FileSetting>,
    /// The same where the background is dark; without it, `logo`.
    pub dark_logo: Option<FileSetting>,
}

/// A colour of the theme that is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColourSetting {
    /// What the theme calls it: `accent` for its `--accent`.
    pub name: String,
    /// Where that stands in `site.yaml`.
    pub range: Range<usize>,
    /// The colour on a light background, and where it stands.
    pub light: Option<(Colour, Range<usize>)>,
    /// The colour on a dark background; where only the other is given, the theme makes it of that.
    pub dark: Option<(Colour, Range<usize>)>,
}

/// A file of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSetting {
    /// Its path below `content/`.
    pub path: String,
    /// Where that stands in `site.yaml`.
    pub range: Range<usize>,
}

/// The colours: each one for light backgrounds, or one for each.
pub(super) fn colours(settings: &mut Settings<'_>, node: &Node) -> Vec<ColourSetting> {
    let entries = settings.entries("colours", node);
    let colours = entries.iter().map(|entry| {
        let (name, range) = (entry.key.clone(), entry.key_range.clone());
        let mut setting = ColourSetting { name, range, light: None, dark: None };
        each_mode(settings, &entry.key, &entry.value, |settings, key, node, is_dark| {
            let place = if is_dark { &mut setting.dark } else { &mut setting.light };
            *place = colour(settings, key, node);
        });
        setting
    });
    colours.collect()
}

/// The logo, and that for dark backgrounds.
pub(super) fn logo(
    settings: &mut Settings<'_>,
    node: &Node,
    appearance: &mut Appearance,
) {
    each_mode(settings, "logo", node, |settings, key, node, is_dark| {
        let path = settings.text(key, node).filter(|path| !path.is_empty());
        let file = path.map(|path| FileSetting {
            path: path.trim_start_matches('/').to_owned(),
            range: node.range.clone(),
        });
        let place =
            if is_dark { &mut appearance.dark_logo } else { &mut appearance.logo };
        *place = file;
    });
}

/// Hands out a value, or its two values `light` and `dark`, with its key and whether it is for dark
/// backgrounds.
fn each_mode<'f>(
    settings: &mut Settings<'f>,
    key: &str,
    node: &Node,
    mut read: impl FnMut(&mut Settings<'f>, &str, &Node, bool),
) {
    if node.entries().is_none() {
        if node.is_null() {
            settings.cut_text(key, node);
        }
        return read(settings, key, node, false);
    }
    for entry in settings.entries(key, node) {
        match entry.key.as_str() {
            "light" => read(settings, "light", &entry.value, false),
            "dark" => read(settings, "dark", &entry.value, true),
            _ => settings.unknown_key(entry, key, &["light", "dark"]),
        }
    }
}

/// A colour and where it stands.
fn colour(
    settings: &mut Settings<'_>,
    key: &str,
    node: &Node,
) -> Option<(Colour, Range<usize>)> {
    let text = settings.text(key, node)?;
    let colour = Colour::parse(text);
    if colour.is_none() {
        settings.wrong_type(key, node, "colour");
    }
    Some((colour?, node.range.clone()))
}
