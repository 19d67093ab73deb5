//! A connection to a primary: greeting, TLS, who the client was, and message after message.

use super::talk::{Lost, Reply, Talk};
use super::transfer::Letter;
use super::trust;
use crate::queue::{Client, Parcel};
use crate::smtp::orcpt::{self, xtext};
use crate::smtp::wire_address;
use crate::table::{PrimarySettings, Trust};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_util::either::Either;

/// What begins the reason when a handshake failed.
const TLS: &str = "TLS: ";
const CONNECT: Duration = Duration::from_secs(10);
pub(super) const COMMAND: Duration = Duration::from_secs(60);
/// For MAIL and RCPT, and for DATA (RFC 5321 4.5.3.2): a server may look up much before it answers.
pub(super) const MAIL: Duration = Duration::from_secs(300);
pub(super) const DATA: Duration = Duration::from_secs(120);

pub struct Connection {
    pub(super) talk: Talk,
    pub(super) offers: Offers,
    /// The relay's own name.
    host: String,
    /// Whose mail the primary believes to get, where it takes XCLIENT.
    pub(super) introduced: Option<Client>,
    /// Whether MAIL of the letter that is delivered was sent.
    pub(super) under_way: bool,
}

/// What the primary offers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Offers {
    keywords: Vec<String>,
}

impl Offers {
    fn of(reply: &Reply) -> Offers {
        Offers { keywords: reply.lines.iter().skip(1).map(|line| line.to_ascii_uppercase()).collect() }
    }

    pub fn has(&self, keyword: &str) -> bool {
        self.keywords.iter().any(|line| line.split_whitespace().next() == Some(keyword))
    }

    /// Whether XCLIENT takes an attribute.
    fn introduces(&self, attribute: &str) -> bool {
        let line = self.keywords.iter().find(|line| line.split_whitespace().next() == Some("XCLIENT"));
        line.is_some_and(|line| line.split_whitespace().any(|word| word == attribute))
    }
}

impl Connection {
    /// Connects, and comes back when mail can be sent. Where TLS is offered but does not work, and nobody asked for it,
    /// the mail goes without (RFC 7435).
    pub async fn open(primary: &PrimarySettings, host: &str) -> Result<Connection, Lost> {
        match (Connection::open_once(primary, host).await, &primary.trust) {
            (Err(Lost(reason)), Trust::Opportunistic) if reason.starts_with(TLS) => {
                let plain = PrimarySettings { trust: Trust::Plain, ..primary.clone() };
                Connection::open_once(&plain, host).await
            }
            (opened, _) => opened,
        }
    }

    async fn open_once(primary: &PrimarySettings, host: &str) -> Result<Connection, Lost> {
        let connect = tokio::time::timeout(CONNECT, TcpStream::connect(primary.next_hop)).await;
        let stream = connect.map_err(|_| Lost("no connection within 10 s".into()))?;
        let stream = stream.map_err(|error| Lost(format!("no connection: {error}")))?;
        let _ = stream.set_nodelay(true);
        let talk = Talk::new(Either::Left(stream));
        let offers = Offers::default();
        let mut connection =
            Connection { talk, offers, host: host.into(), introduced: None, under_way: false };
        let greeting = connection.talk.reply(COMMAND).await?;
        if greeting.code != 220 {
            return Err(Lost(greeting.text()));
        }
        connection.greet(host).await?;
        connection.encrypt(primary).await
    }

    async fn greet(&mut self, name: &str) -> Result<(), Lost> {
        let mut reply = self.talk.ask(&format!("EHLO {name}"), COMMAND).await?;
        if reply.code >= 500 {
            reply = self.talk.ask(&format!("HELO {name}"), COMMAND).await?;
        }
        if !reply.is_good() {
            return Err(Lost(reply.text()));
        }
        self.offers = Offers::of(&reply);
        Ok(())
    }

    async fn encrypt(mut self, primary: &PrimarySettings) -> Result<Connection, Lost> {
        let trust = trust::of(&primary.trust, primary.next_hop.ip()).map_err(Lost)?;
        let Some((config, name)) = trust.filter(|_| self.offers.has("STARTTLS")) else {
            return match primary.trust {
                Trust::Pinned { .. } => Err(Lost("it offers no TLS, which was asked for".into())),
                _ => Ok(self),
            };
        };
        let reply = self.talk.ask("STARTTLS", COMMAND).await?;
        if !reply.is_good() {
            return Err(Lost(format!("{TLS}{}", reply.text())));
        }
        let Either::Left(stream) = self.talk.stream else { return Err(Lost("TLS within TLS".into())) };
        let handshake = tokio::time::timeout(COMMAND, TlsConnector::from(config).connect(name, stream)).await;
        let stream = handshake.map_err(|_| Lost(format!("{TLS}the handshake did not end")))?;
        let stream = stream.map_err(|error| Lost(format!("{TLS}{error}")))?;
        let talk = Talk::new(Either::Right(stream));
        let mut connection = Connection { talk, ..self };
        connection.talk.forget();
        let host = connection.host.clone();
        connection.greet(&host).await?;
        Ok(connection)
    }

    /// Says who the client was, so that the primary's own checks look at it (XCLIENT, a Postfix extension).
    pub(super) async fn introduce(&mut self, client: &Client) -> Result<(), Lost> {
        if !self.offers.has("XCLIENT") || self.introduced.as_ref() == Some(client) {
            return Ok(());
        }
        let address = if client.address.contains(':') {
            format!("IPV6:{}", client.address)
        } else {
            client.address.clone()
        };
        let protocol = if client.protocol.starts_with("SMTP") { "SMTP" } else { "ESMTP" };
        let told = [
            ("ADDR", address.as_str()),
            ("NAME", "[UNAVAILABLE]"),
            ("PROTO", protocol),
            ("HELO", &client.helo),
        ];
        let told = told.iter().filter(|(name, _)| self.offers.introduces(name));
        let words: Vec<String> = told.map(|(name, value)| format!("{name}={}", xtext(value))).collect();
        let reply = self.talk.ask(&format!("XCLIENT {}", words.join(" ")), COMMAND).await?;
        if !reply.is_good() {
            return Err(Lost(format!("XCLIENT: {}", reply.text())));
        }
        // As after a new connection, in the client's name: the primary writes down what is said last.
        let plain = !client.helo.is_empty() && client.helo.chars().all(|c| c.is_ascii_graphic());
        let name = if plain { client.helo.clone() } else { self.host.clone() };
        self.greet(&name).await?;
        self.introduced = Some(client.clone());
        Ok(())
    }

    /// Sends commands, all at once where that is offered (RFC 2920). Without it, the first refusal of the sender ends it.
    pub(super) async fn exchange(&mut self, commands: &[String]) -> Result<Vec<Reply>, Lost> {
        let mut replies = Vec::new();
        if self.offers.has("PIPELINING") {
            let all = commands.iter().flat_map(|command| [command.as_str(), "\r\n"]).collect::<String>();
            self.talk.send(all.as_bytes(), MAIL).await?;
            return self.replies(commands.len(), DATA).await;
        }
        for command in commands {
            let nobody = command == "DATA" && !replies.iter().skip(1).any(Reply::is_good);
            if nobody {
                break;
            }
            let most = if command == "DATA" { DATA } else { MAIL };
            replies.push(self.talk.ask(command, most).await?);
            if !replies[0].is_good() {
                break;
            }
        }
        Ok(replies)
    }

    pub(super) fn mail(&self, letter: Letter<'_>) -> String {
        let (envelope, size) = (letter.envelope, letter.body.len());
        let mut command = format!("MAIL FROM:<{}>", wire_address(&envelope.sender));
        let wishes = &envelope.wishes;
        let mut say = |keyword: &str, word: Option<String>| {
            if let Some(word) = word.filter(|_| self.offers.has(keyword)) {
                command.push(' ');
                command.push_str(&word);
            }
        };
        say("SIZE", Some(format!("SIZE={size}")));
        say("8BITMIME", wishes.body.as_ref().map(|body| format!("BODY={body}")));
        say("SMTPUTF8", letter.is_international().then(|| "SMTPUTF8".into()));
        say("DSN", wishes.ret.as_ref().map(|ret| format!("RET={ret}")));
        say("DSN", wishes.envid.as_ref().map(|id| format!("ENVID={}", xtext(id))));
        command
    }

    pub(super) fn rcpt(&self, parcel: &Parcel, place: u8) -> String {
        let recipient = &parcel.recipients[usize::from(place)];
        let mut command = format!("RCPT TO:<{}>", wire_address(&recipient.address));
        if self.offers.has("DSN") {
            let notify = recipient.notify.as_ref().map(|notify| format!(" NOTIFY={notify}"));
            let orcpt = recipient.orcpt.as_ref().map(|orcpt| format!(" ORCPT={}", orcpt::told(orcpt)));
            command.extend([notify, orcpt].into_iter().flatten());
        }
        command
    }

    pub async fn quit(mut self) {
        let _ = self.talk.ask("QUIT", Duration::from_secs(5)).await;
    }
}
