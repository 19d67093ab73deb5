//! One try: get the certificate for a name if it is time, hand it over, write down what became of it.

use super::model::{Certificate, Pair};
use super::{host_names, rules, store};
use crate::alone;
use crate::app::App;
use crate::drivers::acme::{self, Acme};
use crate::events::{self, Actor, Happened};
use crate::monitoring::{self, Trouble};
use crate::servers::{self, Note, Phase, Server};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use sha2::{Digest, Sha256};

/// The kind of incident when it fails for long.
const KIND: &str = "certificate-failed";
/// When it is looked again whether a server runs: one that is on its way, and one that rests.
const SOON_MS: i64 = 15_000;
const LATER_MS: i64 = 10 * 60_000;
/// How long nobody else takes one up that somebody is getting; a platform that was killed meanwhile goes on then.
const TAKEN_FOR_MS: i64 = 10 * 60_000;

/// Does what is to be done about a name of a server: gets a certificate if there is none or it is time, hands it over if
/// that is still to be done, takes it away if the name is the server's no more.
pub async fn renew(app: &App, (server, host): (&Id<Server>, &str)) -> Result<(), Fault> {
    let Some(acme) = &app.acme else { return Ok(()) };
    let found = servers::find(&app.db, server).await?;
    let own = found.as_ref().map(|server| servers::host_name(app, server)).unwrap_or_default();
    let host = if host.is_empty() { own.as_str() } else { host };
    let Some(_alone) = alone::at_once(app, &lock(server, host)).await? else { return Ok(()) };
    let Some(mut certificate) = store::find(&app.db, (server, host)).await? else { return Ok(()) };
    if certificate.try_at_ms > app.now_ms() || !taken(app, &certificate).await? {
        return Ok(());
    }
    let Some(server) = found.filter(|server| server.phase() != Phase::Gone) else {
        return end(app, &certificate).await;
    };
    if server.phase() != Phase::Running {
        return wait(app, &server, host).await;
    }
    if host != own && !host_names::is_held(&app.db, (&server.id, host)).await? {
        return taken_away(app, &server, certificate).await;
    }
    match brought(app, acme, &server, &mut certificate).await {
        Ok(brought) => done(app, &server, (certificate, brought)).await,
        Err(fault) => failed(app, &server, (certificate, &fault)).await,
    }
}

/// One order at a time for each name: authorities count what they sign.
pub fn lock(server: &Id<Server>, host: &str) -> String {
    let hash = Sha256::digest(format!("{server} {host}"));
    format!("certificate-{}", hex(&hash[..16]))
}

/// While it is being got it is not due, so that no second job is queued.
async fn taken(app: &App, certificate: &Certificate) -> Result<bool, Fault> {
    let mut tx = app.db.begin().await?;
    let taken = store::take(&mut tx, certificate, app.now_ms() + TAKEN_FOR_MS).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn end(app: &App, certificate: &Certificate) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    store::end(&mut tx, (&certificate.server_id, &certificate.host)).await?;
    Ok(tx.commit().await?)
}

async fn wait(app: &App, server: &Server, host: &str) -> Result<(), Fault> {
    let rests = server.phase() == Phase::Stopped;
    let mut tx = app.db.begin().await?;
    let again_ms = app.now_ms() + if rests { LATER_MS } else { SOON_MS };
    store::look_at(&mut tx, (&server.id, host), again_ms).await?;
    Ok(tx.commit().await?)
}

async fn taken_away(app: &App, server: &Server, certificate: Certificate) -> Result<(), Fault> {
    match servers::api::remove_certificate(app, server, &certificate.host).await {
        Ok(()) => {
            let mut tx = app.db.begin().await?;
            store::end(&mut tx, (&server.id, &certificate.host)).await?;
            settled(app, &mut tx, server).await?;
            Ok(tx.commit().await?)
        }
        Err(fault) => {
            tracing::warn!(server = server.name, detail = fault.detail, "a certificate could not be removed");
            wait(app, server, &certificate.host).await
        }
    }
}

/// What a try came to.
enum Brought {
    Installed,
    /// The server has what it is to have.
    Nothing,
}

async fn brought(
    app: &App,
    acme: &Acme,
    server: &Server,
    certificate: &mut Certificate,
) -> Result<Brought, Fault> {
    let now_ms = app.now_ms();
    certificate.tried_at_ms = Some(now_ms);
    if rules::is_due(certificate, &acme.directory, now_ms) {
        // The authority is not asked for what it cannot prove: it counts failures.
        host_names::leads_here(app, server, &certificate.host).await?;
        let pair = got(app, acme, &certificate.host).await?;
        let signed = Signed::of(&pair.chain)?;
        let text = serde_json::to_string(&pair).map_err(Fault::broken)?;
        certificate.sealed = app.vault.seal(&text, server.id.as_str(), &app.random);
        (certificate.from_ms, certificate.until_ms) = (Some(signed.from_ms), Some(signed.until_ms));
        (certificate.issuer, certificate.directory) = (signed.issuer, acme.directory.clone());
        (certificate.issued_at_ms, certificate.installed_at_ms) = (Some(now_ms), None);
        certificate.asked_at_ms = None;
        let mut tx = app.db.begin().await?;
        store::write(&mut tx, certificate).await?;
        tx.commit().await?;
    }
    if certificate.installed_at_ms.is_some() {
        return Ok(Brought::Nothing);
    }
    let text = app.vault.open(&certificate.sealed, server.id.as_str()).map_err(Fault::broken)?;
    let pair: Pair = serde_json::from_str(&text).map_err(Fault::broken)?;
    let whole = (certificate.host.as_str(), pair.chain.as_str(), pair.key.as_str());
    servers::api::install_certificate(app, server, whole).await?;
    certificate.installed_at_ms = Some(app.now_ms());
    Ok(Brought::Installed)
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

/// What a chain's first certificate says of itself.
struct Signed {
    from_ms: i64,
    until_ms: i64,
    issuer: String,
}

/// Longest name of an authority that is kept.
const LONGEST_ISSUER: usize = 200;

impl Signed {
    fn of(chain: &str) -> Result<Signed, Fault> {
        let (_, pem) = x509_parser::pem::parse_x509_pem(chain.as_bytes()).map_err(Fault::broken)?;
        let certificate = pem.parse_x509().map_err(Fault::broken)?;
        let (validity, issuer) = (certificate.validity(), certificate.issuer());
        let mut names = issuer.iter_organization().chain(issuer.iter_common_name());
        let name = names.find_map(|name| name.as_str().ok()).unwrap_or_default();
        Ok(Signed {
            from_ms: validity.not_before.timestamp() * 1_000,
            until_ms: validity.not_after.timestamp() * 1_000,
            issuer: name.chars().filter(|sign| !sign.is_control()).take(LONGEST_ISSUER).collect(),
        })
    }
}

async fn done(
    app: &App,
    server: &Server,
    (certificate, brought): (Certificate, Brought),
) -> Result<(), Fault> {
    let life = (certificate.from_ms.unwrap_or_default(), certificate.until_ms.unwrap_or_default());
    let try_at_ms = rules::renew_at_ms(&certificate.host, life);
    let certificate = Certificate { failures: 0, last_error: String::new(), try_at_ms, ..certificate };
    let mut tx = app.db.begin().await?;
    store::write(&mut tx, &certificate).await?;
    if let Brought::Installed = brought {
        let host = &certificate.host;
        servers::note(app, &mut tx, &server.id, Note("certificate-installed", host)).await?;
        let data = serde_json::json!({
            "host": host, "issuer": certificate.issuer, "until_ms": certificate.until_ms,
        });
        tell(app, &mut tx, (server, "certificate.issued", data)).await?;
    }
    settled(app, &mut tx, server).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// The incident is over once no name of the server is in trouble any more.
async fn settled(app: &App, tx: &mut Tx, server: &Server) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let all = store::of_server_in(tx, &server.id).await?;
    match all.iter().any(|one| rules::is_trouble(one.failures, (one.from_ms, one.until_ms), now_ms)) {
        true => Ok(()),
        false => Ok(monitoring::over(app, tx, (Some(&server.id), KIND)).await?),
    }
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    (server, kind, data): (&Server, &'static str, serde_json::Value),
) -> Result<(), Fault> {
    let customer = Some(server.customer_id.as_str());
    let happened = Happened { kind, customer, subject: server.id.as_str(), data };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

/// Keeps what there is, says why, and says when it is tried again. The first try in vain is told to whoever listens.
async fn failed(
    app: &App,
    server: &Server,
    (certificate, fault): (Certificate, &Fault),
) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let failures = certificate.failures + 1;
    let detail: String = fault.detail.chars().take(500).collect();
    tracing::warn!(host = certificate.host, failures, detail, "a certificate could not be brought");
    let life = (certificate.from_ms, certificate.until_ms);
    let try_at_ms = now_ms + rules::pause_ms(failures);
    let certificate = Certificate { failures, last_error: detail.clone(), try_at_ms, ..certificate };
    let mut tx = app.db.begin().await?;
    store::write(&mut tx, &certificate).await?;
    if failures == 1 {
        let data =
            serde_json::json!({ "host": certificate.host, "reason": detail, "next_try_ms": try_at_ms });
        tell(app, &mut tx, (server, "certificate.failed", data)).await?;
    }
    if rules::is_trouble(failures, life, now_ms) {
        let detail = format!("{}: {detail}", certificate.host);
        monitoring::raise(app, &mut tx, Trouble { server: Some(server), kind: KIND, detail }).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
