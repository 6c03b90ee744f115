//! The closed list of what can be found.
//!
//! The id is what people see and what `werkstatt explain` takes. Its sentence, its advice and its
//! explanation stand in `src/report/messages/`; a test holds that every code has them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diag::Severity;

/// Makes the enumeration, the ids and the weights from one table.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal $severity:ident,)+) => {
        /// What kind of finding something is.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The id that people see, such as `unknown-field`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// The weight that findings of this code have by themselves.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    // Files. Arguments: none unless named.
    /// The content of a text file is not UTF-8. Arguments: `offset` (byte, from 0).
    NotUtf8 = "not-utf8" Error,
    /// A file name is not UTF-8. Arguments: `name` (with replacement characters).
    FileNameNotUtf8 = "file-name-not-utf8" Error,
    /// No slug can come from a file name. Arguments: `name`.
    FileNameWithoutSlug = "file-name-without-slug" Error,
    /// A FIFO, device or socket where a file is expected.
    SpecialFile = "special-file" Error,
    /// A symbolic link that leads out of the project.
    SymlinkOutside = "symlink-outside" Error,
    /// Symbolic links that lead in a circle.
    SymlinkLoop = "symlink-loop" Error,
    /// A file is larger than its type may be. Arguments: `size`, `limit` (MiB).
    FileTooLarge = "file-too-large" Error,
    /// A file cannot be read. Arguments: `reason`.
    UnreadableFile = "unreadable-file" Error,
    /// Two files whose names differ only in case or in composition. Arguments: `other`.
    AmbiguousFileName = "ambiguous-file-name" Error,

    // YAML.
    /// The YAML cannot be read. Arguments: `reason`.
    YamlSyntax = "yaml-syntax" Error,
    /// An anchor, alias, merge key or tag. Arguments: `what`.
    YamlReference = "yaml-reference" Error,
    /// A key stands twice in one mapping. Arguments: `key`. Related: the first.
    DuplicateKey = "duplicate-key" Error,
    /// More levels, nodes or bytes than YAML may have here. Arguments: `what`, `limit`.
    YamlTooLarge = "yaml-too-large" Error,
    /// A mapping (`key: value`) was expected.
    NotAMapping = "not-a-mapping" Error,
    /// A record does not start with `---`.
    FrontMatterMissing = "front-matter-missing" Error,
    /// The second `---` is missing.
    FrontMatterUnclosed = "front-matter-unclosed" Error,

    // Fields.
    /// A field that the kind does not have. Arguments: `field`, `kind`.
    UnknownField = "unknown-field" Error,
    /// A required field is missing or empty. Arguments: `field`, `label`, `kind`, `what` (words for
    /// which of both).
    MissingField = "missing-field" Error,
    /// A value of another type. Arguments: `field`, `label`, `expected`, `value`.
    WrongType = "wrong-type" Error,
    /// A text without quotes that ends at ` #`, since YAML takes the rest for a comment. Arguments:
    /// `field`, `label`.
    CutText = "cut-text" Error,
    /// A value that is not among the choices. Arguments: `field`, `label`, `value`.
    UnknownChoice = "unknown-choice" Error,
    /// A date that the calendar does not have. Arguments: `field`, `label`, `value`.
    ImpossibleDate = "impossible-date" Error,
    /// The end lies before the start. Arguments: `start`, `end`.
    ReversedRange = "reversed-range" Error,
    /// A number outside its range. Arguments: `field`, `label`, `value`, `expected` (words
    /// of the range), `low`, `high`.
    OutOfRange = "out-of-range" Error,
    /// Something that is no address. Arguments: `field`, `label`, `value`.
    InvalidUrl = "invalid-url" Error,
    /// A scheme that is not allowed. Arguments: `scheme`.
    ForbiddenScheme = "forbidden-scheme" Error,
    /// Fewer or more entries than allowed. Arguments: `field`, `label`, `count`,
    /// `expected` (words of the range), `low`, `high`.
    WrongCount = "wrong-count" Error,
    /// `kind:` names no kind. Arguments: `kind`.
    UnknownKind = "unknown-kind" Error,
    /// Two records of a kind with one id. Arguments: `id`, `kind`, `other`. Related: the other.
    DuplicateId = "duplicate-id" Error,
    /// Top-level state or progress against the last entry of the history. Arguments: `field`,
    /// `label`, `value`, `latest`.
    HistoryDisagrees = "history-disagrees" Error,
    /// A progress without a dated entry of the history that says it, or without a source. Arguments: `field`,
    /// `label`, `value`, `what` (words for what is missing).
    ProgressWithoutSource = "progress-without-source" Error,
    /// An entry of a history that the last tag of the repository had is gone. Arguments: `entry`, `tag`.
    HistoryRewritten = "history-rewritten" Error,
    /// `x.fr.md` although the site has no `fr`. Arguments: `language`.
    UndeclaredLanguage = "undeclared-language" Warning,
    /// A translation sets what belongs to the original. Arguments: `field`, `label`.
    UntranslatableField = "untranslatable-field" Error,

    // The model.
    /// Something in `model.yaml` that cannot work. Arguments: `reason`, `value`, perhaps `type`.
    InvalidModel = "invalid-model" Error,

    // Markdown.
    /// Raw HTML where the site does not allow it. Arguments: `html`.
    RawHtml = "raw-html" Error,
    /// Deeper nesting than allowed. Arguments: `limit`.
    MarkdownTooDeep = "markdown-too-deep" Error,
    /// More output than one page may have. Arguments: `limit` (MiB).
    MarkdownTooLarge = "markdown-too-large" Error,
    /// A fenced block calls a component that nobody knows. Arguments: `component`.
    UnknownComponent = "unknown-component" Error,
    /// A component is called where none can stand: in a list, a quotation, a field. Arguments: `component`.
    MisplacedComponent = "misplaced-component" Error,
    /// A code block in a language that no grammar knows. Arguments: `language`.
    UnknownCodeLanguage = "unknown-code-language" Warning,
    /// A code block beyond the limits of highlighting. Arguments: `limit`.
    CodeTooLarge = "code-too-large" Note,
    /// A footnote without text. Arguments: `name`.
    UndefinedFootnote = "undefined-footnote" Error,
    /// Two elements of a page with one id. Arguments: `anchor`.
    DuplicateAnchor = "duplicate-anchor" Error,
    /// An id with two hyphens, which stand in the program's own ids alone. Arguments: `anchor`.
    ReservedAnchor = "reserved-anchor" Error,
    /// An image without alternative text. Arguments: `image`.
    MissingAlt = "missing-alt" Error,
    /// An image that readers would load from somebody else. Arguments: `address`.
    ExternalImage = "external-image" Error,
    /// A link to another site without a text. Arguments: `target`.
    EmptyLink = "empty-link" Error,
    /// A heading without text, or with an image alone.
    EmptyHeading = "empty-heading" Warning,
    /// A footnote that nothing refers to, or a second one of a name. Arguments: `name`, `reason`.
    UnusedFootnote = "unused-footnote" Warning,

    // References.
    /// A target that does not exist. Arguments: `target`.
    UnknownTarget = "unknown-target" Error,
    /// An id that several records have. Arguments: `target`.
    AmbiguousTarget = "ambiguous-target" Error,
    /// An anchor that the target does not have. Arguments: `anchor`, `page` (its title; empty for the
    /// page itself).
    UnknownAnchor = "unknown-anchor" Error,
    /// A target of a kind that the field does not take. Arguments: `target`, `kind`, `expected`.
    WrongKind = "wrong-kind" Error,
    /// A target in a state that the field does not take. Arguments: `target`, `what`
    /// (words for the state), `state`, `expected`.
    WrongState = "wrong-state" Error,
    /// A link to what is not published (draft, planned, unapproved, aggregated). Arguments: `target`.
    UnpublishedTarget = "unpublished-target" Error,
    /// A link to a person who may not be named.
    WithheldLink = "withheld-link" Error,
    /// The name of a person who may not be named.
    WithheldName = "withheld-name" Error,
    /// A file that something names, or that a site needs, does not exist. Arguments: `target`.
    MissingFile = "missing-file" Error,

    // The site.
    /// A record lacks what the settings demand. Arguments: `title`, `what` (words for it), `months` (for news).
    CoverageGap = "coverage-gap" Warning,
    /// A dossier has no record in it. Arguments: `title`.
    EmptyDossier = "empty-dossier" Warning,
    /// Two sources of one address. Arguments: `address`, `what` (words for the other source), `other`.
    /// Related: the other source.
    AddressCollision = "address-collision" Error,
    /// A path that cannot be an address. Arguments: `path`, `reason`.
    UnsafePath = "unsafe-path" Error,
    /// The clone has no history, so no date of last change is shown.
    ShallowClone = "shallow-clone" Warning,

    // Themes.
    /// A colour of `site.yaml` that cannot be read on a background. Arguments: `name`, `colour`, `ground`,
    /// `whole` and `tenths` (of the contrast), `what` (words for what is needed).
    LowContrast = "low-contrast" Error,
    /// A theme that does not exist. Arguments: `theme`.
    UnknownTheme = "unknown-theme" Error,
    /// A theme that extends itself. Arguments: `chain`.
    ThemeCycle = "theme-cycle" Error,
    /// `theme.yaml` gives a theme another name than its folder has. Arguments: `name`, `folder`.
    ThemeName = "theme-name" Warning,
    /// A template that cannot be read or rendered. Arguments: `reason`, `page` (may be empty).
    TemplateError = "template-error" Error,
    /// A style sheet that cannot be read. Arguments: `reason`.
    StyleError = "style-error" Error,
    /// A template or style sheet has what browsers leave out, as the pages' own policy has it. Arguments:
    /// `what` (words for it), `name` (the attribute, element or address).
    BlockedByPolicy = "blocked-by-policy" Warning,
    /// A string of the interface that a language does not have. Arguments: `language`, `what` (words for
    /// one string or all of them), `key`.
    MissingString = "missing-string" Warning,
    /// A template asks for a string that no language has. Arguments: `key`.
    UnknownString = "unknown-string" Error,
    /// A template asks for a string and does not fill its placeholder. Arguments: `key`, `name`.
    MissingPlaceholder = "missing-placeholder" Error,
    /// A search does not find what `content/search-tests.yaml` expects. Arguments: `query`, `target`, `what`
    /// (words for the place that was expected).
    SearchTest = "search-test" Warning,
    /// A page that `output.minify: full` left as it was. Arguments: `page`, `reason`.
    NotMinified = "not-minified" Note,
}

impl Code {
    /// The code of an id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id() == id)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
