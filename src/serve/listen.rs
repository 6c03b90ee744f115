//! The sockets of the preview: the port that was asked for, or the next free one.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

/// How many ports are tried.
const TRIES: u16 = 100;

/// Bound sockets.
pub(super) struct Sockets {
    /// The address to tell people.
    pub(super) address: SocketAddr,
    /// One socket, or two for both kinds of loopback.
    listeners: Vec<TcpListener>,
}

impl Sockets {
    /// Hands the sockets over to the runtime that is entered.
    pub(super) fn into_async(self) -> io::Result<Vec<tokio::net::TcpListener>> {
        let hand_over = |listener: TcpListener| {
            listener.set_nonblocking(true)?;
            tokio::net::TcpListener::from_std(listener)
        };
        self.listeners.into_iter().map(hand_over).collect()
    }
}

/// Binds the port that is asked for, or else the next free one.
pub(super) fn bind(asked: SocketAddr) -> io::Result<Sockets> {
    let last = asked.port().saturating_add(if asked.port() == 0 { 0 } else { TRIES });
    let mut ports = asked.port()..=last;
    // The system may choose a port that is free for one kind of loopback alone; then it chooses again.
    let mut again = std::iter::repeat_n(0, usize::from(TRIES));
    loop {
        let port = if last == 0 { again.next() } else { ports.next() };
        let Some(port) = port else { return Err(io::ErrorKind::AddrInUse.into()) };
        match bind_exactly(SocketAddr::new(asked.ip(), port)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            result => return result,
        }
    }
}

/// Binds one port, for both kinds of loopback if it is the usual one: browsers take either for
/// `localhost`, and a foreign program behind one of them would be shown instead of the preview.
fn bind_exactly(asked: SocketAddr) -> io::Result<Sockets> {
    let first = TcpListener::bind(asked)?;
    let address = first.local_addr()?;
    let mut listeners = vec![first];
    if asked.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
        let twin = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), address.port());
        match TcpListener::bind(twin) {
            Ok(twin) => listeners.push(twin),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // Machines without IPv6 have no such address.
            Err(_) => {}
        }
    }
    Ok(Sockets { address, listeners })
}
