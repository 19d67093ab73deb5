//! One try: get the certificate if it is time, hand it over, write down what became of it.

use super::model::{Certificate, Pair};
use super::{rules, store};
use crate::app::App;
use crate::drivers::acme::{self, Acme};
use crate::events::{self, Actor, Happened};
use crate::monitoring::{self, Trouble};
use crate::servers::{self, Note, Server};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// The kind of incident when it fails for long.
const KIND: &str = "certificate-failed";

/// Gets a server's certificate if there is none or it is time, and hands it over if that is still to be done.
pub async fn renew(app: &App, server: &Id<Server>) -> Result<(), Fault> {
    let Some(acme) = &app.acme else { return Ok(()) };
    let Some(server) = servers::find(&app.db, server).await? else { return Ok(()) };
    let Some(mut certificate) = store::of(&app.db, &server.id).await? else { return Ok(()) };
    if server.phase() != servers::Phase::Running || certificate.try_at_ms > app.now_ms() {
        return Ok(());
    }
    match brought(app, acme, &server, &mut certificate).await {
        Ok(()) => done(app, &server, certificate).await,
        Err(fault) => failed(app, &server, (certificate, &fault)).await,
    }
}

async fn brought(
    app: &App,
    acme: &Acme,
    server: &Server,
    certificate: &mut Certificate,
) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let is_time = match (certificate.from_ms, certificate.until_ms) {
        (Some(from), Some(until)) => rules::renew_at_ms(from, until) <= now_ms,
        _ => true,
    };
    if is_time {
        let pair = got(app, acme, &certificate.host).await?;
        let (from_ms, until_ms) = validity(&pair.chain)?;
        let text = serde_json::to_string(&pair).map_err(Fault::broken)?;
        certificate.sealed = app.vault.seal(&text, server.id.as_str(), &app.random);
        (certificate.from_ms, certificate.until_ms) = (Some(from_ms), Some(until_ms));
        (certificate.issued_at_ms, certificate.installed_at_ms) = (Some(now_ms), None);
        let mut tx = app.db.begin().await?;
        store::write(&mut tx, certificate).await?;
        tx.commit().await?;
    }
    if certificate.installed_at_ms.is_none() {
        let text = app.vault.open(&certificate.sealed, server.id.as_str()).map_err(Fault::broken)?;
        let pair: Pair = serde_json::from_str(&text).map_err(Fault::broken)?;
        servers::api::install_certificate(app, server, &pair.chain, &pair.key).await?;
        certificate.installed_at_ms = Some(app.now_ms());
    }
    Ok(())
}

/// From the authority, as the account that the platform has there.
async fn got(app: &App, acme: &Acme, host: &str) -> Result<Pair, Fault> {
    let account = account(app, acme).await?;
    let keep = |token: String, answer: String| async move {
        let mut tx = app.db.begin().await.map_err(|error| error.to_string())?;
        let kept = store::keep_answer(&mut tx, (&token, &answer), app.now_ms()).await;
        kept.map_err(|error| error.to_string())?;
        tx.commit().await.map_err(|error| error.to_string())
    };
    let issued = acme::order(&account, &[host.to_string()], keep).await.map_err(Fault::broken)?;
    Ok(Pair { chain: issued.chain, key: issued.key })
}

async fn account(app: &App, acme: &Acme) -> Result<instant_acme::Account, Fault> {
    if let Some(sealed) = store::account(&app.db, &acme.directory).await? {
        let credentials = app.vault.open(&sealed, &acme.directory).map_err(Fault::broken)?;
        return acme.account(&credentials).await.map_err(Fault::broken);
    }
    let (account, credentials) = acme.register().await.map_err(Fault::broken)?;
    let sealed = app.vault.seal(&credentials, &acme.directory, &app.random);
    let mut tx = app.db.begin().await?;
    store::keep_account(&mut tx, (&acme.directory, &sealed), app.now_ms()).await?;
    tx.commit().await?;
    Ok(account)
}

/// The first and the last instant of a chain's first certificate.
fn validity(chain: &str) -> Result<(i64, i64), Fault> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(chain.as_bytes()).map_err(Fault::broken)?;
    let certificate = pem.parse_x509().map_err(Fault::broken)?;
    let validity = certificate.validity();
    Ok((validity.not_before.timestamp() * 1_000, validity.not_after.timestamp() * 1_000))
}

async fn done(app: &App, server: &Server, certificate: Certificate) -> Result<(), Fault> {
    let (from, until) = (certificate.from_ms.unwrap_or_default(), certificate.until_ms.unwrap_or_default());
    let certificate = Certificate {
        failures: 0,
        last_error: String::new(),
        try_at_ms: rules::renew_at_ms(from, until),
        ..certificate
    };
    let mut tx = app.db.begin().await?;
    store::write(&mut tx, &certificate).await?;
    servers::note(app, &mut tx, &server.id, Note("certificate-installed", &certificate.host)).await?;
    let happened = Happened {
        kind: "server.certificate",
        customer: Some(server.customer_id.as_str()),
        subject: server.id.as_str(),
        data: serde_json::json!({ "host": certificate.host, "until_ms": certificate.until_ms }),
    };
    events::record(app, &mut tx, &Actor::platform(), happened).await?;
    monitoring::over(app, &mut tx, (Some(&server.id), KIND)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Keeps what there is, says why, and says when it is tried again.
async fn failed(
    app: &App,
    server: &Server,
    (certificate, fault): (Certificate, &Fault),
) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let failures = certificate.failures + 1;
    let detail: String = fault.detail.chars().take(500).collect();
    tracing::warn!(server = server.name, failures, detail, "a certificate could not be brought");
    let validity = (certificate.from_ms, certificate.until_ms);
    let certificate = Certificate {
        failures,
        last_error: detail.clone(),
        try_at_ms: now_ms + rules::pause_ms(failures),
        ..certificate
    };
    let mut tx = app.db.begin().await?;
    store::write(&mut tx, &certificate).await?;
    if rules::is_trouble(failures, validity, now_ms) {
        monitoring::raise(app, &mut tx, Trouble { server: Some(server), kind: KIND, detail }).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
