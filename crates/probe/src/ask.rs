//! One question, from the first packet to the farewell.

use crate::answer::{Answer, Trouble};
use crate::talk::Talk;
use crate::target::{Protocol, Target, Tls};
use crate::{imap, pop3, smtp, web};

/// Puts one question to a server (K2). Never fails: what went wrong is the answer. Ends within the target's limits.
pub async fn ask(target: &Target) -> Answer {
    ask_and_see(target).await.0
}

/// The same, with the certificates (DER) that the server showed, its own first; also where they were refused.
pub async fn ask_and_see(target: &Target) -> (Answer, Vec<Vec<u8>>) {
    let mut talk = Talk::new(target);
    let outcome = put(&mut talk, target).await;
    let answer = talk.answer(outcome);
    if answer.outcome.is_ok()
        && let Some(words) = farewell(&target.protocol)
    {
        talk.farewell(words).await;
    }
    (answer, talk.chain)
}

async fn put(talk: &mut Talk<'_>, target: &Target) -> Result<String, Trouble> {
    talk.connect().await?;
    match &target.protocol {
        Protocol::Smtp { recipient } => smtp::receives(talk, recipient.as_deref()).await,
        Protocol::Submission | Protocol::Submissions => smtp::submits(talk, target).await,
        Protocol::Imap | Protocol::Imaps => imap::opens(talk, target).await,
        Protocol::Pop3 | Protocol::Pop3s => pop3::opens(talk, target).await,
        Protocol::Https(page) => web::shows(talk, page).await,
        Protocol::Tcp { port } => Ok(format!("port {port} is open")),
    }
}

fn farewell(protocol: &Protocol) -> Option<&'static str> {
    match protocol {
        Protocol::Smtp { .. } | Protocol::Submission | Protocol::Submissions => Some("QUIT"),
        Protocol::Imap | Protocol::Imaps => Some(imap::FAREWELL),
        Protocol::Pop3 | Protocol::Pop3s => Some("QUIT"),
        Protocol::Https(_) | Protocol::Tcp { .. } => None,
    }
}

impl Target {
    pub(crate) fn begins_with_tls(&self) -> bool {
        self.protocol.tls() == Tls::AtOnce
    }
}
