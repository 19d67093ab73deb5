//! K3 with the scanners of a provider: while a server is down, real Rspamd and ClamAV look at what is meant for it, as
//! strangers bring it. Nobody gets a bounce: what is refused is refused in the session.

use crate::stage::post::{Client, subjects};
use crate::stage::scanners::{Scanner, spam, virus};
use crate::stage::{Browser, Console, PASSWORD, Server, Stage, comes_to, eventually};
use std::net::SocketAddr;

const ANNA: (&str, &str) = ("anna@bakkerij.example", PASSWORD);
/// Where the fallback takes mail unless it is told otherwise, on the machine of the servers.
const FALLBACK: &str = "10.83.0.1:25";

/// What the fallback says to a stranger's message.
fn brought(bakery: &Server, subject: &str, text: &str) -> String {
    let address: SocketAddr = FALLBACK.parse().unwrap();
    let mut client = Client::connect(address, "mx2.hostler.test", &bakery.certificate());
    client.reply();
    for command in [
        "EHLO mail.elsewhere.example",
        "MAIL FROM:<klant@elsewhere.example>",
        "RCPT TO:<anna@bakkerij.example>",
    ] {
        let reply = client.smtp(command);
        if !reply.starts_with("250") {
            return reply;
        }
    }
    assert!(client.smtp("DATA").starts_with("354"));
    client.smtp(&format!("From: <klant@elsewhere.example>\r\nSubject: {subject}\r\n\r\n{text}\r\n."))
}

/// A counter as Prometheus reads it.
fn counted(staff: &Browser, line: &str) -> f64 {
    let text = staff.get("/api/v1/staff/metrics").text;
    let found = text.lines().find_map(|own| own.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {line} in {text}")).parse().unwrap()
}

fn bakery(stage: &Stage) -> (Browser, Server, Console) {
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox(ANNA.0, ANNA.1);
    eventually("the fallback to know Anna", || match brought(&bakery, "before", "Dag Anna") {
        reply if reply.starts_with("250") => Ok(()),
        reply => Err(reply),
    });
    comes_to("the first mail to be there", true, || {
        subjects(&bakery, 993, ANNA).is_ok_and(|seen| seen.iter().any(|subject| subject == "before"))
    });
    (anna, bakery, console)
}

/// The folder in which a message lies, by its file's path.
fn lies_in(bakery: &Server, subject: &str) -> String {
    bakery.inside(&format!("grep -rl '^Subject: {subject}' /srv/hostler/mail || true"))
}

#[test]
fn k3_real_scanners_look_at_what_comes_while_the_server_is_down() {
    let (rspamd, clamd) = (Scanner::rspamd(), Scanner::clamd());
    let told = [
        "--fallback-rspamd".to_string(),
        rspamd.at().to_string(),
        "--fallback-clamd".into(),
        clamd.at().to_string(),
    ];
    let told: Vec<&'static str> = told.into_iter().map(|word| &*word.leak()).collect();
    let stage = Stage::open_demo_with(told.leak());
    let (anna, bakery, _console) = bakery(&stage);
    let answers = |scanner: &str, answer: &str| {
        let labels = format!("{{scanner=\"{scanner}\",answer=\"{answer}\"}}");
        counted(&stage.staff, &format!("hostler_fallback_scanner_answers_total{labels}"))
    };
    let clean = answers("rspamd", "clean");

    stage.stop_server(&bakery);
    let fine = brought(&bakery, "clean", "Twee broden, graag.");
    assert!(fine.starts_with("250"), "{fine}");
    let perhaps = brought(&bakery, "perhaps", &spam('Y'));
    assert!(perhaps.starts_with("250"), "{perhaps}: {}", rspamd.log());
    let plainly = brought(&bakery, "plainly", &spam('X'));
    assert!(plainly.starts_with("554 5.7.1"), "{plainly}");
    let ill = brought(&bakery, "ill", &virus());
    assert!(ill.starts_with("554 5.7.1 a virus was found in it"), "{ill}: {}", clamd.log());

    assert_eq!((answers("rspamd", "found"), answers("clamav", "found")), (2.0, 1.0));
    assert!(answers("rspamd", "clean") > clean);
    assert_eq!((answers("rspamd", "silent"), answers("clamav", "silent")), (0.0, 0.0));
    let outcome = |what: &str| {
        counted(&stage.staff, &format!("hostler_fallback_checked_messages_total{{outcome=\"{what}\"}}"))
    };
    assert_eq!((outcome("virus-refused"), outcome("spam-refused"), outcome("marked")), (1.0, 1.0, 1.0));
    assert!(counted(&stage.staff, "hostler_fallback_scanner_seconds_total{scanner=\"rspamd\"}") > 0.0);

    let page = format!("/staff/servers/{}", bakery.id);
    assert_eq!(stage.staff.submit(&page, &format!("{page}/start"), &[]).status, 200);
    let bakery = stage.running(&anna, "bakkerij");
    comes_to("the clean mail to be there", true, || {
        subjects(&bakery, 993, ANNA).is_ok_and(|seen| seen.iter().any(|subject| subject == "clean"))
    });
    comes_to("the spam to lie in Junk", true, || lies_in(&bakery, "perhaps").contains("Junk"));
    let inbox = subjects(&bakery, 993, ANNA).unwrap();
    assert!(!inbox.iter().any(|subject| subject != "before" && subject != "clean"), "{inbox:?}");
    for refused in ["plainly", "ill"] {
        assert_eq!(lies_in(&bakery, refused).trim(), "", "{refused}");
    }
}
