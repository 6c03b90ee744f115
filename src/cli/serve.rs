//! `werkstatt serve`: the site as it is now, in the browser.
//!
//! One thread listens to the files, one to the keys, one serves; what is heard goes to the desk, which
//! has a thread as well. The first one waits for the wish to end, so that nobody waits for a look.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::cli::Exit;
use crate::cli::arguments::{Options, Serve};
use crate::cli::board::Board;
use crate::cli::build::{request, today};
use crate::cli::desk::{Desk, Event, Front, Today};
use crate::cli::environment::Environment;
use crate::cli::keys::Keys;
use crate::cli::terminal::{Terminal, say};
use crate::project::{Failure, Preview};
use crate::serve::{self, Content, Server, StartError};
use crate::signal;
use crate::source::reason_of;
use crate::watch::{self, StartFailure, Watcher};

/// How often files are looked at where the system cannot tell of changes.
const POLL: Duration = Duration::from_millis(500);

/// Serves the site until somebody ends it.
pub(super) fn run(
    asked: &Serve,
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let mut request = request(options, terminal, environment)?;
    let poll = asked.poll.then_some(POLL);
    let watching = watch::Options { site: request.site.clone(), poll };
    // Every change from here on is heard, so the site is read afterwards.
    let started = Watcher::start(&watching).map_err(|error| unwatched(&error))?;
    let (sender, heard) = channel();
    let board = Arc::new(Board::new(terminal.messages.language().to_string(), &sender));
    let listening = serve::Options { host: asked.host, port: asked.port };
    let server = serve::start(listening, Arc::clone(&board) as Arc<dyn Content>);
    let server = server.map_err(|error| unheard(&error))?;
    let url = format!("http://{}", place(asked.host, server.address().port()));
    greet(asked, &url, &server, started.notice.as_ref(), terminal);
    listen(started.watcher, &sender);
    request.base_url = Some(url.clone());
    let today: Today = {
        let (options, environment) = (options.clone(), environment.clone());
        Box::new(move || today(&options, &environment))
    };
    let search_path = environment.search_path.clone();
    let front = Front { board, server, url, search_path };
    let desk = Desk::new(Preview::new(request), front, terminal.clone(), today);
    let (wishes, wished) = channel();
    let keys = Keys::start(&wishes);
    if keys.is_some() && !terminal.quiet {
        say(&format!("{}\n", terminal.messages.text("cli.serve.keys")));
    }
    let ends = wishes.clone();
    signal::on_end(move || drop(ends.send(Wish::End)));
    let work = work(desk, asked.open, heard, Leaving(wishes));
    // The desk may be in the midst of a look: the end of the process is its end.
    let done = wait(&wished, &sender, work);
    drop(keys);
    done.map(|()| Exit::Good)
}

/// Something that the user or the system wants, or what comes to the same.
pub(super) enum Wish {
    /// A key was pressed.
    Key(char),
    /// The preview is to end.
    End,
    /// The desk was left: nothing more will come of it.
    Left,
}

/// Says that the desk was left, be it in panic.
struct Leaving(Sender<Wish>);

impl Drop for Leaving {
    fn drop(&mut self) {
        // Whoever does not wait any more has ended the preview.
        drop(self.0.send(Wish::Left));
    }
}

/// Sits somebody down at the desk.
fn work(
    mut desk: Desk,
    in_browser: bool,
    heard: Receiver<Event>,
    leaving: Leaving,
) -> JoinHandle<Result<(), Failure>> {
    thread::spawn(move || {
        let _leaving = leaving;
        desk.open(in_browser, &heard)
    })
}

/// Waits until somebody ends the preview, whatever the desk is at, or until the desk was left; hands
/// on what else is wished for.
fn wait(
    wished: &Receiver<Wish>,
    desk: &Sender<Event>,
    work: JoinHandle<Result<(), Failure>>,
) -> Result<(), Failure> {
    let hand_on = |event| drop(desk.send(event));
    loop {
        match wished.recv() {
            Ok(Wish::Key('o')) => hand_on(Event::Open),
            Ok(Wish::Key('r')) => hand_on(Event::Anew),
            Ok(Wish::End | Wish::Key('q')) => return Ok(()),
            Ok(Wish::Key(_)) => {}
            Ok(Wish::Left) | Err(RecvError) => {
                return work.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
        }
    }
}

/// Says where the preview is, and what there is to know about that.
fn greet(
    asked: &Serve,
    url: &str,
    server: &Server,
    notice: Option<&watch::Notice>,
    terminal: &Terminal,
) {
    let messages = &terminal.messages;
    let port = server.address().port().to_string();
    if let Some(notice) = notice {
        say(&format!("{}\n", messages.notice(notice.key, &notice.arguments)));
    }
    if asked.port != 0 && asked.port != server.address().port() {
        let taken = [("asked", &*asked.port.to_string()), ("port", &*port)];
        say(&format!("{}\n", messages.format("cli.serve.moved", &taken)));
    }
    if !asked.host.is_loopback() {
        say(&format!("{}\n", messages.text("cli.serve.open-to-all")));
    }
    say(&format!("{}\n", messages.format("cli.serve.at", &[("url", url)])));
}

/// The host and port of an address as browsers are told it.
fn place(host: IpAddr, port: u16) -> String {
    match host {
        host if host.is_loopback() || host.is_unspecified() => {
            format!("localhost:{port}")
        }
        IpAddr::V6(host) => format!("[{host}]:{port}"),
        IpAddr::V4(host) => format!("{host}:{port}"),
    }
}

/// Why the files cannot be watched.
fn unwatched(error: &StartFailure) -> Failure {
    let arguments = error.arguments().into_iter();
    arguments.fold(Failure::new(error.key()), |failure, (name, value)| {
        failure.with(name, value)
    })
}

/// Why nobody can reach the preview.
fn unheard(error: &StartError) -> Failure {
    let hint = match error.error.kind() {
        ErrorKind::AddrNotAvailable => "serve-own-address",
        _ => "serve-other-port",
    };
    Failure::new("serve-listen")
        .with("address", error.address.to_string())
        .with("reason", reason_of(&error.error))
        .hint(hint, [])
}

/// Hands on what the watcher hears, until nobody wants it any more.
fn listen(watcher: Watcher, sender: &Sender<Event>) {
    let sender = sender.clone();
    thread::spawn(move || {
        while let Some(batch) = watcher.next(None) {
            if sender.send(Event::Files(batch, Instant::now())).is_err() {
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_hears_of_the_end_and_of_an_empty_desk() {
        let (wishes, wished) = channel();
        let (sender, heard) = channel();
        let leaving = Leaving(wishes.clone());
        let fails = thread::spawn(move || {
            let _leaving = leaving;
            Err(Failure::new("clock"))
        });
        let failure = wait(&wished, &sender, fails).unwrap_err();
        assert_eq!(failure.key, "clock");
        // This one never comes back from its look.
        let (_look, looked) = channel::<Failure>();
        let looks = thread::spawn(move || looked.recv().map_or(Ok(()), Err));
        for key in ['r', 'x', 'o', 'q', 'o'] {
            wishes.send(Wish::Key(key)).unwrap();
        }
        wait(&wished, &sender, looks).unwrap();
        let events: Vec<Event> = heard.try_iter().collect();
        assert!(matches!(events[..], [Event::Anew, Event::Open]));
    }
}
