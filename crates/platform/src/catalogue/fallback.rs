//! How the fallback mail server treats each server's mail (K3).

use hostler_relay::checks::Doubt;
use serde::Deserialize;

/// The section `[fallback]`; each field may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FallbackTerms {
    /// Its own name, as MX records say it; `mx2.` the provider's domain unless said.
    #[serde(default)]
    pub host: String,
    #[serde(default)]
    pub while_up: WhileUp,
    /// What is kept for one server at most.
    #[serde(default = "messages")]
    pub messages_per_server: u64,
    #[serde(default = "gigabytes")]
    pub gb_per_server: u64,
    /// What happens with mail while the scanner for spam or viruses is away.
    #[serde(default = "take")]
    pub scanner_away: Doubt,
    /// And with what Rspamd would greylist, or reject for now.
    #[serde(default = "take")]
    pub greylist: Doubt,
    #[serde(default = "put_off")]
    pub soft_reject: Doubt,
}

fn take() -> Doubt {
    Doubt::Take
}

fn put_off() -> Doubt {
    Doubt::PutOff
}

fn messages() -> u64 {
    250_000
}

fn gigabytes() -> u64 {
    20
}

impl Default for FallbackTerms {
    fn default() -> FallbackTerms {
        FallbackTerms {
            host: String::new(),
            while_up: WhileUp::Take,
            messages_per_server: messages(),
            gb_per_server: gigabytes(),
            scanner_away: take(),
            greylist: take(),
            soft_reject: put_off(),
        }
    }
}

impl FallbackTerms {
    /// 1 GB is 10⁹ bytes.
    pub fn bytes_per_server(&self) -> u64 {
        self.gb_per_server.saturating_mul(1_000_000_000)
    }
}

/// What happens with mail that comes to the fallback while the server is up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhileUp {
    /// It is taken and handed over at once.
    #[default]
    Take,
    /// Senders are told to try the server itself (4xx): most who do not are spammers.
    Refuse,
}
