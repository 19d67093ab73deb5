//! K3: "In case of a failure of your Connect server, the fallback mail server will accept the mails that were meant for
//! your Connect server. When your server is online again, the fallback server will deliver the missed mail to your
//! server. People who mailed you, will not get an error and you won't miss one e-mail."

use crate::stage::mta::{Postfix, Root};
use crate::stage::post::{Client, send, subjects};
use crate::stage::{Browser, Console, PASSWORD, Server, Stage, comes_to, eventually};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const ANNA: (&str, &str) = ("anna@bakkerij.example", PASSWORD);
const BRAM: (&str, &str) = ("bram@bakkerij.example", PASSWORD);
/// Where the fallback takes mail unless it is told otherwise, on the machine of the servers.
const FALLBACK: &str = "10.83.0.1:25";
const MAILS: usize = 5;

struct Town {
    stage: Stage,
    anna: Browser,
    bakery: Server,
    console: Console,
}

/// Anna and Bram of the bakery, whom the fallback knows.
fn town() -> Town {
    let stage = Stage::open();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox(ANNA.0, ANNA.1);
    console.create_mailbox(BRAM.0, BRAM.1);
    let town = Town { stage, anna, bakery, console };
    eventually("the fallback to know Bram", || {
        let reply = town.asks_for(BRAM.0);
        if reply.starts_with("250") { Ok(()) } else { Err(reply) }
    });
    town
}

impl Town {
    fn fallback(&self) -> Client {
        let address: SocketAddr = FALLBACK.parse().unwrap();
        let mut client = Client::connect(address, "mx2.hostler.test", &self.bakery.certificate());
        assert!(client.reply().starts_with("220 mx2.hostler.test"), "the fallback greets by its name");
        client.smtp("EHLO mail.elsewhere.example");
        client
    }

    /// What the fallback says to a recipient.
    fn asks_for(&self, recipient: &str) -> String {
        let mut client = self.fallback();
        client.smtp("MAIL FROM:<klant@elsewhere.example>");
        client.smtp(&format!("RCPT TO:<{recipient}>"))
    }

    /// What waits, as Anna sees it.
    fn held(&self) -> Value {
        self.anna.json("GET", &format!("/api/v1/servers/{}/fallback", self.bakery.id), None).1["held"].clone()
    }

    fn waiting(&self) -> u64 {
        self.held()["messages"].as_u64().unwrap_or(u64::MAX)
    }

    /// Staff start the server; comes back when its ports answer.
    fn start(&self) {
        let page = format!("/staff/servers/{}", self.bakery.id);
        let seen = self.stage.staff.submit(&page, &format!("{page}/start"), &[]);
        assert_eq!(seen.status, 200, "{}", seen.text);
        self.stage.running(&self.anna, "bakkerij");
    }

    fn act(&self, path: &str, act: &str) {
        let path = format!("/api/v1/staff/fallback/{path}");
        let (status, answer) = self.stage.staff.json("POST", &path, Some(&json!({ "act": act })));
        assert_eq!(status, 200, "{path}: {answer}");
    }
}

/// A stranger's mail server that finds the bakery as MX records say: the server first, the fallback behind it.
fn stranger<'a>(root: &'a Root, bakery: &Server) -> Postfix<'a> {
    let more = format!(
        "smtp_connect_timeout = 3s\ntransport_maps = inline:{{ {{ bakkerij.example=smtp:[{}]:25,[10.83.0.1]:25 }} }}\n",
        bakery.address
    );
    Postfix::new(root, ("stranger", 2527), &more)
}

fn writes(root: &Root, subject: &str) {
    root.run(&format!(
        "/usr/sbin/smtp-source -S '{subject}' -l 2000 -f cees@cees.test -t {} 127.0.0.1:2527",
        ANNA.0
    ));
}

#[test]
fn k3_who_mails_a_server_that_is_down_sees_no_error_and_nothing_is_missed() {
    let mut town = town();
    let root = Root::new();
    let stranger = stranger(&root, &town.bakery);
    writes(&root, "all is well");
    comes_to("the mail to be there", 1, || subjects(&town.bakery, 993, ANNA).map_or(0, |seen| seen.len()));

    town.stage.stop_server(&town.bakery);
    for number in 0..MAILS {
        writes(&root, &format!("while down {number}"));
    }
    comes_to("the fallback to take all of it", MAILS, || {
        stranger.count_to("bakkerij.example", "status=sent (250 2.0.0 OK, kept as")
    });
    let troubles =
        ["status=deferred", "status=bounced"].map(|what| stranger.count_to("bakkerij.example", what));
    assert_eq!(troubles, [0, 0], "{}", stranger.log());
    let reply = town.asks_for("nobody@bakkerij.example");
    assert!(reply.starts_with("550"), "who does not live there is refused at once: {reply}");
    assert_eq!(town.waiting(), MAILS as u64);
    the_page_shows_it(&town);

    town.stage.platform.kill();
    town.stage.platform.start_again();
    comes_to("the fallback to have everything still", MAILS as u64, || town.waiting());

    town.start();
    let begun = Instant::now();
    let seen = eventually("all mail to be there", || {
        let seen = subjects(&town.bakery, 993, ANNA)?;
        if seen.len() > MAILS { Ok(seen) } else { Err(format!("{seen:?}, {}", town.held())) }
    });
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    for number in 0..MAILS {
        let subject = format!("while down {number}");
        assert_eq!(seen.iter().filter(|own| **own == subject).count(), 1, "{seen:?}");
    }
    comes_to("nothing to wait any more", 0, || town.waiting());
}

fn the_page_shows_it(town: &Town) {
    let seen = town.anna.get(&format!("/servers/{}/fallback", town.bakery.id));
    assert!(seen.says("5 messages wait") && seen.says("cees@cees.test"), "{}", seen.text);
    assert!(seen.says("20 mx2.hostler.test"), "the record to publish: {}", seen.text);
    let seen = town.stage.staff.get("/staff/fallback");
    assert!(seen.says("bakkerij.example") && seen.says("bakkerij.hostler.test"), "{}", seen.text);
}

#[test]
fn k3_what_the_server_would_refuse_is_kept_by_it_and_nobody_gets_a_bounce() {
    let town = town();
    town.stage.stop_server(&town.bakery);
    for (from, to) in [
        // Port 25 of the server takes neither senders whose domain is none, nor people who are gone.
        ("klant@elsewhere", ANNA.0),
        ("klant@elsewhere.example", BRAM.0),
        ("", BRAM.0),
    ] {
        let reply = send(&mut town.fallback(), from, to, "kept");
        assert!(reply.starts_with("250"), "{from}: {reply}");
    }
    town.act("bakkerij.example", "hold");
    town.start();
    let bram = town.console.api("GET", "/mailboxes?limit=100", None).1;
    let bram =
        bram["items"].as_array().unwrap().iter().find(|item| item["address"] == BRAM.0).unwrap().clone();
    town.console.delete_mailbox(bram["id"].as_str().unwrap());
    assert_eq!(town.held()["held"], 3, "{}", town.held());

    town.act("bakkerij.example", "release");
    eventually("nothing to wait any more", || match town.held() {
        held if held["messages"] == 0 => Ok(()),
        held => Err(held.to_string()),
    });
    comes_to("Anna's mail to be there", 1, || subjects(&town.bakery, 993, ANNA).map_or(0, |seen| seen.len()));
    // Bram's goes to whoever looks after the server.
    let queue =
        town.bakery.inside("mailq -C /srv/hostler/postfix 2>&1 || true; find /srv/hostler/mail -type f");
    let quarantined = queue.lines().filter(|line| line.contains("/admin/") && line.contains("/new/")).count();
    assert_eq!(quarantined, 2, "{queue}");
}

#[test]
fn k3_no_other_server_reaches_the_port_at_which_mail_is_handed_over() {
    let stage = Stage::open();
    let (_, bakery, _) = stage.customer_with_server("anna", "bakkerij");
    let (_, flowers, _) = stage.customer_with_server("bram", "bloemen");
    let hears = |port: u16| {
        let listen = format!("timeout 4 bash -c 'head -c 3 </dev/tcp/{}/{port}' 2>&1", bakery.address);
        flowers.inside(&listen)
    };
    assert_eq!((hears(25).as_str(), hears(2525).as_str()), ("220", ""));
    let mut machine =
        Client::connect(SocketAddr::from((bakery.address, 2525)), &bakery.host, &bakery.certificate());
    assert!(machine.reply().starts_with("220"), "the machine itself does");
}
