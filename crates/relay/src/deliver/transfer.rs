//! Handing letters over, one behind the other.

use super::connection::{COMMAND, Connection, DATA, MAIL};
use super::talk::{Lost, Reply};
use crate::queue::{Addresses, Envelope, Parcel};
use std::time::Duration;

/// RFC 5321 4.5.3.2.6 asks for ten minutes after the last dot.
const END: Duration = Duration::from_secs(600);
/// A longer message is sent only when somebody wants it.
const MOST_UNASKED: usize = 1024 * 1024;

/// What became of one recipient.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    Delivered,
    /// 5xx: not to be tried again by itself.
    Refused(String),
    /// 4xx.
    Later(String),
}

/// What became of recipients, by their places.
pub type Fates = Vec<(u8, Fate)>;

/// Whom a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Its recipients, each for himself.
    Recipients,
    /// The sender, the text, or whoever brings it.
    Message,
}

/// What came of a letter.
pub struct Handed {
    pub fates: Fates,
    pub about: About,
    /// Whether the next one's commands are sent.
    pub followed: Begun,
}

/// A message for some recipients of a parcel: their places.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    pub envelope: &'a Envelope,
    pub parcel: &'a Parcel,
    pub to: &'a [u8],
    pub body: &'a [u8],
}

/// Whether a letter's commands are with the primary already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    NotYet,
    Sent,
    SentBehindReset,
}

/// How the text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// When the primary says 354.
    Data,
    /// With the commands.
    Chunk,
}

impl Letter<'_> {
    /// Whether it cannot go without `SMTPUTF8`. Some senders say that of every mail; it counts where an address or the
    /// header is not ASCII (RFC 6531 section 3.2).
    pub fn is_international(&self) -> bool {
        let (envelope, recipients) = (self.envelope, &self.parcel.recipients);
        let to = || self.to.iter().all(|place| recipients[usize::from(*place)].address.is_ascii());
        let addresses = || envelope.sender.is_ascii() && to();
        envelope.wishes.addresses == Addresses::International
            && !(addresses() && header_of(self.body).is_ascii())
    }

    fn all(&self, fate: &Fate) -> Fates {
        self.to.iter().map(|place| (*place, fate.clone())).collect()
    }
}

impl Connection {
    /// Hands a letter over, and says what became of each recipient. The commands of the next one go along with its text
    /// where the primary can take that (RFC 2920 3.1): so each costs one journey there and back instead of two.
    pub async fn deliver(
        &mut self,
        letter: Letter<'_>,
        begun: Begun,
        next: Option<Letter<'_>>,
    ) -> Result<Handed, Lost> {
        self.under_way = begun != Begun::NotYet;
        if begun == Begun::NotYet {
            self.introduce(&letter.envelope.client).await?;
            if self.lacks(letter) {
                let fate = Fate::Refused("the server takes no international addresses".into());
                let fates = letter.all(&fate);
                return Ok(Handed { fates, about: About::Recipients, followed: Begun::NotYet });
            }
        }
        self.under_way = true;
        let next = next.filter(|next| self.may_follow(*next));
        match self.way(letter) {
            Way::Data => self.by_data(letter, begun, next).await,
            Way::Chunk => self.by_chunk(letter, begun, next).await,
        }
    }

    fn lacks(&self, letter: Letter<'_>) -> bool {
        !self.offers.has("SMTPUTF8") && letter.is_international()
    }

    /// Whether a message's commands may be sent before it is known what became of the one before.
    fn may_follow(&self, letter: Letter<'_>) -> bool {
        let client = &letter.envelope.client;
        let introduced = !self.offers.has("XCLIENT") || self.introduced.as_ref() == Some(client);
        introduced && self.offers.has("PIPELINING") && !self.lacks(letter)
    }

    fn way(&self, letter: Letter<'_>) -> Way {
        let chunks = self.offers.has("CHUNKING") && self.offers.has("PIPELINING");
        if chunks && letter.body.len() <= MOST_UNASKED { Way::Chunk } else { Way::Data }
    }

    async fn by_data(
        &mut self,
        letter: Letter<'_>,
        begun: Begun,
        next: Option<Letter<'_>>,
    ) -> Result<Handed, Lost> {
        let replies = match begun {
            Begun::NotYet => self.exchange(&self.commands(letter)).await?,
            Begun::Sent => self.replies(letter.to.len() + 2, DATA).await?,
            Begun::SentBehindReset => self.replies_behind_reset(letter.to.len() + 2, DATA).await?,
        };
        let (fates, about, last) = judged(letter, &replies)?;
        let any = fates.iter().any(|(_, fate)| *fate == Fate::Delivered);
        let (fates, followed) = match last {
            Some(data) if data.code == 354 => {
                // It waits for data also where nobody was taken: it gets an empty message, which counts for nothing.
                let mut text = if any { stuffed(letter.body) } else { b".\r\n".to_vec() };
                let followed = self.follow(&mut text, next, Begun::Sent);
                self.talk.send(&text, END).await?;
                let reply = self.talk.reply(END).await?;
                (if reply.is_good() { fates } else { taken_back(fates, &fate(&reply)) }, followed)
            }
            last => {
                self.talk.ask("RSET", COMMAND).await?;
                let whole = last.filter(|_| any).map(fate);
                (whole.map_or(fates.clone(), |whole| taken_back(fates, &whole)), Begun::NotYet)
            }
        };
        Ok(Handed { fates, about, followed })
    }

    /// Commands and text at once (RFC 3030): no journey for a go-ahead.
    async fn by_chunk(
        &mut self,
        letter: Letter<'_>,
        begun: Begun,
        next: Option<Letter<'_>>,
    ) -> Result<Handed, Lost> {
        let mut text = if begun == Begun::NotYet { self.group(letter) } else { Vec::new() };
        // A chunk that is refused may leave its transaction open.
        let followed = self.follow(&mut text, next, Begun::SentBehindReset);
        if !text.is_empty() {
            self.talk.send(&text, END).await?;
        }
        let replies = match begun {
            Begun::SentBehindReset => self.replies_behind_reset(letter.to.len() + 2, END).await?,
            _ => self.replies(letter.to.len() + 2, END).await?,
        };
        let (fates, about, last) = judged(letter, &replies)?;
        let refused = last.filter(|chunk| !chunk.is_good()).map(fate);
        if refused.is_some() && followed == Begun::NotYet {
            self.talk.ask("RSET", COMMAND).await?;
        }
        let fates = refused.map_or(fates.clone(), |whole| taken_back(fates, &whole));
        Ok(Handed { fates, about, followed })
    }

    /// Appends the next letter's commands, if there is one.
    fn follow(&self, text: &mut Vec<u8>, next: Option<Letter<'_>>, how: Begun) -> Begun {
        let Some(next) = next else { return Begun::NotYet };
        if how == Begun::SentBehindReset {
            text.extend_from_slice(b"RSET\r\n");
        }
        text.extend(self.group(next));
        how
    }

    /// A letter's commands as they are sent at once; where it goes by chunk, with its text.
    fn group(&self, letter: Letter<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for command in self.commands(letter) {
            bytes.extend_from_slice(command.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        if self.way(letter) == Way::Chunk {
            bytes.extend_from_slice(letter.body);
        }
        bytes
    }

    fn commands(&self, letter: Letter<'_>) -> Vec<String> {
        let mut commands = vec![self.mail(letter)];
        commands.extend(letter.to.iter().map(|place| self.rcpt(letter.parcel, *place)));
        commands.push(match self.way(letter) {
            Way::Data => "DATA".into(),
            Way::Chunk => format!("BDAT {} LAST", letter.body.len()),
        });
        commands
    }

    /// `last` is how long the last one may take.
    pub(super) async fn replies(&mut self, count: usize, last: Duration) -> Result<Vec<Reply>, Lost> {
        let mut replies = Vec::with_capacity(count);
        for place in 1..=count {
            replies.push(self.talk.reply(if place == count { last } else { MAIL }).await?);
        }
        Ok(replies)
    }

    async fn replies_behind_reset(&mut self, count: usize, last: Duration) -> Result<Vec<Reply>, Lost> {
        self.talk.reply(MAIL).await?;
        self.replies(count, last).await
    }
}

/// What the replies to MAIL and RCPT come to; whom a refusal is about, if there is one; and the last reply of all.
fn judged<'a>(letter: Letter<'_>, replies: &'a [Reply]) -> Result<(Fates, About, Option<&'a Reply>), Lost> {
    let (mail, rest) = replies.split_first().ok_or_else(|| Lost("no answer".into()))?;
    let fates: Fates = if mail.is_good() {
        letter.to.iter().copied().zip(rest.iter().map(fate)).collect()
    } else {
        letter.all(&fate(mail))
    };
    let nobody = fates.iter().all(|(_, fate)| *fate != Fate::Delivered);
    let about = if mail.is_good() && nobody { About::Recipients } else { About::Message };
    Ok((fates, about, rest.last()))
}

fn fate(reply: &Reply) -> Fate {
    match reply.code {
        200..400 => Fate::Delivered,
        400..500 => Fate::Later(reply.text()),
        _ => Fate::Refused(reply.text()),
    }
}

/// Recipients that were taken share what became of the message.
fn taken_back(fates: Fates, whole: &Fate) -> Fates {
    let one = |(place, fate)| (place, if fate == Fate::Delivered { whole.clone() } else { fate });
    fates.into_iter().map(one).collect()
}

/// Everything before the first empty line.
fn header_of(body: &[u8]) -> &[u8] {
    &body[..memchr::memmem::find(body, b"\r\n\r\n").unwrap_or(body.len())]
}

/// A dot more before each line that begins with one, and the end behind it (RFC 5321 4.5.2).
fn stuffed(body: &[u8]) -> Vec<u8> {
    let mut sent = Vec::with_capacity(body.len() + 8);
    let mut from = 0;
    if body.first() == Some(&b'.') {
        sent.push(b'.');
    }
    for at in memchr::memmem::find_iter(body, b"\r\n.") {
        sent.extend_from_slice(&body[from..at + 2]);
        sent.push(b'.');
        from = at + 2;
    }
    sent.extend_from_slice(&body[from..]);
    sent.extend_from_slice(b".\r\n");
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_doubled() {
        for (body, expect) in [
            (&b"a\r\n"[..], &b"a\r\n.\r\n"[..]),
            (b".\r\n", b"..\r\n.\r\n"),
            (b"a\r\n.b\r\n..\r\n", b"a\r\n..b\r\n...\r\n.\r\n"),
        ] {
            assert_eq!(stuffed(body), expect, "{}", body.escape_ascii());
        }
    }
}
