//! IMAP (RFC 9051): whether somebody can sign in and open their inbox.

use crate::answer::{Fault, Stage, Trouble, shown};
use crate::talk::Talk;
use crate::target::{Login, Target};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What ends a session; nobody waits for its tagged answer.
pub(crate) const FAREWELL: &str = "p LOGOUT";
/// Each command's tag: one after the other, so one is enough.
const TAG: &str = "p";
/// The most lines that one answer may have.
const MOST_LINES: usize = 512;

/// One answer: its untagged lines, and what its literals held.
pub(crate) struct Told {
    pub lines: Vec<Vec<u8>>,
    pub literals: Vec<Vec<u8>>,
}

/// Greeting and TLS; with a login also LOGIN and SELECT INBOX.
pub(crate) async fn opens(talk: &mut Talk<'_>, target: &Target) -> Result<String, Trouble> {
    let greeting = if target.begins_with_tls() {
        talk.enter(Stage::Tls);
        talk.encrypt().await?;
        greet(talk).await?
    } else {
        let greeting = greet(talk).await?;
        talk.enter(Stage::Tls);
        upgrade(talk).await?;
        greeting
    };
    let Some(login) = &target.login else { return Ok(greeting) };
    talk.enter(Stage::Login);
    sign_in(talk, login).await?;
    talk.enter(Stage::Answer);
    let told = command(talk, "SELECT INBOX").await?;
    let exists = told.lines.iter().find(|line| line.ends_with(b" EXISTS"));
    let exists = exists.ok_or_else(|| talk.trouble(Fault::Garbage, "the inbox has no number of messages"))?;
    Ok(shown(exists))
}

async fn greet(talk: &mut Talk<'_>) -> Result<String, Trouble> {
    talk.enter(Stage::Greeting);
    let line = talk.line().await?;
    let upper = line.to_ascii_uppercase();
    if upper.starts_with(b"* OK") {
        Ok(shown(&line))
    } else if upper.starts_with(b"* BYE") {
        Err(talk.said(Fault::Temporary, &line))
    } else {
        Err(talk.said(Fault::Garbage, &line))
    }
}

async fn upgrade(talk: &mut Talk<'_>) -> Result<(), Trouble> {
    match command(talk, "STARTTLS").await {
        Ok(_) => talk.encrypt().await,
        Err(trouble) if trouble.fault == Fault::Rejected => {
            Err(Trouble { fault: Fault::NoEncryption, ..trouble })
        }
        Err(trouble) => Err(trouble),
    }
}

async fn sign_in(talk: &mut Talk<'_>, login: &Login) -> Result<(), Trouble> {
    let plain = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if plain(&login.user) && plain(&login.password) {
        let words = format!("LOGIN {} {}", quoted(&login.user), quoted(&login.password));
        return command(talk, &words).await.map(|_| ());
    }
    // LOGIN has no characters beyond ASCII.
    let secret = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
    talk.send(&format!("{TAG} AUTHENTICATE PLAIN")).await?;
    let line = talk.line().await?;
    if !line.starts_with(b"+") {
        return Err(no(talk, &line));
    }
    talk.send(&secret).await?;
    told(talk).await.map(|_| ())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Sends a command and reads its whole answer; NO and BAD are troubles.
pub(crate) async fn command(talk: &mut Talk<'_>, words: &str) -> Result<Told, Trouble> {
    talk.send(&format!("{TAG} {words}")).await?;
    told(talk).await
}

async fn told(talk: &mut Talk<'_>) -> Result<Told, Trouble> {
    let mut told = Told { lines: Vec::new(), literals: Vec::new() };
    while told.lines.len() < MOST_LINES {
        let line = talk.line().await?;
        if let Some(rest) = line.strip_prefix(TAG.as_bytes()).and_then(|rest| rest.strip_prefix(b" ")) {
            let done = rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case(b"OK"));
            return if done { Ok(told) } else { Err(no(talk, &line)) };
        }
        if !line.starts_with(b"* ") {
            return Err(talk.said(Fault::Garbage, &line));
        }
        if line.get(2..5).is_some_and(|word| word.eq_ignore_ascii_case(b"BYE")) {
            return Err(talk.said(Fault::Temporary, &line));
        }
        let line = with_literals(talk, line, &mut told.literals).await?;
        told.lines.push(line);
    }
    Err(talk.trouble(Fault::TooLong, format!("an answer has more than {MOST_LINES} lines")))
}

/// Reads the literals that a line announces, and what follows each.
async fn with_literals(
    talk: &mut Talk<'_>,
    mut line: Vec<u8>,
    literals: &mut Vec<Vec<u8>>,
) -> Result<Vec<u8>, Trouble> {
    while let Some(bytes) = announced(&line) {
        literals.push(talk.exactly(bytes).await?);
        line = [line, talk.line().await?].concat();
    }
    Ok(line)
}

/// How long the literal is that a line ends by announcing: `{42}`.
fn announced(line: &[u8]) -> Option<usize> {
    let open = line.strip_suffix(b"}")?.iter().rposition(|byte| *byte == b'{')?;
    std::str::from_utf8(&line[open + 1..line.len() - 1]).ok()?.parse().ok()
}

/// NO and BAD. Some codes say that it is for now only (RFC 5530).
fn no(talk: &Talk<'_>, line: &[u8]) -> Trouble {
    let upper = line.to_ascii_uppercase();
    let says = |code: &[u8]| upper.windows(code.len()).any(|window| window == code);
    let temporary = [&b"[UNAVAILABLE]"[..], b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]"].into_iter().any(says);
    let word = upper.strip_prefix(TAG.to_ascii_uppercase().as_bytes()).unwrap_or(&upper).trim_ascii_start();
    let known = word.starts_with(b"NO") || word.starts_with(b"BAD") || word.starts_with(b"* BYE");
    let fault = match (known, temporary) {
        (false, _) => Fault::Garbage,
        (true, true) => Fault::Temporary,
        (true, false) => Fault::Rejected,
    };
    talk.said(fault, line)
}
