//! What of a message is looked at: who it says it is from, its subject, its own text, and whether a program sent it.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{HeaderName, Message, MessageParser, PartType};

/// Characters of a subject that are kept.
const MOST_SUBJECT: usize = 300;
/// Bytes of HTML that are read.
const MOST_HTML: usize = 200_000;
/// Servers that a message may have passed: more is a loop.
const MOST_HOPS: usize = 50;

pub struct Parts {
    /// The one address of the one From, in small letters; empty where there is another number of them.
    pub from: String,
    pub subject: String,
    pub text: String,
    pub message_id: Option<String>,
    /// A program sent it (RFC 3834).
    pub automatic: bool,
}

impl Parts {
    /// None: it is no message.
    pub fn of(bytes: &[u8]) -> Option<Parts> {
        let message = MessageParser::default().parse(bytes)?;
        Some(Parts {
            from: from(&message).unwrap_or_default(),
            subject: plain(message.subject().unwrap_or_default()).chars().take(MOST_SUBJECT).collect(),
            text: text(&message),
            message_id: message.message_id().map(str::to_string),
            automatic: is_automatic(&message),
        })
    }
}

/// Control characters out, so that nothing in a subject begins a line of its own.
fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn from(message: &Message<'_>) -> Option<String> {
    let count = message.headers().iter().filter(|header| header.name == HeaderName::From).count();
    let mut addresses = message.from()?.iter();
    let only = addresses.next()?.address()?.to_lowercase();
    let well_formed =
        only.matches('@').count() == 1 && !only.contains(char::is_whitespace) && only.is_ascii();
    (count == 1 && addresses.next().is_none() && well_formed).then_some(only)
}

/// The first text of the message; of HTML, what is not quoted in it.
fn text(message: &Message<'_>) -> String {
    let Some(part) = message.text_bodies().next() else { return String::new() };
    match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Html(html) => html_to_text(own_html(html)),
        _ => String::new(),
    }
}

/// HTML up to what it quotes.
fn own_html(html: &str) -> &str {
    let end = html.char_indices().map(|(at, _)| at).take_while(|at| *at <= MOST_HTML).last().unwrap_or(0);
    let end = if html.len() <= MOST_HTML { html.len() } else { end };
    let small = html[..end].to_ascii_lowercase();
    let quotes = ["<blockquote", "gmail_quote", "divrplyfwdmsg", "moz-cite-prefix"];
    let cut = quotes.iter().filter_map(|mark| small.find(mark)).min().unwrap_or(end);
    match small[cut..].starts_with('<') || cut == end {
        true => &html[..cut],
        // The name of a class: its tag begins before.
        false => &html[..small[..cut].rfind('<').unwrap_or(cut)],
    }
}

fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_lowercase());
    let submitted = header("Auto-Submitted").is_some_and(|value| value != "no");
    let bulk = header("Precedence")
        .is_some_and(|value| matches!(value.as_str(), "bulk" | "list" | "junk" | "auto_reply"));
    let list = ["List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond"]
        .iter()
        .any(|name| header(name).is_some());
    let report = header("Content-Type").is_some_and(|value| value.starts_with("multipart/report"));
    let from = from(message).unwrap_or_default();
    let daemon =
        ["mailer-daemon@", "postmaster@", "noreply@", "no-reply@"].iter().any(|who| from.starts_with(who));
    let hops = message.headers().iter().filter(|header| header.name == HeaderName::Received).count();
    submitted || bulk || list || report || daemon || hops > MOST_HOPS
}
