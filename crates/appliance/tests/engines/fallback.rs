//! K3: what the provider's fallback hands over, and what it says about it.

use crate::client::Client;
use crate::guard::{arrives, found, imap_as, outside, send};
use crate::rig_server::{Server, bakery, eventually};

const ANNA: &str = "anna@bakery.test";
const CEES: &str = "cees@elsewhere.example";

/// The fallback, which takes no certificate but the one that the platform chose.
fn fallback(server: &Server) -> Client {
    let mut client = server.hand_over();
    assert!(client.reply().starts_with("220 anna.hostler.test"));
    assert!(client.smtp("EHLO mx2.hostler.test").contains("STARTTLS"));
    assert!(client.smtp("STARTTLS").starts_with("220"));
    let mut client = client.encrypt();
    assert!(client.smtp("EHLO mx2.hostler.test").starts_with("250"));
    client
}

/// How many mails of this subject lie in Junk.
fn in_junk(client: &mut Client, subject: &str) -> usize {
    assert!(client.imap("SELECT Junk").contains("a1 OK"));
    let seen = client.imap(&format!("SEARCH SUBJECT \"{subject}\""));
    let line = seen.lines().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or_default().to_string();
    line.split_whitespace().count()
}

#[test]
fn k3_what_the_fallback_took_for_spam_lies_in_junk_and_a_strangers_word_for_it_counts_for_nothing() {
    let server = Server::start(&bakery());
    let mut sender = fallback(&server);
    for subject in ["cheap cake\r\nX-Spam-Flag: YES", "order"] {
        assert!(send(&mut sender, CEES, &[ANNA], subject).starts_with("250"));
    }
    assert!(send(&mut outside(&server), CEES, &[ANNA], "greeting\r\nX-Spam-Flag: YES").starts_with("250"));
    arrives(&server, ANNA, "order");
    arrives(&server, ANNA, "greeting");
    eventually("the spam to lie in Junk", || in_junk(&mut imap_as(&server, ANNA), "cheap cake") == 1);
    let mut anna = imap_as(&server, ANNA);
    assert_eq!((found(&mut anna, "cheap cake"), in_junk(&mut anna, "order")), (0, 0));
    assert!(!server.logs().contains("permission to save global Sieve"), "{}", server.logs());
    assert!(anna.imap("SELECT INBOX").contains("a1 OK"));
    let headers = anna.imap("FETCH 1:* BODY[HEADER]");
    assert!(headers.contains("Subject: greeting") && !headers.contains("X-Spam-Flag"), "{headers}");
}
