//! The preview's web server: answers from memory, and tells browsers what has changed.
//!
//! It knows nothing of files, of watching or of building. Whoever calls it hands over a [`Content`],
//! which is asked for every address, and says with [`Server::changed`] that there is something new.
//! No address is ever resolved on a disk, nothing is written, and nothing but `GET` and `HEAD` of
//! pages that belong to this server is answered (see `guard` and `target`).
//!
//! A request goes through `connection` (its head, within limits), `reply` (who may ask for what, and
//! the headers), then through [`Content`]; `events` is the stream over which browsers hear of changes.

mod body;
mod connection;
mod events;
mod guard;
mod listen;
mod page;
mod range;
mod reply;
mod target;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;

use serde::Serialize;
use tokio::sync::oneshot;

use crate::diag::Severity;
use events::Hub;

/// What is served at a moment; asked from several threads.
pub trait Content: Send + Sync {
    /// What stands at an address: a path that starts with `/`, without query, its escapes read.
    fn answer(&self, path: &str) -> Answer;

    /// The version that [`Self::answer`] speaks of, and what was found while it was made.
    ///
    /// The version grows with every exchange, at the latest together with the new answers and before
    /// [`Server::changed`] is called.
    fn state(&self) -> Arc<State>;
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A page; the client of the preview is put into it.
    Page {
        /// The page as it would be published.
        html: Arc<str>,
        /// What its badge says.
        marks: Vec<Mark>,
    },
    /// A file as it is; its media type comes from the ending of the address.
    File(Arc<[u8]>),
    /// An old address.
    Redirect(String),
    /// There is nothing to show yet: the site is still being made, or a template has failed from the
    /// start. What was found says why.
    NotYet,
    /// Nothing stands there.
    NotFound {
        /// The address that may have been meant, as it stands in `href`.
        meant: Option<String>,
        /// The page that says so; empty if there is none yet, then the server has one of its own.
        html: Arc<str>,
    },
}

/// Something that the badge of a page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Mark {
    /// The page is a draft.
    Draft,
    /// The page will be published later.
    Planned {
        /// The day: `2030-01-31`.
        on: String,
    },
    /// The page shows a text in another language than its own.
    Fallback {
        /// The language of the text.
        language: String,
    },
    /// How many findings the record of the page has: of those that are told, which may be newer than the
    /// page.
    Findings {
        /// The files of the record, as the places of findings name them.
        files: Vec<String>,
    },
}

/// The state of the site that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Grows with every change of what is served.
    pub version: u64,
    /// The language of the findings: `de` or `en`. The overlay speaks it as well.
    pub language: String,
    /// What was found in the sources, as they are now.
    pub findings: Vec<Finding>,
}

/// A finding in words, as the overlay shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// Its code.
    pub code: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where: `file:line:column`, or the file alone.
    pub place: String,
    /// The lines of the file with a caret, plain text; may be empty.
    pub excerpt: String,
    /// What can be done.
    pub hints: Vec<String>,
}

/// Something that browsers should hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Pages or anything that they show; with the addresses, as they stand in `href`, at which another
    /// file is now. Nothing where that is not known.
    Pages(Option<Vec<String>>),
    /// Style sheets alone.
    Sheets(Vec<Sheet>),
    /// The findings alone; what is served is as before.
    Findings,
}

/// A style sheet that was changed and has another address since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Its address until now, as it stands in `href`.
    pub old: String,
    /// Its address from now on.
    pub new: String,
}

/// Where to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The address of this machine. For `127.0.0.1`, `::1` is served as well, where there is one.
    pub host: IpAddr,
    /// The port; the next free one is taken if it is not free. `0` lets the system choose.
    pub port: u16,
}

/// Why a server cannot start.
#[derive(Debug)]
pub struct StartError {
    /// The address that was asked for.
    pub address: SocketAddr,
    /// What the machine says.
    pub error: io::Error,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on {}: {}", self.address, self.error)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// A running server; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    address: SocketAddr,
    /// What browsers hear of.
    hub: Arc<Hub>,
    /// Ends the thread when it is dropped.
    running: Option<oneshot::Sender<()>>,
    /// Where the sockets are waited for.
    thread: Option<JoinHandle<()>>,
}

/// Starts a server on a thread of its own.
pub fn start(options: Options, content: Arc<dyn Content>) -> Result<Server, StartError> {
    let asked = SocketAddr::new(options.host, options.port);
    let fail = |error| StartError { address: asked, error };
    let sockets = listen::bind(asked).map_err(fail)?;
    let address = sockets.address;
    let hub = Arc::new(Hub::new(content));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(RENDERERS)
        .build()
        .map_err(fail)?;
    let (running, stopped) = oneshot::channel();
    let listeners = {
        let _inside = runtime.enter();
        sockets.into_async().map_err(fail)?
    };
    let shared = Arc::clone(&hub);
    let serve = move || {
        runtime.block_on(connection::serve(listeners, shared, stopped));
        // Pages that are just being made are not waited for.
        runtime.shutdown_background();
    };
    let thread = std::thread::Builder::new()
        .name("preview".to_owned())
        .spawn(serve)
        .map_err(fail)?;
    Ok(Server { address, hub, running: Some(running), thread: Some(thread) })
}

/// How many threads ask the content at the same time.
const RENDERERS: usize = 4;

impl Server {
    /// Where it listens; the port tells whether it is the one that was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells all browsers of a change, those that sleep as soon as they wake up.
    pub fn changed(&self, change: Change) {
        self.hub.changed(change);
    }

    /// Closes all connections and ends.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has ended as well.
            let _ended = thread.join();
        }
    }
}
