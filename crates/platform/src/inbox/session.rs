//! What is said by SMTP (RFC 5321) and LMTP (RFC 2033), without a network: a request comes in, an answer goes out.
//!
//! Nobody signs in, nothing is passed on: only mail to the provider's own addresses is taken.

use smtp_proto::{MailFrom, RcptTo, Request};

/// Largest message.
pub const MOST_BYTES: usize = 1 << 20;
/// Recipients of one message.
const MOST_RECIPIENTS: usize = 5;
/// Messages of one connection.
const MOST_MESSAGES: usize = 20;
/// Requests that are refused before the connection is ended.
const MOST_ERRORS: usize = 10;

/// One connection.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// This program's name, and the addresses that it takes mail for.
    pub host: String,
    pub own: Vec<String>,
    pub starttls: StartTls,
    pub helo: String,
    pub lmtp: Lmtp,
    pub mail_from: Option<String>,
    pub recipients: Vec<String>,
    messages: usize,
    errors: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StartTls {
    /// There is no certificate.
    #[default]
    None,
    Offered,
    Done,
}

/// By LMTP each recipient is answered for itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lmtp {
    #[default]
    No,
    Yes,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Say(String),
    /// The message follows.
    Data,
    /// Encryption follows.
    Encrypt,
    /// Say this and end.
    End(String),
}

fn say(text: &str) -> Next {
    Next::Say(format!("{text}\r\n"))
}

impl Session {
    pub fn new(host: &str, own: Vec<String>, starttls: StartTls) -> Session {
        Session { host: host.into(), own, starttls, ..Session::default() }
    }

    pub fn greeting(&self) -> String {
        format!("220 {} ESMTP\r\n", self.host)
    }

    /// Answers a request; none: it could not be read.
    pub fn answer(&mut self, request: Option<Request<String>>) -> Next {
        let next = match request {
            Some(Request::Ehlo { host }) => self.hello(host, Lmtp::No),
            Some(Request::Lhlo { host }) => self.hello(host, Lmtp::Yes),
            Some(Request::Helo { host }) => {
                self.begin(host, Lmtp::No);
                Next::Say(format!("250 {}\r\n", self.host))
            }
            Some(Request::Mail { from }) => self.mail(from),
            Some(Request::Rcpt { to }) => self.rcpt(to),
            Some(Request::Data) if self.recipients.is_empty() => say("503 5.5.1 Name a recipient first"),
            Some(Request::Data) => Next::Data,
            Some(Request::StartTls) if self.starttls == StartTls::Offered => Next::Encrypt,
            Some(Request::Rset) => {
                self.forget();
                say("250 2.0.0 OK")
            }
            Some(Request::Noop { .. }) => say("250 2.0.0 OK"),
            Some(Request::Vrfy { .. }) => say("252 2.1.5 Send it and see"),
            Some(Request::Quit) => Next::End("221 2.0.0 Bye\r\n".into()),
            Some(_) => say("502 5.5.1 Not here"),
            None => say("500 5.5.2 Not understood"),
        };
        self.count(next)
    }

    /// Ends a connection on which too much was refused.
    fn count(&mut self, next: Next) -> Next {
        let refused = matches!(&next, Next::Say(text) if text.starts_with('5'));
        self.errors += usize::from(refused);
        match self.errors >= MOST_ERRORS {
            true => Next::End("421 4.7.0 Too many errors\r\n".into()),
            false => next,
        }
    }

    fn begin(&mut self, helo: String, lmtp: Lmtp) {
        self.forget();
        (self.helo, self.lmtp) = (helo, lmtp);
    }

    /// The encryption has begun: what was said before it does not count (RFC 3207).
    pub fn encrypted(&mut self) {
        self.begin(String::new(), Lmtp::No);
        self.starttls = StartTls::Done;
    }

    fn hello(&mut self, helo: String, lmtp: Lmtp) -> Next {
        self.begin(helo, lmtp);
        let starttls = if self.starttls == StartTls::Offered { "250-STARTTLS\r\n" } else { "" };
        Next::Say(format!(
            "250-{}\r\n250-PIPELINING\r\n250-SIZE {MOST_BYTES}\r\n250-ENHANCEDSTATUSCODES\r\n{starttls}250 8BITMIME\r\n",
            self.host
        ))
    }

    fn mail(&mut self, from: MailFrom<String>) -> Next {
        if self.helo.is_empty() {
            return say("503 5.5.1 Say EHLO first");
        }
        if self.mail_from.is_some() {
            return say("503 5.5.1 One message after the other");
        }
        if from.size > MOST_BYTES {
            return say("552 5.3.4 Too large");
        }
        self.messages += 1;
        if self.messages > MOST_MESSAGES {
            return Next::End("421 4.7.0 Enough for now\r\n".into());
        }
        self.mail_from = Some(from.address);
        say("250 2.1.0 OK")
    }

    fn rcpt(&mut self, to: RcptTo<String>) -> Next {
        if self.mail_from.is_none() {
            return say("503 5.5.1 Say who it is from first");
        }
        let address = to.address.to_lowercase();
        if !self.own.contains(&address) && address != "postmaster" {
            return say("550 5.1.1 Nobody here has this address");
        }
        if self.recipients.len() >= MOST_RECIPIENTS {
            return say("452 4.5.3 Too many recipients");
        }
        self.recipients.push(address);
        say("250 2.1.5 OK")
    }

    /// What is said after a message: once, or by LMTP once for each recipient.
    pub fn said_of_message(&mut self, text: &str) -> String {
        let times = if self.lmtp == Lmtp::Yes { self.recipients.len() } else { 1 };
        self.forget();
        format!("{text}\r\n").repeat(times)
    }

    fn forget(&mut self) {
        self.mail_from = None;
        self.recipients.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::new("hostler.test", vec!["info@hostler.test".into()], StartTls::Offered)
    }

    /// The code that each line is answered with.
    fn codes(session: &mut Session, lines: &[&str]) -> Vec<String> {
        let one = |line: &&str| {
            let bytes = format!("{line}\r\n").into_bytes();
            let request = Request::parse(&mut bytes.iter()).ok().map(Request::into_owned);
            match session.answer(request) {
                Next::Say(text) | Next::End(text) => text[..3].to_string(),
                Next::Data => "354".into(),
                Next::Encrypt => "220".into(),
            }
        };
        lines.iter().map(one).collect()
    }

    #[test]
    fn only_the_providers_own_addresses_are_taken() {
        let mut session = session();
        let said = codes(
            &mut session,
            &[
                "MAIL FROM:<anna@bakkerij.test>",
                "EHLO mail.bakkerij.test",
                "RCPT TO:<info@hostler.test>",
                "DATA",
                "MAIL FROM:<anna@bakkerij.test> SIZE=2000000",
                "MAIL FROM:<anna@bakkerij.test> SIZE=1000",
                "RCPT TO:<bram@elsewhere.test>",
                "RCPT TO:<Info@Hostler.Test>",
                "DATA",
            ],
        );
        assert_eq!(said, ["503", "250", "503", "503", "552", "250", "550", "250", "354"]);
        assert_eq!(session.recipients, ["info@hostler.test"]);
    }

    #[test]
    fn everything_has_an_end() {
        let mut many = session();
        codes(&mut many, &["EHLO a.test", "MAIL FROM:<a@a.test>"]);
        assert_eq!(codes(&mut many, &["RCPT TO:<info@hostler.test>"; 6]).last().unwrap(), "452");
        let said = codes(&mut session(), &["NONSENSE"; 10]);
        assert_eq!((said[8].as_str(), said[9].as_str()), ("500", "421"));
        let mut long = session();
        codes(&mut long, &["EHLO a.test"]);
        let said = codes(&mut long, &["MAIL FROM:<a@a.test>", "RSET"].repeat(21));
        assert_eq!(said[40], "421");
    }

    #[test]
    fn encryption_forgets_what_was_said_before_it() {
        let mut session = session();
        codes(&mut session, &["EHLO a.test", "MAIL FROM:<a@a.test>", "RCPT TO:<info@hostler.test>"]);
        assert_eq!(codes(&mut session, &["STARTTLS"]), ["220"]);
        session.encrypted();
        assert_eq!(codes(&mut session, &["DATA", "STARTTLS", "MAIL FROM:<a@a.test>"]), ["503", "502", "503"]);
    }

    #[test]
    fn lmtp_answers_for_each_recipient() {
        let mut session = session();
        let twice = ["RCPT TO:<info@hostler.test>"; 2];
        codes(&mut session, &[&["LHLO a.test", "MAIL FROM:<a@a.test>"][..], &twice[..]].concat());
        assert_eq!(session.said_of_message("250 OK"), "250 OK\r\n250 OK\r\n");
    }
}
