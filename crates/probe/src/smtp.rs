//! SMTP (RFC 5321, 3207, 4954): whether a server receives mail for a recipient, and whether somebody can send by it.

use crate::answer::{Fault, Stage, Trouble, shown};
use crate::talk::Talk;
use crate::target::{Login, Target};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The most lines that one reply may have.
const MOST_LINES: usize = 64;

/// A reply: its code and its lines without it.
pub(crate) struct Reply {
    code: u16,
    lines: Vec<Vec<u8>>,
}

/// Port 25: greeting, STARTTLS, and whether a recipient is taken. Nothing is sent.
pub(crate) async fn receives(talk: &mut Talk<'_>, recipient: Option<&str>) -> Result<String, Trouble> {
    let greeting = greet(talk).await?;
    upgrade(talk).await?;
    talk.enter(Stage::Answer);
    hello(talk).await?;
    let Some(recipient) = recipient else { return Ok(greeting) };
    command(talk, "MAIL FROM:<>", 250).await?;
    let taken = command(talk, &format!("RCPT TO:<{recipient}>"), 250).await?;
    command(talk, "RSET", 250).await?;
    Ok(taken.text())
}

/// Ports 587 and 465: TLS, then AUTH if there is a login.
pub(crate) async fn submits(talk: &mut Talk<'_>, target: &Target) -> Result<String, Trouble> {
    let greeting = if target.begins_with_tls() {
        talk.enter(Stage::Tls);
        talk.encrypt().await?;
        greet(talk).await?
    } else {
        let greeting = greet(talk).await?;
        upgrade(talk).await?;
        greeting
    };
    talk.enter(Stage::Login);
    let offered = hello(talk).await?;
    match &target.login {
        Some(login) => sign_in(talk, &offered, login).await,
        None => Ok(greeting),
    }
}

async fn sign_in(talk: &mut Talk<'_>, offered: &Reply, login: &Login) -> Result<String, Trouble> {
    if !offered.offers("AUTH") {
        return Err(talk.trouble(Fault::Different, "the server offers no AUTH"));
    }
    let secret = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
    Ok(command(talk, &format!("AUTH PLAIN {secret}"), 235).await?.text())
}

/// Hands over a message to one recipient. The lines end in CR LF, and none begins with a dot.
pub(crate) async fn hand_over(
    talk: &mut Talk<'_>,
    from: &str,
    to: &str,
    message: &str,
) -> Result<(), Trouble> {
    talk.enter(Stage::Answer);
    command(talk, &format!("MAIL FROM:<{from}>"), 250).await?;
    command(talk, &format!("RCPT TO:<{to}>"), 250).await?;
    command(talk, "DATA", 354).await?;
    talk.send_bytes(format!("{message}\r\n.\r\n").as_bytes()).await?;
    let reply = reply(talk).await?;
    expect(talk, reply, 250).map(|_| ())
}

async fn greet(talk: &mut Talk<'_>) -> Result<String, Trouble> {
    talk.enter(Stage::Greeting);
    let greeting = reply(talk).await?;
    Ok(expect(talk, greeting, 220)?.text())
}

async fn hello(talk: &mut Talk<'_>) -> Result<Reply, Trouble> {
    let hello = format!("EHLO {}", talk.own_name());
    command(talk, &hello, 250).await
}

/// EHLO and STARTTLS. A server that does not offer it any more, or whose offer is taken away between, is a trouble.
async fn upgrade(talk: &mut Talk<'_>) -> Result<(), Trouble> {
    let offered = hello(talk).await?;
    talk.enter(Stage::Tls);
    if !offered.offers("STARTTLS") {
        return Err(talk.trouble(Fault::NoEncryption, "the server does not offer STARTTLS"));
    }
    command(talk, "STARTTLS", 220).await?;
    talk.encrypt().await
}

async fn command(talk: &mut Talk<'_>, line: &str, code: u16) -> Result<Reply, Trouble> {
    talk.send(line).await?;
    let reply = reply(talk).await?;
    expect(talk, reply, code)
}

fn expect(talk: &Talk<'_>, reply: Reply, code: u16) -> Result<Reply, Trouble> {
    let fault = match reply.code {
        given if given == code || (code == 250 && given == 251) => return Ok(reply),
        400..500 => Fault::Temporary,
        500..600 => Fault::Rejected,
        _ => Fault::Different,
    };
    Err(talk.said(fault, reply.text().as_bytes()))
}

async fn reply(talk: &mut Talk<'_>) -> Result<Reply, Trouble> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut first = None;
    loop {
        let line = talk.line().await?;
        let Some((code, last)) = read(&line).filter(|(code, _)| first.is_none_or(|first| first == *code))
        else {
            return Err(talk.said(Fault::Garbage, &line));
        };
        first = Some(code);
        lines.push(line.get(4..).unwrap_or_default().to_vec());
        if matches!(last, Last::Yes) {
            return Ok(Reply { code, lines });
        }
        if lines.len() == MOST_LINES {
            return Err(talk.trouble(Fault::TooLong, format!("a reply has more than {MOST_LINES} lines")));
        }
    }
}

enum Last {
    Yes,
    No,
}

/// A line's code, and whether it is the reply's last.
fn read(line: &[u8]) -> Option<(u16, Last)> {
    let digits = line.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let code = std::str::from_utf8(digits).ok()?.parse().ok().filter(|code| (200..600).contains(code))?;
    match line.get(3) {
        None | Some(b' ') => Some((code, Last::Yes)),
        Some(b'-') => Some((code, Last::No)),
        Some(_) => None,
    }
}

impl Reply {
    /// Whether an EHLO reply names an extension.
    fn offers(&self, extension: &str) -> bool {
        self.lines.iter().skip(1).any(|line| {
            let word = line.split(|byte| *byte == b' ' || *byte == b'=').next().unwrap_or_default();
            word.eq_ignore_ascii_case(extension.as_bytes())
        })
    }

    /// Its code and last line, fit to be shown.
    fn text(&self) -> String {
        let last = self.lines.last().map(|line| shown(line)).unwrap_or_default();
        format!("{} {last}", self.code)
    }
}
