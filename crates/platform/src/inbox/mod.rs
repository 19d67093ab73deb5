//! Mail to the provider (H6): a customer may end a server by a mail that names it.
//!
//! Anybody can write anything into a mail, so a notice is taken only from whom DKIM or SPF proves to be an owner of
//! that server. From anybody else it is a question to the owners that are known: they get a link, the sender gets
//! nothing. Each message is kept, sealed, with what it was taken for and what was done; programs and repeats are
//! answered by nobody (RFC 3834).

mod act;
pub mod jobs;
pub mod links;
pub mod listen;
mod model;
pub mod pages;
mod parts;
pub mod rules;
mod sender;
mod session;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Act, Envelope, Kind, Message};
pub use session::MOST_BYTES;

use crate::app::App;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use jobs::ReadMessage;
use parts::Parts;
use rules::Says;
use sender::Sender;
use sha2::{Digest, Sha256};
use store::Read;

/// How long the text of a message is kept: a year, in which a server that was ended by it is billed and questions come.
const KEPT_DAYS: i64 = 366;
/// How long a sender who could not be checked, because DNS did not answer, is tried again.
const CHECKED_WITHIN_MS: i64 = 3_600_000;

/// Keeps a message, and the job that reads it: once this is done, its sender need not send it again.
pub async fn receive(app: &App, envelope: &Envelope, bytes: &[u8]) -> Result<Id<Message>, Fault> {
    let now_ms = app.now_ms();
    let id = Id::<Message>::new(now_ms, &app.random);
    let parts = Parts::of(bytes);
    let message = Message {
        sealed: app.vault.seal(&STANDARD.encode(bytes), id.as_str(), &app.random),
        id,
        received_at_ms: now_ms,
        peer: envelope.peer.to_string(),
        helo: envelope.helo.clone(),
        mail_from: envelope.mail_from.clone(),
        recipient: envelope.recipient.clone(),
        from_address: parts.as_ref().map_or(String::new(), |parts| parts.from.clone()),
        subject: parts.as_ref().map_or(String::new(), |parts| parts.subject.clone()),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        state: "received".into(),
        verified: String::new(),
        reason: String::new(),
        kind: String::new(),
        read_at_ms: None,
    };
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, &message).await?;
    hostler_kit::jobs::enqueue(&mut tx, &ReadMessage { message: message.id.clone() }, now_ms).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(message.id)
}

/// The message as it came; nothing where it was removed.
fn bytes_of(app: &App, message: &Message) -> Result<Vec<u8>, Fault> {
    if message.sealed.is_empty() {
        return Ok(Vec::new());
    }
    let text = app.vault.open(&message.sealed, message.id.as_str()).map_err(Fault::broken)?;
    STANDARD.decode(text).map_err(Fault::broken)
}

/// Finds out what a message is and who sent it, and does about each server that it names what is to be done. May be
/// called again: what was done is left alone.
pub async fn read(app: &App, id: &Id<Message>) -> Result<(), Fault> {
    let Some(message) = store::find(&app.db, id).await?.filter(|message| message.state == "received") else {
        return Ok(());
    };
    let bytes = bytes_of(app, &message)?;
    let Some(parts) = Parts::of(&bytes) else {
        return finish(app, &message, (Kind::Unreadable, &Sender::nobody("it cannot be read"))).await;
    };
    if parts.automatic || message.mail_from.is_empty() || parts.from == app.catalogue.provider.notice_email {
        return finish(app, &message, (Kind::Automatic, &Sender::nobody("a program sent it"))).await;
    }
    let sender = sender::check(app, &message, &bytes).await;
    if sender.unchecked && app.now_ms() < message.received_at_ms + CHECKED_WITHIN_MS {
        return Err(Fault::broken(std::io::Error::other(sender.reason)));
    }
    if !is_first(app, &message, &parts, &sender).await? {
        return finish(app, &message, (Kind::Repeated, &sender)).await;
    }
    let kind = match rules::says(&parts.subject, &parts.text, &app.catalogue.provider.domain) {
        Says::Nothing => Kind::Other,
        Says::Unclear => Kind::Unclear,
        Says::End(hosts) => {
            for host in &hosts {
                act::on(app, &message, host, &sender).await?;
            }
            Kind::Notice
        }
    };
    finish(app, &message, (kind, &sender)).await
}

/// Whether no other message had this Message-ID from this sender. Whose sender is not certain is another one: nobody
/// can use a real message's id up.
async fn is_first(app: &App, message: &Message, parts: &Parts, sender: &Sender) -> Result<bool, Fault> {
    let Some(message_id) = &parts.message_id else { return Ok(true) };
    let fingerprint = format!("{}\n{}\n{message_id}", sender.verified, parts.from);
    let fingerprint = hex(&Sha256::digest(fingerprint));
    let mut tx = app.db.begin().await?;
    let first = store::first_of(&mut tx, &fingerprint, &message.id).await?;
    tx.commit().await?;
    Ok(first == message.id)
}

/// Removes the texts of messages that are read and older than [`KEPT_DAYS`]. Who wrote about which server, and what was
/// done, stays; so does the fingerprint by which the same message again is known.
pub async fn sweep(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::empty_before(&mut tx, app.now_ms() - KEPT_DAYS * 86_400_000).await?;
    tx.commit().await
}

async fn finish(app: &App, message: &Message, (kind, sender): (Kind, &Sender)) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let read = Read { verified: &sender.verified, reason: &sender.reason, kind };
    store::set_read(&mut tx, &message.id, &read, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
