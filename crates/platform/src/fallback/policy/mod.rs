//! What a customer's own domain tells strict senders (MTA-STS), and whom they tell of their troubles (TLSRPT).
//!
//! A domain whose policy is enforced and does not name the fallback never falls back: while its server is down, strict
//! senders keep its mail, and nobody says so. So policies are read as senders read them, and people are told in a sentence.

mod fetch;
mod report;
mod sts;

pub use fetch::Way;
pub use report::{Reports, publish as publish_reports};
pub use sts::{Sts, lacking};

use super::look_up::texts;
use crate::app::App;
use sts::Announced;

/// The port of HTTPS.
const HTTPS: u16 = 443;
/// So many characters of a record are shown.
const MOST_SHOWN: usize = 500;

/// What was found out about a domain: each verdict, and what it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub sts: Sts,
    /// The policy, or why there is none.
    pub policy: String,
    pub reports: Reports,
    pub record: String,
}

impl Way {
    pub fn of(app: &App) -> Way {
        Way { dns: app.settings.inbox_dns, reach: app.settings.webhooks, port: HTTPS, root: None }
    }
}

/// Reads what a domain publishes. `hosts` are its server and the fallback; `certificate` is what strict senders find wrong
/// with the fallback's.
pub async fn look(way: &Way, domain: &str, (hosts, certificate): ((&str, &str), &str)) -> Looked {
    let (policy, reports) = tokio::join!(policy(way, domain, (hosts, certificate)), reports(way, domain));
    Looked { sts: policy.0, policy: policy.1, reports: reports.0, record: reports.1 }
}

async fn policy(way: &Way, domain: &str, (hosts, certificate): ((&str, &str), &str)) -> (Sts, String) {
    let records = match texts(way.dns, &format!("_mta-sts.{domain}")).await {
        Ok(records) => records,
        Err(why) => return (Sts::Unknown, why),
    };
    match sts::announced(&records) {
        Announced::No => return (Sts::None, String::new()),
        Announced::Malformed => return (Sts::Record, short(&records.join("\n"))),
        Announced::Yes => {}
    }
    match fetch::fetch(way, domain).await {
        Err(why) => (Sts::Away, short(&why)),
        Ok(text) => match sts::read(&text) {
            Ok(policy) => (sts::judge(&policy, hosts, certificate), text),
            Err(why) => (Sts::Malformed, why.into()),
        },
    }
}

async fn reports(way: &Way, domain: &str) -> (Reports, String) {
    match texts(way.dns, &format!("_smtp._tls.{domain}")).await {
        Ok(records) => (report::judge(&records), short(&report::meant(&records).join("\n"))),
        Err(why) => (Reports::Unknown, why),
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).take(MOST_SHOWN).collect()
}

/// The lines that a policy needs for a server and the fallback.
pub fn lines((server, fallback): (&str, &str)) -> Vec<String> {
    vec![format!("mx: {server}"), format!("mx: {fallback}")]
}
