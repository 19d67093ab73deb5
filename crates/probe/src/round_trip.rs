//! A message sent by submission and read back by IMAP: the one question that all parts of a mail server answer
//! together.

use crate::answer::{Answer, Fault, Stage, Trouble};
use crate::talk::Talk;
use crate::target::{Limits, Target};
use crate::{imap, smtp};
use hostler_kit::time::{Clock, Stopwatch};
use std::time::Duration;
use tokio::time::sleep;

/// The header that such a message is known by.
const HEADER: &str = "X-Hostler-Probe";

/// A message's way: in by submission, through the server, out by IMAP.
#[derive(Clone, Debug)]
pub struct Loop {
    pub submission: Target,
    /// The recipient's inbox; a mailbox that is nobody's, since what is marked as deleted in it is removed.
    pub inbox: Target,
    pub from: String,
    pub to: String,
    /// What no other message has: letters, digits and hyphens. The caller's, so that a test repeats itself.
    pub nonce: String,
    /// How long the message may take, in milliseconds.
    pub deadline_ms: u32,
    /// How often the inbox is looked into, in milliseconds.
    pub look_every_ms: u32,
    /// Dates the message, and says which forgotten ones are old enough to be removed.
    pub clock: Clock,
}

/// Sends a message, waits for it, compares it and deletes it (K2). Messages of before yesterday that nobody read back
/// are deleted with it. `total_ms` is the whole way. Ends within the deadline and the limits of submission.
pub async fn loop_mail(way: &Loop) -> Answer {
    let watch = Stopwatch::start();
    let mut sent = send(way).await;
    if sent.outcome.is_err() {
        return sent;
    }
    let limits = Limits { whole_ms: way.deadline_ms, ..way.inbox.limits };
    let inbox = Target { limits, ..way.inbox.clone() };
    let mut talk = Talk::new(&inbox);
    let outcome = fetch(&mut talk, way, &inbox).await;
    let read = talk.answer(outcome);
    if read.outcome.is_ok() {
        talk.farewell(imap::FAREWELL).await;
    }
    let certificates = [sent.certificate_until_ms, read.certificate_until_ms];
    sent.certificate_until_ms = certificates.into_iter().flatten().min();
    sent.stages_ms.extend(read.stages_ms);
    let outcome = read.outcome.map_err(|trouble| told("reading it back", trouble));
    Answer { outcome, total_ms: watch.elapsed_ms(), ..sent }
}

async fn send(way: &Loop) -> Answer {
    let mut talk = Talk::new(&way.submission);
    let outcome = hand_over(&mut talk, way).await.map_err(|trouble| told("sending a message", trouble));
    let answer = talk.answer(outcome);
    if answer.outcome.is_ok() {
        talk.farewell("QUIT").await;
    }
    answer
}

fn told(leg: &str, trouble: Trouble) -> Trouble {
    Trouble { words: format!("{leg}: {}", trouble.words), ..trouble }
}

async fn hand_over(talk: &mut Talk<'_>, way: &Loop) -> Result<String, Trouble> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if way.nonce.is_empty() || !way.nonce.bytes().all(plain) || [&way.from, &way.to].iter().any(broken) {
        return Err(
            talk.trouble(Fault::Question, "the nonce or an address has characters that none may have")
        );
    }
    talk.connect().await?;
    smtp::submits(talk, &way.submission).await?;
    smtp::hand_over(talk, &way.from, &way.to, &message(way)).await?;
    Ok(String::new())
}

fn broken(address: &&String) -> bool {
    address.bytes().any(|byte| byte.is_ascii_control() || byte == b'<' || byte == b'>')
}

fn message(way: &Loop) -> String {
    let date = way.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000");
    let domain = way.from.rsplit('@').next().unwrap_or_default();
    let Loop { from, to, nonce, .. } = way;
    format!(
        "Date: {date}\r\nFrom: <{from}>\r\nTo: <{to}>\r\nMessage-ID: <{nonce}@{domain}>\r\nSubject: Is mail delivered?\r\n\
         {HEADER}: {nonce}\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
        body(nonce)
    )
}

fn body(nonce: &str) -> String {
    format!("This message was sent to see whether mail is delivered.\r\nIt may be deleted: {nonce}")
}

async fn fetch(talk: &mut Talk<'_>, way: &Loop, inbox: &Target) -> Result<String, Trouble> {
    talk.connect().await?;
    let exists = number_of(&imap::opens(talk, inbox).await?);
    let mine = format!("HEADER {HEADER} {}", way.nonce);
    let uid = loop {
        talk.enter(Stage::Answer);
        if let Some(uid) = search(talk, &mine).await?.pop() {
            break uid;
        }
        if talk.left_of_whole() < Duration::from_millis(way.look_every_ms.into()) {
            let words = format!("it did not arrive within {} ms", way.deadline_ms);
            return Err(talk.trouble(Fault::Silent, words));
        }
        sleep(Duration::from_millis(way.look_every_ms.into())).await;
    };
    compare(talk, uid, &way.nonce).await?;
    clear(talk, way, (uid, exists)).await;
    Ok("the message came back as it was sent".into())
}

async fn search(talk: &mut Talk<'_>, what: &str) -> Result<Vec<u64>, Trouble> {
    let told = imap::command(talk, &format!("UID SEARCH {what}")).await?;
    let found = told.lines.iter().filter_map(|line| line.strip_prefix(b"* SEARCH"));
    let text: String = found.map(|rest| String::from_utf8_lossy(rest).into_owned()).collect();
    Ok(text.split_ascii_whitespace().filter_map(|uid| uid.parse().ok()).collect())
}

async fn compare(talk: &mut Talk<'_>, uid: u64, nonce: &str) -> Result<(), Trouble> {
    let told = imap::command(talk, &format!("UID FETCH {uid} BODY.PEEK[TEXT]")).await?;
    let came = told.literals.first().map(|text| text.trim_ascii_end());
    if came == Some(body(nonce).as_bytes()) {
        return Ok(());
    }
    Err(talk.trouble(Fault::Different, "it came back altered"))
}

/// The most messages of which one is looked for, and removed, at once: an answer about so many fits into what is read.
const PIECE: u64 = 300;
/// The most pieces that are looked through.
const MOST_PIECES: u64 = 8;

/// Deletes the message, and those of earlier questions that were given up before they came: a piece each time, however
/// many lie there. Nothing that goes wrong with it says that mail is not delivered, so nobody is told; the next question
/// does it again.
async fn clear(talk: &mut Talk<'_>, way: &Loop, (uid, exists): (u64, u64)) {
    let mut gone = Vec::new();
    for piece in 0..exists.div_ceil(PIECE).min(MOST_PIECES) {
        let places = (piece * PIECE + 1, ((piece + 1) * PIECE).min(exists));
        gone = forgotten(talk, way, places).await.unwrap_or_default();
        if !gone.is_empty() {
            break;
        }
    }
    gone.push(uid);
    let _ = remove(talk, &gone).await;
}

/// Messages of before yesterday that nobody read back, among those at these places of the inbox.
async fn forgotten(talk: &mut Talk<'_>, way: &Loop, (from, to): (u64, u64)) -> Result<Vec<u64>, Trouble> {
    let yesterday =
        (way.clock.now() - jiff::SignedDuration::from_hours(24)).strftime("%-d-%b-%Y").to_string();
    search(talk, &format!("{from}:{to} HEADER {HEADER} \"\" BEFORE {yesterday}")).await
}

async fn remove(talk: &mut Talk<'_>, uids: &[u64]) -> Result<(), Trouble> {
    let uids: Vec<String> = uids.iter().map(u64::to_string).collect();
    imap::command(talk, &format!("UID STORE {} +FLAGS.SILENT (\\Deleted)", uids.join(","))).await?;
    imap::command(talk, "EXPUNGE").await.map(|_| ())
}

/// How many messages the inbox had when it was opened: `* 23 EXISTS`.
fn number_of(exists: &str) -> u64 {
    exists.split_ascii_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}
