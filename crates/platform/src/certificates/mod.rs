//! Certificates of servers (H3): one for each name of a server, its own and those of its customer's; got by ACME where the
//! provider names an authority, renewed a third of their life before they run out, handed over to the server, and a
//! trouble that people see when that fails.
//!
//! What always holds: a certificate is written down before it is handed over; the key is sealed in the database and
//! lies, readable to its root alone, in the server; what fails is tried again with growing pauses, each name for itself,
//! and the server keeps the certificate that it has.

mod due;
mod facts;
mod get;
pub mod host_names;
pub mod jobs;
mod model;
mod pages;
pub mod routes;
mod rules;
mod signers;
pub mod staff;
mod standing;
mod store;
#[cfg(test)]
mod tests;

pub use due::watch;
pub use facts::{Fact, check, fact};
pub use get::renew;
pub use model::{Certificate, Pair, State};
pub use rules::CertificateRefused;
pub use signers::signers;

use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers::{self, Note, Server};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::jobs::enqueue;

/// The certificate for a server's own name, as it stands.
pub async fn own(app: &App, server: &Server) -> Result<Option<Certificate>, sqlx::Error> {
    store::find(&app.db, (&server.id, &servers::host_name(app, server))).await
}

/// A server's data was exchanged for older data: it is handed the certificates that it is to have again, as soon as it
/// runs. Part of the caller's transaction.
pub async fn hand_over_again(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    let now_ms = app.now_ms();
    for host in store::hand_over_again(tx, &server.id, now_ms).await? {
        enqueue(tx, &jobs::RenewCertificate::of(&server.id, &host), now_ms).await?;
        servers::note(app, tx, &server.id, Note("certificate-again", &host)).await?;
    }
    Ok(())
}

/// Has the certificates of a server got now, before their time: that for one name, or all that may be. Answers for which.
///
/// # Errors
/// There is no authority, no such name, or all were got or tried only just now.
pub async fn ask(
    app: &App,
    by: &Actor,
    (server, host): (&Server, Option<&str>),
) -> Result<Vec<String>, Fault> {
    if app.acme.is_none() {
        return Err(CertificateRefused::NoAuthority.into());
    }
    let all = store::of_server(&app.db, &server.id).await?;
    let meant: Vec<_> = all.iter().filter(|one| host.is_none_or(|host| one.host == host)).collect();
    if let (Some(host), true) = (host, meant.is_empty()) {
        return Err(CertificateRefused::NoSuchName { name: host.into() }.into());
    }
    let now_ms = app.now_ms();
    let asked: Vec<_> = meant.into_iter().filter(|one| rules::may_ask(one, now_ms).is_ok()).collect();
    if asked.is_empty() {
        return Err(CertificateRefused::TooSoon.into());
    }
    let mut tx = app.db.begin().await?;
    for one in &asked {
        store::ask(&mut tx, (&server.id, &one.host), now_ms).await?;
        enqueue(&mut tx, &jobs::RenewCertificate::of(&server.id, &one.host), now_ms).await?;
        servers::note(app, &mut tx, &server.id, Note("certificate-asked", &one.host)).await?;
        let happened = Happened {
            kind: "certificate.asked",
            customer: Some(server.customer_id.as_str()),
            subject: server.id.as_str(),
            data: serde_json::json!({ "host": one.host }),
        };
        events::record(app, &mut tx, by, happened).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(asked.into_iter().map(|one| one.host.clone()).collect())
}
