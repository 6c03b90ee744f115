//! The colours that a site sets: what they replace in the theme, and whether they can be read.
//!
//! A theme names its colours as custom properties of `:root`, with others for dark backgrounds in
//! `@media (prefers-color-scheme: dark)`. `--paper` and `--surface` are backgrounds, `--line` is decoration;
//! all others are colours of text, but for `--focus`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use crate::colour::Colour;
use crate::config::{self, ColourSetting};
use crate::diag::{Code, Diagnostic, Span};
use crate::path::SourcePath;

/// The names of backgrounds.
const GROUNDS: [&str; 2] = ["paper", "surface"];

/// The names of what nobody has to see.
const DECORATION: [&str; 1] = ["line"];

/// The name of the colour around what has the focus.
const FOCUS: &str = "focus";

/// The contrast that text needs (WCAG 2.2, 1.4.3).
const OF_TEXT: f64 = 4.5;

/// The contrast that the sign of the focus needs (WCAG 2.2, 1.4.11).
const OF_SIGNS: f64 = 3.0;

/// Colours by their names.
type Colours = BTreeMap<String, Colour>;

/// A place in `site.yaml`.
type Place = Range<usize>;

/// The colours of a theme.
#[derive(Debug, Default, PartialEq, Eq)]
struct Palette {
    /// Those on light backgrounds.
    light: Colours,
    /// Those that are others on dark backgrounds.
    dark: Colours,
}

/// The rules that set the colours of a site, for the end of a style sheet; `sheets` are the texts of what
/// is in it. Reports colours that the theme does not have, and those that cannot be read.
pub(super) fn rules<'a>(
    sheets: impl IntoIterator<Item = &'a str>,
    settings: &[ColourSetting],
    findings: &mut Vec<Diagnostic>,
) -> String {
    if settings.is_empty() {
        return String::new();
    }
    let mut palette = Palette::default();
    for sheet in sheets {
        palette.read(sheet);
    }
    let file = SourcePath::new(config::FILE);
    let known = |setting: &&ColourSetting| palette.light.contains_key(&setting.name);
    for setting in settings.iter().filter(|setting| !known(setting)) {
        let names = palette.light.keys().map(String::as_str);
        let finding =
            Diagnostic::new(Code::UnknownField, Span::new(&file, setting.range.clone()))
                .with("field", &setting.name)
                .with("kind", "colours")
                .suggest(&setting.name, names.clone());
        findings.push(
            finding.hint_with(
                "choices",
                [("choices", names.collect::<Vec<_>>().join(", "))],
            ),
        );
    }
    let mut mode = Mode { colours: palette.light.clone(), places: BTreeMap::new() };
    for setting in settings.iter().filter(known) {
        mode.set(&setting.name, setting.light.as_ref());
    }
    findings.extend(mode.unreadable(&file));
    let mut rules = String::new();
    mode.write("@media screen", &mut rules);
    if palette.dark.is_empty() {
        return rules;
    }
    let mut colours = palette.light.clone();
    colours.extend(palette.dark.clone());
    let mut mode = Mode { colours, places: BTreeMap::new() };
    for setting in settings.iter().filter(known) {
        mode.set(&setting.name, setting.dark.as_ref());
    }
    for setting in settings.iter().filter(known).filter(|one| one.dark.is_none()) {
        mode.lighten(&setting.name, setting.light.as_ref());
    }
    findings.extend(mode.unreadable(&file));
    mode.write("@media screen and (prefers-color-scheme:dark)", &mut rules);
    rules
}

/// The colours on backgrounds of one sort.
struct Mode {
    /// All of them.
    colours: Colours,
    /// Those that the site sets, with their places.
    places: BTreeMap<String, Place>,
}

impl Mode {
    /// Sets a colour, if the site does.
    fn set(&mut self, name: &str, setting: Option<&(Colour, Place)>) {
        if let Some((colour, place)) = setting {
            self.colours.insert(name.to_owned(), *colour);
            self.places.insert(name.to_owned(), place.clone());
        }
    }

    /// Makes a colour for light backgrounds one for these, if it is not a background itself.
    fn lighten(&mut self, name: &str, setting: Option<&(Colour, Place)>) {
        let (Some((colour, place)), Some(needed)) = (setting, needed(name)) else {
            return;
        };
        if let Some(colour) = colour.readable(&self.grounds(), needed) {
            self.set(name, Some(&(colour, place.clone())));
        }
    }

    /// The backgrounds.
    fn grounds(&self) -> Vec<Colour> {
        GROUNDS.iter().filter_map(|ground| self.colours.get(*ground)).copied().collect()
    }

    /// The findings on colours that cannot be read; each for the background where it is worst.
    fn unreadable(&self, file: &SourcePath) -> Vec<Diagnostic> {
        let findings = self.colours.iter().filter_map(|(name, colour)| {
            let needed = needed(name)?;
            let pairs = GROUNDS.iter().filter_map(|ground| {
                let on = self.colours.get(*ground)?;
                let place = self.places.get(name).or_else(|| self.places.get(*ground))?;
                Some((colour.contrast(*on), *on, place))
            });
            let (contrast, on, place) =
                pairs.min_by(|left, right| left.0.total_cmp(&right.0))?;
            if contrast >= needed {
                return None;
            }
            let finding =
                Diagnostic::new(Code::LowContrast, Span::new(file, place.clone()))
                    .with("colour", colour.to_string())
                    .with("name", name)
                    .with("ground", on.to_string())
                    .with("whole", contrast.floor().to_string())
                    .with("tenths", (contrast.fract() * 10.0).floor().to_string())
                    .with(
                        "what",
                        if needed < OF_TEXT { "contrast-signs" } else { "contrast-text" },
                    );
            let better = colour.readable(&self.grounds(), needed);
            Some(match better.filter(|_| self.places.contains_key(name)) {
                Some(better) => {
                    finding.hint_with("contrast-better", [("colour", better.to_string())])
                }
                None => finding,
            })
        });
        findings.collect()
    }

    /// Writes the rules for what the site sets.
    fn write(&self, media: &str, rules: &mut String) {
        if self.places.is_empty() {
            return;
        }
        let colours = self.places.keys().filter_map(|name| {
            let colour = self.colours.get(name)?;
            Some(format!("--{name}:{colour}"))
        });
        let colours: Vec<String> = colours.collect();
        // Writing to a string cannot fail.
        let _written = write!(rules, "{media}{{:root{{{}}}}}", colours.join(";"));
    }
}

/// The contrast that a colour needs on the backgrounds; nothing where it needs none.
fn needed(name: &str) -> Option<f64> {
    if GROUNDS.contains(&name) || DECORATION.contains(&name) {
        return None;
    }
    Some(if name == FOCUS { OF_SIGNS } else { OF_TEXT })
}

impl Palette {
    /// Adds the colours that a style sheet sets on `:root`.
    fn read(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        // What the blocks around this place are called.
        let mut around: Vec<&str> = vec![];
        let mut rest = sheet.as_str();
        while let Some(at) = rest.find(['{', '}', ';']) {
            let (text, sign) = (rest[..at].trim(), rest.as_bytes()[at]);
            rest = &rest[at + 1..];
            if sign == b'{' {
                around.push(text);
                continue;
            }
            self.declare(text, &around);
            if sign == b'}' {
                around.pop();
            }
        }
    }

    /// Adds a colour that is declared within some blocks.
    fn declare(&mut self, declaration: &str, around: &[&str]) {
        let colours = match around {
            [":root"] => &mut self.light,
            [media, ":root"] if is_dark(media) => &mut self.dark,
            _ => return,
        };
        let Some((name, value)) = declaration.split_once(':') else { return };
        let name = name.trim().strip_prefix("--");
        if let (Some(name), Some(colour)) = (name, Colour::parse(value.trim())) {
            colours.insert(name.to_owned(), colour);
        }
    }
}

/// Tells whether a block is for dark backgrounds on screens.
fn is_dark(block: &str) -> bool {
    let plain: String = block.chars().filter(|c| !c.is_whitespace()).collect();
    plain.starts_with("@media")
        && plain.contains("(prefers-color-scheme:dark)")
        && !plain.contains("print")
        && !plain.contains("not")
}

/// A style sheet without its comments.
fn without_comments(sheet: &str) -> String {
    let mut plain = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some theme.
    const SHEET: &str = "/* --paper: #000000; */ :root { --paper: #fff; --surface: #f4f6f5;
        --line: #ddd; --accent: #0b5d4b; --focus: #b34700; --gap: 1rem }
        @media screen and (prefers-color-scheme: dark) { :root { --paper: #10161c; --accent: #6fd3b8 } }
        @media print { :root { --paper: #eee } } .a { --accent: #f00 }";

    /// A setting.
    fn setting(name: &str, light: Option<&str>, dark: Option<&str>) -> ColourSetting {
        let colour = |text: &str| Some((Colour::parse(text)?, 0..1));
        ColourSetting {
            name: name.to_owned(),
            range: 0..1,
            light: light.and_then(colour),
            dark: dark.and_then(colour),
        }
    }

    /// The rules for some settings, and the codes of findings.
    fn run(settings: &[ColourSetting]) -> (String, Vec<Code>) {
        let mut findings = vec![];
        let rules = rules([SHEET], settings, &mut findings);
        (rules, findings.iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn reads_what_a_theme_declares() {
        let mut palette = Palette::default();
        palette.read(SHEET);
        let names: Vec<&str> = palette.light.keys().map(String::as_str).collect();
        assert_eq!(names, ["accent", "focus", "line", "paper", "surface"]);
        assert_eq!(palette.light["paper"], Colour::WHITE);
        let names: Vec<&str> = palette.dark.keys().map(String::as_str).collect();
        assert_eq!(names, ["accent", "paper"]);
    }

    #[test]
    fn sets_colours_for_both_backgrounds() {
        assert_eq!(run(&[]), (String::new(), vec![]));
        let both = setting("accent", Some("#7a2230"), Some("#ffb38a"));
        let (rules, codes) = run(&[both]);
        assert_eq!(
            rules,
            "@media screen{:root{--accent:#7a2230}}\
             @media screen and (prefers-color-scheme:dark){:root{--accent:#ffb38a}}"
        );
        // The surface of this theme is light where the paper is dark: none can be read on both.
        assert_eq!(codes, [Code::LowContrast]);
        let dark_only = setting("line", None, Some("#123456"));
        let (rules, codes) = run(&[dark_only]);
        assert_eq!(
            rules,
            "@media screen and (prefers-color-scheme:dark){:root{--line:#123456}}"
        );
        assert_eq!(codes, []);
    }

    #[test]
    fn says_what_cannot_be_read_and_what_is_unknown() {
        let pale = setting("accent", Some("#77cc77"), None);
        assert_eq!(run(&[pale]).1, [Code::LowContrast]);
        let sign = setting("focus", Some("#77cc77"), None);
        assert_eq!(run(&[sign]).1, [Code::LowContrast]);
        assert_eq!(run(&[setting("akzent", Some("#000"), None)]).1, [Code::UnknownField]);
        let paper = setting("paper", Some("#555555"), None);
        assert_eq!(run(&[paper]).1, [Code::LowContrast, Code::LowContrast]);
    }
}
