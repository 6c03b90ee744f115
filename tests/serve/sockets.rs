//! Ports, and the beginning and end of the server.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};

use werkstatt::serve::start;

use super::events::Events;
use super::{Site, ask, body, connect, options, serve, status};

#[test]
fn a_taken_port_leads_to_the_next() {
    let (_, server) = serve();
    let taken = server.address().port();
    let second = start(options(taken), Site::new()).expect("a port is free");
    assert_ne!(second.address().port(), taken);
    assert!(second.address().port() > taken);
    assert_eq!(status(&ask(&second, "GET /", "")), 200);
    // `localhost` may be `::1`: a port that is taken there is taken.
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    if let Ok(_other) = TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        let third = start(options(port), Site::new()).expect("a port is free");
        assert_ne!(third.address().port(), port);
    }
}

#[test]
fn both_kinds_of_loopback_are_served() {
    let (_, server) = serve();
    let twin = SocketAddr::from((Ipv6Addr::LOCALHOST, server.address().port()));
    // Not every machine has it.
    if let Ok(mut socket) = TcpStream::connect(twin) {
        write!(socket, "GET / HTTP/1.1\r\nHost: {twin}\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert_eq!(status(&answer), 200);
    }
}

#[test]
fn the_end_is_at_once() {
    let (_, server) = serve();
    let address = server.address();
    let mut events = Events::open(&server, "/__werkstatt/events", "");
    events.next();
    let mut idle = connect(&server);
    server.stop();
    let mut rest = String::new();
    let _ended = events.0.read_to_string(&mut rest);
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn whoever_has_said_all_still_hears_the_answer() {
    let (_, server) = serve();
    let mut socket = connect(&server);
    write!(socket, "GET /a.css HTTP/1.1\r\nHost: {}\r\n\r\n", server.address()).unwrap();
    socket.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert_eq!(body(&answer), "a{}");
}
