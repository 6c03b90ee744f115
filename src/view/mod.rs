//! What a template sees: closed values, made for one page when it is asked for.
//!
//! A template gets `site` (`Chrome`), `page` (`PageView`), `t` (the strings of the interface) and
//! `assets` (the addresses of the theme's files) and can reach nothing else. So a page is the same
//! whenever these values are the same.

mod call;
mod chrome;
mod document;
mod dossier;
mod escape;
mod make;
mod overview;
mod page;
mod picture;
mod record;
mod search;
mod shared;

pub use call::{Argument, CallView, FileView, ImageView, QueryView, fill};
pub use chrome::{Chrome, ContactView, FooterLink, LogoView, NavigationEntry};
pub use document::document;
pub use dossier::{DossierPart, DossierView};
pub use make::{Views, own_name};
pub use overview::{
    Chosen, FacetLink, FacetLinks, OpenList, SitemapGroup, TagCount, TagGroup,
};
pub use page::{
    Alternate, Content, Figure, Group, GroupCount, Head, Home, HomeStep, Key, LinkView,
    PageView, Redirect, SectionView, StateShare, TalkCount, Titles,
};
pub use picture::{CellView, ColumnView, PartView, PictureView, RowView, TableView};
pub use record::{
    Entry, Fact, FactValue, Named, ParticipantsView, Place, RecordView, Relation,
    StateView, Step, TocEntry, Trace, TraceStage, Withheld,
};
pub use search::{
    FacetChoice, FacetView, PlaceIs, RegisterEntry, RegisterGroup, RegisterLetter,
    RegisterPlace, SearchFiles, SearchPage, SearchView,
};
pub use shared::{SHARED, Shared};
