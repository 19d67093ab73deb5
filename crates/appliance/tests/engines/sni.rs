//! Which certificate a mail program is shown: that for the name that it asks for (H3).

use crate::client::{Client, plain};
use crate::rig_server::{ADDRESS, HOST, PASSWORD, Server, bakery, eventually};
use hostler_appliance::server::certificate::self_signed;
use hostler_appliance::server::{Folders, hosts};
use hostler_kit::time::Clock;
use nix::sys::signal::Signal;

const MAIL: &str = "mail.bakery.test";

/// What is said in greeting at a port by who asks for this name and trusts this certificate alone.
fn greeted(port: u16, (name, certificate): (&str, &str)) -> std::io::Result<String> {
    let mut client = Client::connect((ADDRESS, port).into(), name, certificate.as_bytes());
    if port == 993 {
        return client.encrypt().try_line();
    }
    client.reply();
    client.smtp("EHLO laptop.example");
    client.smtp("STARTTLS");
    let mut client = client.encrypt();
    client.try_send("EHLO laptop.example\r\n")?;
    client.try_line()
}

#[test]
fn h3_a_name_is_shown_its_certificate_and_whoever_is_connected_stays_so() {
    let mut server = Server::start(&bakery());
    let folders = Folders::at(server.folder.data());
    let own = std::fs::read_to_string(folders.certificate()).unwrap();
    let mut before = server.client(993).encrypt();
    before.line();
    let signed_in = before.imap(&format!("AUTHENTICATE PLAIN {}", plain("anna@bakery.test", PASSWORD)));
    assert!(signed_in.contains("OK"), "{signed_in}");

    let (chain, key) = self_signed(MAIL).unwrap();
    for port in [993, 25, 587] {
        assert!(greeted(port, (MAIL, &chain)).is_err(), "{port}: nobody added it yet");
    }
    hosts::install(&folders, (MAIL, Clock::System.now_ms()), (&chain, &key)).unwrap();
    server.ask(Signal::SIGUSR2, "written");
    for port in [993, 25, 587] {
        eventually(&format!("the name at {port}"), || greeted(port, (MAIL, &chain)).is_ok());
        greeted(port, (HOST, &own)).unwrap_or_else(|error| panic!("{port}: {error}"));
    }
    assert!(before.imap("NOOP").contains("OK"), "it is the same connection");

    hosts::remove(&folders, MAIL).unwrap();
    server.ask(Signal::SIGUSR2, "written");
    for port in [993, 25, 587] {
        eventually(&format!("{port} to forget it"), || greeted(port, (MAIL, &chain)).is_err());
        greeted(port, (HOST, &own)).unwrap_or_else(|error| panic!("{port}: {error}"));
    }
}
