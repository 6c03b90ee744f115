//! Werkstatt turns a folder of Markdown records into a checked, linked site.
//!
//! The stages, in order: [`source`] reads the project's files; [`config`], [`model`] and [`theme`]
//! read what describes the site; [`record`] turns files into typed records; [`site`] links them;
//! [`view`] makes what a template sees; [`theme`] renders it; [`output`] writes it down.

pub mod address;
pub mod cache;
pub mod cli;
pub mod codec;
pub mod colour;
pub mod compile;
pub mod config;
pub mod date;
pub mod diag;
pub mod extras;
pub mod fingerprint;
pub mod glossary;
pub mod language;
pub mod markdown;
pub mod minify;
pub mod model;
pub mod output;
pub mod path;
pub mod picture;
pub mod project;
pub mod record;
pub mod report;
pub mod search;
pub mod serve;
pub mod signal;
pub mod site;
pub mod source;
pub mod theme;
pub mod view;
pub mod watch;
pub mod words;
pub mod yaml;
