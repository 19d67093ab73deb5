//! HTTPS (RFC 9112): whether a page is shown, with the text that must be in it.

use crate::answer::{Fault, Stage, Trouble, shown};
use crate::talk::Talk;
use crate::target::Page;
use memchr::memmem;

/// The most lines that a head may have.
const MOST_HEADERS: usize = 128;

/// How the body ends.
enum Body {
    Bytes(usize),
    Chunks,
    /// With the connection.
    Open,
}

pub(crate) async fn shows(talk: &mut Talk<'_>, page: &Page) -> Result<String, Trouble> {
    talk.enter(Stage::Tls);
    talk.encrypt().await?;
    talk.enter(Stage::Answer);
    ask_for(talk, page).await?;
    let line = talk.line().await?;
    let status = status(&line).ok_or_else(|| talk.said(Fault::Garbage, &line))?;
    if status != page.status {
        return Err(talk.said(fault(status), &line));
    }
    let body = head(talk).await?;
    let body = read(talk, body).await?;
    match &page.text {
        Some(text) if memmem::find(&body, text.as_bytes()).is_none() => {
            Err(talk.trouble(Fault::Different, format!("the page does not hold the text `{text}`")))
        }
        _ => Ok(shown(&line)),
    }
}

async fn ask_for(talk: &mut Talk<'_>, page: &Page) -> Result<(), Trouble> {
    let host = talk.host();
    if page.path.bytes().chain(host.bytes()).any(|byte| byte.is_ascii_control() || byte == b' ') {
        return Err(talk.trouble(Fault::Question, "the page's address has a space or line break in it"));
    }
    let path = &page.path;
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: hostler-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    talk.send_bytes(head.as_bytes()).await
}

fn fault(status: u16) -> Fault {
    match status {
        429 | 502..=504 => Fault::Temporary,
        400.. => Fault::Rejected,
        _ => Fault::Different,
    }
}

/// The status of `HTTP/1.1 200 OK`.
fn status(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/1.")?.get(1..)?.strip_prefix(b" ")?;
    let digits = rest.split(|byte| *byte == b' ').next().filter(|digits| digits.len() == 3)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

async fn head(talk: &mut Talk<'_>) -> Result<Body, Trouble> {
    let mut body = Body::Open;
    for _ in 0..MOST_HEADERS {
        let line = talk.line().await?;
        if line.is_empty() {
            return Ok(body);
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return Err(talk.said(Fault::Garbage, &line));
        };
        let (name, value) = (line[..colon].to_ascii_lowercase(), line[colon + 1..].trim_ascii());
        match name.as_slice() {
            b"transfer-encoding" if value.eq_ignore_ascii_case(b"chunked") => body = Body::Chunks,
            b"content-length" if !matches!(body, Body::Chunks) => {
                let bytes = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
                body = Body::Bytes(bytes.ok_or_else(|| talk.said(Fault::Garbage, &line))?);
            }
            _ => {}
        }
    }
    Err(talk.trouble(Fault::TooLong, format!("more than {MOST_HEADERS} headers came")))
}

async fn read(talk: &mut Talk<'_>, body: Body) -> Result<Vec<u8>, Trouble> {
    match body {
        Body::Bytes(bytes) => talk.exactly(bytes).await,
        Body::Open => talk.rest().await,
        Body::Chunks => {
            let mut whole = Vec::new();
            loop {
                let chunk = chunk(talk).await?;
                if chunk.is_empty() {
                    return Ok(whole);
                }
                whole.extend(chunk);
            }
        }
    }
}

/// One chunk; empty: it was the last.
async fn chunk(talk: &mut Talk<'_>) -> Result<Vec<u8>, Trouble> {
    let line = talk.line().await?;
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let bytes = std::str::from_utf8(digits).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
    let bytes = bytes.ok_or_else(|| talk.said(Fault::Garbage, &line))?;
    let chunk = talk.exactly(bytes).await?;
    if bytes > 0 {
        talk.line().await?;
    }
    Ok(chunk)
}
