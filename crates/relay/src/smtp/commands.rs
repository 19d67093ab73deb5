//! The commands that lead to a message, and ETRN.

use super::lines::Gone;
use super::session::{Channel, Greeting, Next, Session};
use super::transaction::Transaction;
use crate::table::Verdict;
use smtp_proto::{MAIL_SMTPUTF8, MailFrom, RcptTo};
use std::borrow::Cow;
use tokio::io::{AsyncRead, AsyncWrite};

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) fn ehlo(&mut self, host: &str) -> Next {
        self.reset();
        self.helo = Some((host.into(), Greeting::Ehlo));
        let reception = self.reception.clone();
        let mut lines = vec![format!("{} greets you", reception.host)];
        lines.push(format!("SIZE {}", reception.limits.message_bytes));
        let always = ["PIPELINING", "8BITMIME", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES", "ETRN"];
        lines.extend(always.map(String::from));
        if reception.smtputf8 {
            lines.push("SMTPUTF8".into());
        }
        if self.channel == Channel::Plain && reception.tls.borrow().is_some() {
            lines.push("STARTTLS".into());
        }
        let last = lines.pop().expect("there is always one");
        lines.iter().for_each(|line| self.lines.reply(&format!("250-{line}")));
        self.lines.reply(&format!("250 {last}"));
        Next::Command
    }

    pub(super) fn helo(&mut self, host: &str) -> Next {
        self.reset();
        self.helo = Some((host.into(), Greeting::Helo));
        let line = format!("250 {}", self.reception.host);
        self.lines.reply(&line);
        Next::Command
    }

    pub(super) fn mail(&mut self, from: &MailFrom<Cow<'_, str>>) -> Next {
        if self.helo.is_none() {
            return self.wrong("503 5.5.1 say EHLO first");
        }
        if self.transaction.is_some() {
            return self.wrong("503 5.5.1 there is a sender already");
        }
        if from.size > self.reception.limits.message_bytes {
            return self.wrong("552 5.3.4 the message is too big");
        }
        if from.flags & MAIL_SMTPUTF8 != 0 && !self.reception.smtputf8 {
            return self.wrong("555 5.5.4 SMTPUTF8 is not offered");
        }
        self.messages += 1;
        if self.messages > self.reception.limits.messages_per_session {
            self.lines.reply("421 4.7.0 enough for one connection, come again");
            return Next::End;
        }
        match Transaction::begin(from) {
            Ok(transaction) => self.transaction = Some(transaction),
            Err(reply) => return self.wrong(reply),
        }
        self.lines.reply("250 2.1.0 OK");
        Next::Command
    }

    pub(super) fn rcpt(&mut self, to: &RcptTo<Cow<'_, str>>) -> Next {
        let Some(transaction) = &self.transaction else { return self.wrong("503 5.5.1 say MAIL first") };
        if let Err(reply) = transaction.check(to) {
            return self.wrong(reply);
        }
        if transaction.is_full() {
            self.lines.reply("452 4.5.3 too many recipients, send the others next");
            return Next::Command;
        }
        let to = self.in_person(to);
        match self.who_is(&to.address) {
            Ok(domain) => {
                self.transaction.iter_mut().for_each(|transaction| transaction.add(&to, domain.clone()));
                self.lines.reply("250 2.1.5 OK");
                Next::Command
            }
            Err(reply) if reply.starts_with('4') => {
                self.lines.reply(reply);
                Next::Command
            }
            Err(reply) => self.wrong(reply),
        }
    }

    /// The relay has no mailbox: who writes to its own postmaster (RFC 5321 4.5.1) reaches whoever the settings name.
    /// Without a domain, the address of a postmaster arrives here empty.
    fn in_person<'a>(&self, to: &RcptTo<Cow<'a, str>>) -> RcptTo<Cow<'a, str>> {
        let own = format!("postmaster@{}", self.reception.host);
        let own = to.address.is_empty() || to.address.eq_ignore_ascii_case(&own);
        match &self.reception.postmaster {
            Some(person) if own => RcptTo { address: person.clone().into(), ..to.clone() },
            _ => to.clone(),
        }
    }

    /// The domain of a recipient whose mail is taken now.
    fn who_is(&self, address: &str) -> Result<String, &'static str> {
        let table = self.reception.table.borrow().clone();
        let (primary, domain) = match table.verdict(address) {
            Verdict::Known(primary, domain) => (primary, domain),
            Verdict::NobodyOfThatName => return Err("550 5.1.1 nobody of that name here"),
            Verdict::NotOurs => return Err("550 5.7.1 no mail for that domain is taken here"),
        };
        if self.reception.queue.stopped().borrow().is_some() {
            return Err("452 4.3.0 mail cannot be stored now");
        }
        if primary.refuses(self.reception.sight.of(&primary.name).seen()) {
            return Err("450 4.3.2 this domain's own server is up, please use it");
        }
        let (messages, bytes) = self.reception.queue.waiting(table.domains_of(&primary.name));
        if messages >= primary.most_messages || bytes >= primary.most_bytes {
            return Err("452 4.2.2 too much waits for this server already");
        }
        Ok(domain)
    }

    pub(super) async fn start_tls(&mut self) -> Result<Next, Gone> {
        if self.channel != Channel::Plain || self.reception.tls.borrow().is_none() {
            return Ok(self.wrong("502 5.5.1 not now"));
        }
        // What was sent behind it in the clear would be taken for what was sent inside (CVE-2011-0411).
        if !self.lines.arrived().is_empty() {
            self.lines.reply("501 5.5.4 nothing may follow STARTTLS in the clear");
            return Ok(Next::End);
        }
        self.lines.reply("220 2.0.0 go ahead");
        self.lines.flush(self.patience()).await?;
        Ok(Next::Tls)
    }

    /// Delivery is asked for (RFC 1985): by the primary itself, for what waits for it.
    pub(super) fn etrn(&mut self, name: &str) -> Next {
        let table = self.reception.table.borrow().clone();
        let domain = name.trim_start_matches(['@', '#']);
        let Some(primary) = table.primary_of(domain).filter(|primary| primary.is_at(self.peer)) else {
            return self.wrong("459 4.7.1 you are not the server of that domain");
        };
        let waiting = self.reception.queue.depth(domain).messages;
        self.reception.sight.of(&primary.name).bell.notify_one();
        let reply = match waiting {
            0 => "251 2.0.0 nothing waits for it".to_string(),
            many => format!("253 2.0.0 delivery of {many} messages begins"),
        };
        self.lines.reply(&reply);
        Next::Command
    }
}
