//! Looking at the fallback's name as a sender does: DNS, and the certificate that is shown after STARTTLS.

use super::dane::{self, Dane, Tlsa};
use super::{MailName, PORT, is_due, store};
use crate::app::App;
use crate::fallback::look_up::{records, resolver};
use crate::fallback::warn::lasts_or_is_over;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_probe::{Address, Fault as Wrong, Limits, Protocol, Target, Trouble, Trust, ask_and_see};
use mail_auth::hickory_resolver::proto::rr::{RData, RecordType};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// A certificate that ends sooner is a trouble.
const ENDS_SOON_MS: i64 = 14 * 86_400_000;
/// So many records are shown.
const MOST_SHOWN: usize = 20;

/// Where its certificate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// From a file of the provider's, who renews it.
    ByFile,
    /// The platform made it; nobody outside can know who signed it.
    ByPlatform,
}

/// Looks if it is time. `at` is where the fallback listens.
///
/// # Errors
/// What was seen could not be written down.
pub async fn look(app: &App, (at, given): (SocketAddr, Given)) -> Result<(), Fault> {
    if !is_due(app).await? {
        return Ok(());
    }
    let host = app.catalogue.fallback.host.clone();
    let (shown, tlsa, addresses) =
        tokio::join!(shown(app, (&host, at)), tlsa(app, &host), addresses(app, &host));
    let (verdict, found) = match &tlsa {
        Ok(records) => (dane::judge(records, &shown.chain), lines(records)),
        Err(why) => (Dane::Unknown, why.clone()),
    };
    let name = MailName {
        looked_at_ms: Some(app.now_ms()),
        tlsa: shown.chain.first().and_then(|own| dane::publish(own)).unwrap_or_default(),
        certificate_until_ms: shown.until_ms,
        certificate_trouble: shown.trouble.as_ref().map(|trouble| trouble.words.clone()).unwrap_or_default(),
        verdict: verdict.as_str().into(),
        found,
        addresses,
        host,
    };
    let mut tx = app.db.begin().await?;
    store::put(&mut tx, &name).await?;
    tx.commit().await?;
    let detail = wrong(app.now_ms(), &name, (&shown, given));
    lasts_or_is_over(app, "fallback-name", detail).await
}

/// What a sender is shown.
struct Shown {
    /// DER, first its own certificate.
    chain: Vec<Vec<u8>>,
    until_ms: Option<i64>,
    trouble: Option<Trouble>,
}

async fn shown(app: &App, (host, at): (&str, SocketAddr)) -> Shown {
    let here = if at.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { at.ip() };
    let clock = app.clock.clone();
    let trust =
        app.blocking(move || Trust::system(clock.clone()).unwrap_or_else(|_| Trust::named(clock))).await;
    let target = Target {
        protocol: Protocol::Smtp { recipient: None },
        address: Address::At(SocketAddr::new(here, at.port())),
        name: host.into(),
        login: None,
        trust,
        limits: Limits::default(),
    };
    let (answer, chain) = ask_and_see(&target).await;
    Shown { chain, until_ms: answer.certificate_until_ms, trouble: answer.outcome.err() }
}

async fn tlsa(app: &App, host: &str) -> Result<Vec<Tlsa>, String> {
    let name = format!("_{PORT}._tcp.{host}");
    let found = records(app.settings.inbox_dns, (&name, RecordType::TLSA)).await?;
    let read = |data: RData| match data {
        RData::TLSA(record) => Some(Tlsa {
            usage: record.cert_usage.into(),
            selector: record.selector.into(),
            matching: record.matching.into(),
            data: record.cert_data,
        }),
        _ => None,
    };
    Ok(found.into_iter().filter_map(read).collect())
}

async fn addresses(app: &App, host: &str) -> String {
    let Ok(resolver) = resolver(app.settings.inbox_dns) else { return String::new() };
    let Ok(found) = resolver.lookup_ip(format!("{host}.")).await else { return String::new() };
    let mut addresses: Vec<IpAddr> = found.iter().take(MOST_SHOWN).collect();
    addresses.sort();
    addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(" ")
}

fn lines(records: &[Tlsa]) -> String {
    let lines: Vec<String> = records.iter().take(MOST_SHOWN).map(Tlsa::text).collect();
    lines.join("\n")
}

/// What keeps strict senders from the fallback, as a sentence. A certificate of the platform's own is nobody's trouble: who
/// wants strict senders gives one.
fn wrong(now_ms: i64, name: &MailName, (shown, given): (&Shown, Given)) -> Option<String> {
    if name.verdict() == Some(Dane::Wrong) {
        return Some(format!(
            "No TLSA record of {} fits its certificate, so senders who use DANE deliver nothing to the fallback. \
             Publish `{}`, and remove those that do not fit.",
            name.host,
            name.publish().unwrap_or_default()
        ));
    }
    if given == Given::ByPlatform {
        return None;
    }
    let host = &name.host;
    let strict = "so strict senders do not use the fallback. Renew the file.";
    // Who uses DANE does not care who signed it.
    let signed_by_dane =
        |fault: Wrong| fault == Wrong::CertificateIssuer && name.verdict() == Some(Dane::Good);
    match (&shown.trouble, shown.until_ms) {
        (Some(trouble), _) if is_of_certificate(trouble.fault) && !signed_by_dane(trouble.fault) => {
            Some(format!("The certificate that {host} shows is not good ({}), {strict}", trouble.words))
        }
        (None, Some(until_ms)) if until_ms - now_ms < ENDS_SOON_MS => {
            let day = instant(until_ms).strftime("%F");
            Some(format!(
                "The certificate that {host} shows ends on {day}. Renew the file; it is taken without a restart."
            ))
        }
        _ => None,
    }
}

fn is_of_certificate(fault: Wrong) -> bool {
    matches!(
        fault,
        Wrong::CertificateName
            | Wrong::CertificateExpired
            | Wrong::CertificateEarly
            | Wrong::CertificateIssuer
            | Wrong::CertificateInvalid
    )
}
