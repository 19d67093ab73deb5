//! What is said to a server that is well, and what is seen of it.

use crate::certificates::{ENDS_MS, NAME};
use crate::place::alone;
use crate::script::{protocol, script, target};
use crate::server::{Act, Server, say};
use hostler_probe::{Address, Fault, Login, Page, Protocol, Stage, Target, ask};

/// What a server that is well heard, and what was seen of it.
async fn asked(word: &str) -> (Vec<String>, String) {
    let protocol = protocol(word);
    let acts = script(&protocol, "", &[]);
    let server = Server::start(move |_| acts.clone()).await;
    let answer = ask(&target(protocol, server.address)).await;
    if word != "tcp" {
        assert_eq!(answer.certificate_until_ms, Some(ENDS_MS), "{word}");
    }
    assert!(answer.connect_ms.unwrap() <= answer.total_ms);
    (server.heard(), answer.outcome.unwrap())
}

#[test]
fn each_protocol_is_asked_as_its_people_use_it() {
    let mut told = String::new();
    alone(async {
        let words = ["smtp", "submission", "submissions", "imap", "imaps", "pop3", "pop3s", "https", "tcp"];
        for word in words {
            let (heard, seen) = asked(word).await;
            let seen = if word == "tcp" { "is open".into() } else { seen };
            let heard = heard.join("\n    ");
            told += &format!("{word}\n    {heard}\n  {seen}\n");
        }
    });
    insta::assert_snapshot!(told);
}

#[test]
fn without_a_login_the_greeting_is_enough() {
    alone(async {
        for (word, seen) in [
            ("submission", "220 mail.devries.test ESMTP"),
            ("imaps", "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Dovecot ready."),
            ("pop3", "+OK Dovecot ready."),
        ] {
            let protocol = protocol(word);
            let acts = script(&protocol, "", &[]);
            let server = Server::start(move |_| acts.clone()).await;
            let target = Target { login: None, ..target(protocol, server.address) };
            assert_eq!(ask(&target).await.outcome.unwrap(), seen);
            let signed_in =
                server.heard().iter().any(|line| line.contains("AUTH") || line.contains("LOGIN "));
            assert!(!signed_in, "{word}");
        }
    });
}

#[test]
fn a_password_beyond_ascii_is_handed_over_as_utf_8() {
    let login = Login { user: "zoë@devries.test".into(), password: "brood".into() };
    let heard = alone(async {
        let acts = script(&Protocol::Imaps, "LOGIN", &[say("+ "), Act::Hear, say("p OK Logged in")]);
        let server = Server::start(move |_| acts.clone()).await;
        let target = Target { login: Some(login), ..target(Protocol::Imaps, server.address) };
        ask(&target).await.outcome.unwrap();
        server.heard()
    });
    assert_eq!(heard[..2], ["p AUTHENTICATE PLAIN", "AHpvw6tAZGV2cmllcy50ZXN0AGJyb29k"]);
}

#[test]
fn what_does_not_fit_into_a_line_is_not_asked() {
    let login = Login { user: "probe@devries.test\r\nDELE 1".into(), password: "bread".into() };
    let recipient = Protocol::Smtp { recipient: Some("anna@devries.test>\r\nDATA".into()) };
    alone(async {
        for (protocol, stage) in [(Protocol::Pop3s, Stage::Login), (recipient, Stage::Answer)] {
            let acts = script(&protocol, "", &[]);
            let server = Server::start(move |_| acts.clone()).await;
            let target = Target { login: Some(login.clone()), ..target(protocol, server.address) };
            let trouble = ask(&target).await.outcome.unwrap_err();
            assert_eq!((trouble.stage, trouble.fault), (stage, Fault::Question), "{trouble}");
            let slipped_in = |line: &String| line.contains("DELE") || line.contains("DATA");
            assert!(!server.heard().iter().any(slipped_in), "{:?}", server.heard());
        }
        let page = Page { path: "/ HTTP/1.1\r\nX: y".into(), status: 200, text: None };
        let acts = script(&protocol("https"), "", &[]);
        let server = Server::start(move |_| acts.clone()).await;
        let answer = ask(&target(Protocol::Https(page), server.address)).await;
        assert_eq!(answer.outcome.unwrap_err().fault, Fault::Question);
    });
}

#[test]
fn a_page_in_chunks_is_put_together_before_it_is_searched() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<h1>Si\r\n5\r\ngn in\r\n0\r\n";
    let outcome = alone(async {
        let acts = script(&protocol("https"), "GET", &[say(chunked), Act::Hold]);
        let server = Server::start(move |_| acts.clone()).await;
        ask(&target(protocol("https"), server.address)).await.outcome
    });
    assert_eq!(outcome.unwrap(), "HTTP/1.1 200 OK");
}

#[test]
fn a_name_is_looked_up_and_the_look_up_is_a_stage() {
    let answer = alone(async {
        let acts = script(&Protocol::Imaps, "", &[]);
        let server = Server::start(move |_| acts.clone()).await;
        let address = Address::Named { host: "localhost".into(), port: server.address.port() };
        ask(&Target { address, ..target(Protocol::Imaps, server.address) }).await
    });
    assert!(answer.outcome.is_ok(), "{NAME}: {answer:?}");
    let stages: Vec<Stage> = answer.stages_ms.iter().map(|(stage, _)| *stage).collect();
    let expect = [Stage::Name, Stage::Connect, Stage::Tls, Stage::Greeting, Stage::Login, Stage::Answer];
    assert_eq!(stages, expect);
}
