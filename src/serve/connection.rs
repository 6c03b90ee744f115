//! A connection: one request, whose head has to arrive soon and be short, and its answer.
//!
//! The head is read before `hyper` sees it. So its limits are ours and every answer, to a head that is
//! too long as well, has the headers of production; and parts of a target that a parser of addresses
//! drops (`#…`) are still there to be refused. A connection ends with its answer: on one machine a new
//! one costs nothing, and idle ones can't pile up.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Bytes, Incoming};
use hyper::rt::ReadBufCursor;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use crate::serve::body::Load;
use crate::serve::events::Hub;
use crate::serve::reply;

/// How many connections are open at the same time, those of waiting browsers included.
const CONNECTIONS: usize = 384;

/// How long the head of a request may be, in bytes.
const HEAD: usize = 16 * 1024;

/// How long a client may take to send its head.
const HEAD_TIME: Duration = Duration::from_secs(3);

/// How long a client may take for the whole of an answer that ends.
const ANSWER_TIME: Duration = Duration::from_mins(1);

/// How long the rest of what a client sends is waited for, so that it reads the answer.
const LINGER: Duration = Duration::from_millis(500);

/// How long nothing is accepted after a failure, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Where a request came in.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The address of this machine.
    pub(super) local: SocketAddr,
    /// Room for listeners of the event stream.
    pub(super) seats: Arc<Semaphore>,
}

/// Serves until it is stopped, by a word or by the end of whoever could say it.
pub(super) async fn serve(
    listeners: Vec<TcpListener>,
    hub: Arc<Hub>,
    stopped: oneshot::Receiver<()>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let seats = Arc::new(Semaphore::new(reply::LISTENERS));
    for listener in listeners {
        let (hub, room, seats) =
            (Arc::clone(&hub), Arc::clone(&room), Arc::clone(&seats));
        tokio::spawn(accept(listener, hub, room, seats));
    }
    let _stopped = stopped.await;
}

/// Accepts connections, as many as there is room for.
async fn accept(
    listener: TcpListener,
    hub: Arc<Hub>,
    room: Arc<Semaphore>,
    seats: Arc<Semaphore>,
) {
    while let Ok(permit) = Arc::clone(&room).acquire_owned().await {
        let accepted = listener.accept().await;
        let Ok((socket, local)) = accepted
            .and_then(|(socket, _)| socket.local_addr().map(|local| (socket, local)))
        else {
            sleep(PAUSE).await;
            continue;
        };
        let place = Place { local, seats: Arc::clone(&seats) };
        tokio::spawn(attend(socket, Arc::clone(&hub), place, permit));
    }
}

/// Reads a request and answers it.
async fn attend(
    socket: TcpStream,
    hub: Arc<Hub>,
    place: Place,
    _permit: OwnedSemaphorePermit,
) {
    // Small events should not wait for more of them; it works without as well.
    let _set = socket.set_nodelay(true);
    let Ok(Ok(head)) = timeout(HEAD_TIME, read_head(&socket)).await else { return };
    match head {
        Head::Good(head) => {
            let is_stream = names_events(&head);
            let answer =
                answer(Stream { ahead: head.into(), socket }, hub, place, is_stream);
            if is_stream {
                answer.await;
            } else {
                let _in_time = timeout(ANSWER_TIME, answer).await;
            }
        }
        Head::Refused(status) => {
            let _in_time = timeout(ANSWER_TIME, refuse(socket, status)).await;
        }
    }
}

/// What the start of a request turned out to be.
enum Head {
    /// Bytes with a whole head, and perhaps more.
    Good(Vec<u8>),
    /// One that is answered without being read any further.
    Refused(StatusCode),
}

/// Reads until the end of the head.
async fn read_head(socket: &TcpStream) -> io::Result<Head> {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = read_some(socket, &mut piece).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(&piece[..count]);
        let end = head_end(&head);
        if end.unwrap_or(head.len()) > HEAD {
            return Ok(Head::Refused(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
        }
        if end.is_some() {
            return Ok(if has_good_line(&head) {
                Head::Good(head)
            } else {
                Head::Refused(StatusCode::BAD_REQUEST)
            });
        }
    }
}

/// Where a head ends: behind its empty line.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let end = |mark: &[u8]| {
        let at = bytes.windows(mark.len()).position(|window| window == mark);
        at.map(|at| at + mark.len())
    };
    [end(b"\n\r\n"), end(b"\n\n")].into_iter().flatten().min()
}

/// Tells whether the first line of a head is one without control characters and fragments.
fn has_good_line(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    !line.is_empty()
        && line.iter().all(|byte| matches!(byte, b' '..=b'~') && *byte != b'#')
}

/// Tells whether a head asks for the event stream.
fn names_events(head: &[u8]) -> bool {
    let target = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    target.starts_with(reply::EVENTS.as_bytes())
}

/// Reads what is there, at least a byte; nothing at the end.
async fn read_some(socket: &TcpStream, piece: &mut [u8]) -> io::Result<usize> {
    loop {
        socket.readable().await?;
        match socket.try_read(piece) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return result,
        }
    }
}

/// Answers a request whose head is there.
async fn answer(stream: Stream, hub: Arc<Hub>, place: Place, is_stream: bool) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (parts, _body) = request.into_parts();
        let reply = reply::reply(Arc::clone(&hub), parts, place.clone());
        async { Ok::<_, Infallible>(reply.await) }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        // Whoever has closed its side may still read an answer, but hears no stream any more.
        .half_close(!is_stream)
        .header_read_timeout(None)
        .serve_connection(stream, service);
    if let Ok(mut parts) = connection.without_shutdown().await {
        linger(&mut parts.io.socket).await;
    }
}

/// Sends a short answer past `hyper`.
async fn refuse(mut socket: TcpStream, status: StatusCode) {
    let bytes = refusal(status);
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        if socket.writable().await.is_err() {
            return;
        }
        match socket.try_write(rest) {
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
    linger(&mut socket).await;
}

/// The bytes of a short answer.
fn refusal(status: StatusCode) -> Vec<u8> {
    let response = reply::short(status);
    let (head, body) = response.into_parts();
    let body = match body {
        Load::Whole(Some(bytes)) => bytes,
        Load::Whole(None) | Load::Stream { .. } => Bytes::new(),
    };
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in &head.headers {
        bytes.extend(
            [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat(),
        );
    }
    bytes.extend(b"connection: close\r\n\r\n");
    bytes.extend(body);
    bytes
}

/// Ends a connection: closing it while the client still sends would take the answer away from it.
async fn linger(socket: &mut TcpStream) {
    let _closed = poll_fn(|context| Pin::new(&mut *socket).poll_shutdown(context)).await;
    let mut piece = [0; 4096];
    let drain = async { while matches!(read_some(socket, &mut piece).await, Ok(1..)) {} };
    let _in_time = timeout(LINGER, drain).await;
}

/// A socket for `hyper`, with the bytes that were read from it already.
#[derive(Debug)]
struct Stream {
    /// What was read and not handed over yet.
    ahead: Bytes,
    /// Where the rest comes from.
    socket: TcpStream,
}

impl hyper::rt::Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            let count = self.ahead.len().min(buffer.remaining());
            buffer.put_slice(&self.ahead.split_to(count));
            return Poll::Ready(Ok(()));
        }
        let mut piece = [0; 4096];
        let room = buffer.remaining().min(piece.len());
        let mut piece = ReadBuf::new(&mut piece[..room]);
        ready!(Pin::new(&mut self.socket).poll_read(context, &mut piece))?;
        buffer.put_slice(piece.filled());
        Poll::Ready(Ok(()))
    }
}

impl hyper::rt::Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
