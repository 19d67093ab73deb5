//! What a server does when something in it dies (K2), and what it takes to start.

use crate::guard::{arrives, imap_as, outside, send, submission_as};
use crate::rig_server::{Server, all_run, bakery, eventually, stage, state};
use hostler_wire::report::EngineState;
use nix::sys::signal::{Signal, kill};
use std::fs;
use std::time::{Duration, Instant};

fn sends_and_reads(server: &Server, subject: &str) {
    let mut anna = submission_as(server, "anna@bakery.test");
    assert!(send(&mut anna, "anna@bakery.test", &["bram@bakery.test"], subject).starts_with("250"));
    arrives(server, "bram@bakery.test", subject);
}

#[test]
fn k2_a_killed_engine_comes_back() {
    let mut server = Server::start(&bakery());
    // Both engines have work in hand when they die.
    let (mut sender, mut reader) = (outside(&server), imap_as(&server, "anna@bakery.test"));
    sender.smtp("MAIL FROM:<klant@elsewhere.example>");
    reader.imap("SELECT INBOX");
    for (name, command) in [("postfix", "/usr/lib/postfix/sbin/master"), ("dovecot", "/usr/sbin/dovecot")] {
        kill(server.process(command), Signal::SIGKILL).unwrap();
        server.until(|engines| state(engines, name) == EngineState::Waiting);
        let died = Instant::now();
        if name == "dovecot" {
            let reply =
                send(&mut outside(&server), "klant@elsewhere.example", &["bram@bakery.test"], "meanwhile");
            assert!(reply.starts_with("250"), "{reply}");
        }
        server.until(all_run);
        assert!(died.elapsed() < Duration::from_secs(8), "{name} took {:?}", died.elapsed());
        let engine = server.engines.iter().find(|engine| engine.name == name).unwrap();
        assert_eq!(engine.restarts, 1);
        assert!(engine.reason.starts_with("ended by signal 9 (SIGKILL)"), "{}", engine.reason);
        sends_and_reads(&server, &format!("after {name}"));
    }
    arrives(&server, "bram@bakery.test", "meanwhile");
    assert!(reader.try_line().is_err(), "nothing of the dead engine is left");
}

#[test]
fn k2_a_server_that_lost_power_starts_with_all_its_mail() {
    let server = Server::start(&bakery());
    sends_and_reads(&server, "before");
    let certificate = fs::read(server.folder.data().join("tls/certificate.pem")).unwrap();
    let mut sender = outside(&server);
    assert!(
        send(&mut sender, "klant@elsewhere.example", &["anna@bakery.test"], "in flight").starts_with("250")
    );
    let folder = server.kill();
    let server = Server::start_on(folder, &bakery());
    arrives(&server, "bram@bakery.test", "before");
    arrives(&server, "anna@bakery.test", "in flight");
    sends_and_reads(&server, "after");
    let kept = fs::read(server.folder.data().join("tls/certificate.pem")).unwrap();
    assert_eq!(kept, certificate, "the certificate is not made anew");
}

#[test]
fn a_damaged_map_is_made_anew() {
    let server = Server::start(&bakery());
    let folder = server.kill();
    let maps = ["maps.sqlite", "sign_in.sqlite"].map(|name| folder.data().join("maps").join(name));
    for map in &maps {
        fs::write(map, "not a database at all, only words").unwrap();
    }
    let server = Server::start_on(folder, &bakery());
    sends_and_reads(&server, "mended");
    let folder = server.kill();
    for map in &maps {
        fs::remove_file(map).unwrap();
        fs::create_dir(map).unwrap();
    }
    let server = Server::start_on(folder, &bakery());
    sends_and_reads(&server, "mended again");
}

#[test]
fn a_server_stops_in_order_and_leaves_nothing() {
    let mut server = Server::start(&bakery());
    let reader = imap_as(&server, "anna@bakery.test");
    let asked = Instant::now();
    kill(server.process("/usr/local/bin/hostler"), Signal::SIGTERM).unwrap();
    server.until(|engines| state(engines, "postfix") == EngineState::Stopped);
    server.wait_for_end();
    assert!(asked.elapsed() < Duration::from_secs(6), "took {:?}", asked.elapsed());
    assert_eq!(server.count_processes(), 0);
    drop(reader);
    let logs = server.logs();
    assert!(logs.contains("terminating on signal 15") || logs.contains("signal 15"), "{logs}");
}

/// The machine may be busy with other tests, so the bounds are wide; the figures are printed.
#[test]
fn a_server_starts_within_seconds() {
    let (folder, setup) = (stage(), bakery());
    let begin = Instant::now();
    let server = Server::start_on(folder, &setup);
    let ready = begin.elapsed();
    let mut anna = submission_as(&server, "anna@bakery.test");
    assert!(send(&mut anna, "anna@bakery.test", &["bram@bakery.test"], "first").starts_with("250"));
    arrives(&server, "bram@bakery.test", "first");
    let readable = begin.elapsed();
    println!("ready after {ready:?}, first mail read after {readable:?}");
    assert!(ready < Duration::from_secs(5), "ready after {ready:?}");
    assert!(readable < Duration::from_secs(8), "first mail read after {readable:?}");
    let folder = server.kill();
    let begin = Instant::now();
    let server = Server::start_on(folder, &setup);
    println!("second start: ready after {:?}", begin.elapsed());
    eventually("its network", || server.client(25).reply().starts_with("220"));
}
