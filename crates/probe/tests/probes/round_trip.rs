//! A message that is sent and read back.

use crate::certificates::clock;
use crate::place::alone;
use crate::script::{script, target};
use crate::server::{Act, Server, say};
use hostler_probe::{Answer, Fault, Limits, Loop, Protocol, Stage, Target, loop_mail};

const BODY: &str = "This message was sent to see whether mail is delivered.\r\nIt may be deleted: bread-1";

/// Submission that takes a message and says this to it.
fn submission(to_message: &str) -> Vec<Act> {
    let mut acts = script(&Protocol::Submission, "", &[]);
    // Up to QUIT and its answer.
    acts.truncate(acts.len() - 2);
    for reply in ["250 2.1.0 Ok", "250 2.1.5 Ok", "354 End with a dot"] {
        acts.extend([Act::Hear, say(reply)]);
    }
    acts.extend([Act::HearMessage, say(to_message)]);
    acts
}

/// An inbox of so many messages that answers so, one after the other.
fn inbox(exists: u32, answers: &[&str]) -> Vec<Act> {
    let opened = format!("* {exists} EXISTS\r\n* 0 RECENT\r\np OK [READ-WRITE] Select completed");
    let mut acts = script(&Protocol::Imaps, "SELECT", &[say(&opened)]);
    acts.truncate(acts.len() - 2);
    acts.extend(answers.iter().flat_map(|answer| [Act::Hear, say(answer)]));
    acts
}

fn fetched(body: &str) -> String {
    format!("* 1 FETCH (UID 7 BODY[TEXT] {{{}}}\r\n{body})\r\np OK Done", body.len())
}

struct Went {
    answer: Answer,
    sent: Vec<String>,
    read: Vec<String>,
}

fn went(to_message: &str, answers: &[&str]) -> Went {
    went_through((to_message, 3), answers)
}

fn went_through((to_message, exists): (&str, u32), answers: &[&str]) -> Went {
    let (submission, inbox) = (submission(to_message), inbox(exists, answers));
    alone(async {
        let sender = Server::start(move |_| submission.clone()).await;
        let reader = Server::start(move |_| inbox.clone()).await;
        let limits = Limits { stage_ms: 2_000, whole_ms: 4_000 };
        let way = Loop {
            submission: Target { limits, ..target(Protocol::Submission, sender.address) },
            inbox: Target { limits, ..target(Protocol::Imaps, reader.address) },
            from: "probe@devries.test".into(),
            to: "probe@devries.test".into(),
            nonce: "bread-1".into(),
            deadline_ms: 2_500,
            look_every_ms: 50,
            clock: clock(),
        };
        let answer = loop_mail(&way).await;
        Went { answer, sent: sender.heard(), read: reader.heard() }
    })
}

#[test]
fn a_message_is_sent_read_back_and_deleted_with_forgotten_ones() {
    let fetched = fetched(BODY);
    let empty = "* SEARCH\r\np OK Done";
    let mine = "* SEARCH 7\r\np OK Done";
    let old = "* SEARCH 3 5\r\np OK Done";
    let answers = [empty, empty, mine, &fetched, old, "p OK Done", "p OK Done", "* BYE\r\np OK Done"];
    let Went { answer, sent, read } = went("250 2.0.0 Ok: queued", &answers);
    assert_eq!(answer.outcome.unwrap(), "the message came back as it was sent");
    let both = [sent, read].concat().join("\n");
    insta::assert_snapshot!(both);
}

#[test]
fn what_keeps_a_message_from_coming_back_is_told_by_its_leg() {
    let altered = fetched(&BODY.replace("bread-1", "bread-1\r\nScanned by Bakker"));
    let mine = "* SEARCH 7\r\np OK Done";
    let kept = |to_message: &str, answers: &[&str]| {
        let trouble = went(to_message, answers).answer.outcome.unwrap_err();
        assert_eq!(trouble.stage, Stage::Answer, "{trouble}");
        (trouble.fault, trouble.words)
    };
    for (to_message, answers, fault, words) in [
        (
            "451 4.7.1 Try later",
            &[][..],
            Fault::Temporary,
            "sending a message: the server said: 451 4.7.1 Try later",
        ),
        ("554 5.7.1 Spam", &[], Fault::Rejected, "sending a message: the server said: 554 5.7.1 Spam"),
        ("250 Ok", &[mine, &altered], Fault::Different, "reading it back: it came back altered"),
        ("250 Ok", &["p NO Damaged"], Fault::Rejected, "reading it back: the server said: p NO Damaged"),
    ] {
        assert_eq!(kept(to_message, answers), (fault, words.to_string()));
    }
}

#[test]
fn a_message_that_never_arrives_ends_with_the_deadline() {
    let answers = ["* SEARCH\r\np OK Done"; 200];
    let answer = went("250 2.0.0 Ok: queued", &answers).answer;
    let trouble = answer.outcome.unwrap_err();
    assert_eq!((trouble.stage, trouble.fault), (Stage::Answer, Fault::Silent));
    assert_eq!(trouble.words, "reading it back: it did not arrive within 2500 ms");
    assert!(answer.total_ms > 2_000 && answer.total_ms < 8_000, "{}", answer.total_ms);
}

#[test]
fn many_forgotten_ones_are_removed_piece_by_piece() {
    let fetched = fetched(BODY);
    let uids: Vec<String> = (4_000_000_301..4_000_000_601_u64).map(|uid| uid.to_string()).collect();
    let (mine, none) = ("* SEARCH 4000000900\r\np OK Done", "* SEARCH\r\np OK Done");
    let piece = format!("* SEARCH {}\r\np OK Done", uids.join(" "));
    let gone = format!("{}p OK Done", "* 301 EXPUNGE\r\n".repeat(301));
    let answers = [mine, &fetched, none, &piece, "p OK Done", &gone, "* BYE\r\np OK Done"];
    let Went { answer, read, .. } = went_through(("250 2.0.0 Ok: queued", 900), &answers);
    assert_eq!(answer.outcome.unwrap(), "the message came back as it was sent");
    let searched: Vec<&str> =
        read.iter().filter_map(|line| line.strip_prefix("p UID SEARCH ")?.split(" HEADER").next()).collect();
    assert_eq!(searched[1..], ["1:300", "301:600"]);
    assert!(read.iter().any(|line| line.ends_with("4000000600,4000000900 +FLAGS.SILENT (\\Deleted)")));
}

#[test]
fn what_cannot_be_removed_says_nothing_of_the_mail() {
    let fetched = fetched(BODY);
    let mine = "* SEARCH 7\r\np OK Done";
    let endless = format!("* SEARCH {}", "1234567890 ".repeat(1_200));
    for (forgotten, stored) in [("p NO Damaged", "p NO Full"), (endless.as_str(), "p BAD What")] {
        let answer = went("250 2.0.0 Ok: queued", &[mine, &fetched, forgotten, stored]).answer;
        assert_eq!(answer.outcome.unwrap(), "the message came back as it was sent");
    }
}
