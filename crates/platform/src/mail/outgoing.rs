//! Mail on its way out: handed to the provider's mail server (a smarthost) by SMTP. Without one, mail is captured.

use super::store::Mail;
use super::{find, store};
use crate::app::App;
use crate::billing::invoices;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Failure, Job};
use hostler_kit::time::instant;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};

/// How long the mail server may take to answer.
const WITHIN: Duration = Duration::from_secs(60);

/// The way out.
pub struct Outgoing {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Of message ids.
    domain: String,
}

#[derive(Debug, thiserror::Error)]
pub enum BadOutgoing {
    #[error(
        "`--smtp` is not the address of a mail server ({0}); write smtp://HOST:PORT, smtps://USER:PASSWORD@HOST or \
         smtp://USER:PASSWORD@HOST:587?tls=required"
    )]
    Url(String),
    #[error(
        "`--mail-from` is not an address ({0}); write noreply@example.com or \"Name <noreply@example.com>\""
    )]
    From(String),
}

impl Outgoing {
    /// A mail server as a URL (`smtp://…`, `smtps://…`; its password stays out of errors and logs), and who the mail
    /// comes from.
    pub fn of(url: &str, from: &str) -> Result<Outgoing, BadOutgoing> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| BadOutgoing::Url(error.to_string()))?;
        let from: Mailbox = from
            .parse()
            .map_err(|error: lettre::address::AddressError| BadOutgoing::From(error.to_string()))?;
        let pool = PoolConfig::new().max_size(4).idle_timeout(Duration::from_secs(60));
        let domain = from.email.domain().to_string();
        Ok(Outgoing { transport: transport.timeout(Some(WITHIN)).pool_config(pool).build(), from, domain })
    }

    async fn hand_over(&self, mail: &Mail, enclosed: Option<(String, Vec<u8>)>) -> Result<(), Failure> {
        let to: Mailbox = mail.recipient.parse()?;
        let written = Duration::from_millis(u64::try_from(mail.created_at_ms).unwrap_or_default());
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .date(SystemTime::UNIX_EPOCH + written)
            // The same however often it is sent, so a mail server that got it before can tell.
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)));
        let message = match enclosed {
            None => message.header(ContentType::TEXT_PLAIN).body(mail.body.clone())?,
            Some((name, bytes)) => {
                let pdf = ContentType::parse("application/pdf")?;
                let text = SinglePart::plain(mail.body.clone());
                message.multipart(
                    MultiPart::mixed().singlepart(text).singlepart(Attachment::new(name).body(bytes, pdf)),
                )?
            }
        };
        self.transport.send(message).await?;
        Ok(())
    }
}

/// Hands one mail over; what the mail server refuses for now is tried again.
#[derive(Serialize, Deserialize)]
pub struct SendMail {
    pub mail: Id<Mail>,
}

impl Job<App> for SendMail {
    const KIND: &'static str = "send-mail";
    /// Two days, at an hour at most between two.
    const ATTEMPTS: i64 = 58;

    fn subject(&self) -> String {
        self.mail.to_string()
    }

    async fn run(self, app: &App) -> Result<(), Failure> {
        let (Some(outgoing), Some(mail)) = (&app.outgoing, find(&app.db, &self.mail).await?) else {
            return Ok(());
        };
        if mail.sent_at_ms.is_some() {
            return Ok(());
        }
        let enclosed = match &mail.invoice_id {
            None => None,
            Some(id) => Some(invoices::on_paper(app, id).await.map_err(|fault| Failure(fault.detail))?),
        };
        outgoing.hand_over(&mail, enclosed).await?;
        let mut tx = app.db.begin().await?;
        store::set_sent(&mut tx, &mail.id, app.now_ms()).await?;
        tx.commit().await?;
        tracing::info!(mail = %mail.id, at = %instant(app.now_ms()), "a mail was handed over");
        Ok(())
    }
}
