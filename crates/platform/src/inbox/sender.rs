//! Who a message is from for certain: DKIM (RFC 6376) or SPF (RFC 7208) of a domain that is that of its From, as DMARC
//! asks (RFC 7489), only stricter: a domain vouches for itself and for what is below it.

use super::model::Message;
use crate::app::App;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, SpfOutput, SpfResult,
};
use std::net::SocketAddr;
use std::time::Duration;

/// How long all questions to DNS about one message may take.
const WITHIN: Duration = Duration::from_secs(30);
/// Signatures of one message that are checked.
const MOST_SIGNATURES: usize = 10;
/// What a signature has to cover, so that it cannot be put on another message or be sent again under another id.
const SIGNED: [&str; 3] = ["from", "subject", "message-id"];

/// Who a message is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address in its From, if there is exactly one; in small letters.
    pub address: String,
    /// `dkim:DOMAIN` or `spf:DOMAIN`; empty: anybody may have sent it.
    pub verified: String,
    /// Why it is not certain.
    pub reason: String,
    /// DNS did not answer, so it may be known later.
    pub unchecked: bool,
}

impl Sender {
    pub fn nobody(reason: &str) -> Sender {
        Sender { address: String::new(), verified: String::new(), reason: reason.into(), unchecked: false }
    }

    pub fn is_verified(&self) -> bool {
        !self.verified.is_empty()
    }

    fn verified(address: &str, by: String) -> Sender {
        Sender { address: address.into(), verified: by, reason: String::new(), unchecked: false }
    }

    fn not(address: &str, reason: &str) -> Sender {
        Sender { address: address.into(), ..Sender::nobody(reason) }
    }

    fn later(address: &str, reason: &str) -> Sender {
        Sender { unchecked: true, ..Sender::not(address, reason) }
    }
}

/// Checks who a message is from.
pub async fn check(app: &App, message: &Message, bytes: &[u8]) -> Sender {
    let address = message.from_address.as_str();
    let Some((_, domain)) = address.rsplit_once('@') else {
        return Sender::nobody("it does not say from exactly one address that it is");
    };
    let Some(parsed) = AuthenticatedMessage::parse(bytes) else {
        return Sender::not(address, "its headers cannot be read");
    };
    if !agrees(&parsed, address) {
        return Sender::not(address, "it has more than one From");
    }
    let Ok(resolver) = resolver(app.settings.inbox_dns) else {
        return Sender::later(address, "no DNS server is known");
    };
    let checking = by_dns(app, &resolver, message, &parsed);
    match tokio::time::timeout(WITHIN, checking).await {
        Ok(checked) => checked.judge(address, domain),
        Err(_) => Sender::later(address, "DNS did not answer in time"),
    }
}

/// Both parsers see one From with one and the same address.
fn agrees(parsed: &AuthenticatedMessage<'_>, address: &str) -> bool {
    let froms = parsed.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(b"from")).count();
    froms == 1 && matches!(parsed.from.as_slice(), [only] if only.eq_ignore_ascii_case(address))
}

fn resolver(server: Option<SocketAddr>) -> Result<MessageAuthenticator, impl std::error::Error> {
    let Some(server) = server else { return MessageAuthenticator::new_system_conf() };
    let with_port = |mut connection: ConnectionConfig| {
        connection.port = server.port();
        connection
    };
    let ways = vec![with_port(ConnectionConfig::udp()), with_port(ConnectionConfig::tcp())];
    let config =
        ResolverConfig::from_parts(None, Vec::new(), vec![NameServerConfig::new(server.ip(), true, ways)]);
    let mut options = ResolverOpts::default();
    options.timeout = Duration::from_secs(3);
    MessageAuthenticator::new(config, options)
}

/// What DNS said about a message.
struct Checked<'a> {
    dkim: Vec<DkimOutput<'a>>,
    spf: SpfOutput,
    mail_from_domain: String,
    /// The domain of the From asks that what does not pass DMARC be refused.
    refused: bool,
}

async fn by_dns<'a>(
    app: &App,
    resolver: &MessageAuthenticator,
    message: &Message,
    parsed: &'a AuthenticatedMessage<'a>,
) -> Checked<'a> {
    let dkim = match parsed.dkim_headers.len() {
        1..=MOST_SIGNATURES => resolver.verify_dkim(parsed).await,
        _ => Vec::new(),
    };
    let peer = message.peer.parse().unwrap_or(std::net::Ipv4Addr::UNSPECIFIED.into());
    let host = &app.catalogue.provider.domain;
    let asked = SpfParameters::verify_mail_from(peer, &message.helo, host, &message.mail_from);
    let spf = resolver.verify_spf(asked).await;
    let mail_from_domain = message.mail_from.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase();
    let asked = DmarcParameters::new(parsed, &dkim, &mail_from_domain, &spf);
    let dmarc = resolver.verify_dmarc(asked).await;
    let passes = *dmarc.dkim_result() == DmarcResult::Pass || *dmarc.spf_result() == DmarcResult::Pass;
    let refused = dmarc.dmarc_record().is_some() && !passes;
    Checked { dkim, spf, mail_from_domain, refused }
}

impl Checked<'_> {
    fn judge(&self, address: &str, domain: &str) -> Sender {
        if self.refused {
            return Sender::not(address, "it does not pass the DMARC policy of its domain");
        }
        let good = |output: &&DkimOutput<'_>| *output.result() == DkimResult::Pass && is_whole(output);
        let signers = self.dkim.iter().filter(good).filter_map(DkimOutput::signature);
        if let Some(signer) = signers.map(|signature| signature.d.to_lowercase()).find(|d| vouches(d, domain))
        {
            return Sender::verified(address, format!("dkim:{signer}"));
        }
        if self.spf.result() == SpfResult::Pass && vouches(&self.mail_from_domain, domain) {
            return Sender::verified(address, format!("spf:{}", self.mail_from_domain));
        }
        let not_yet = self.dkim.iter().any(|output| matches!(output.result(), DkimResult::TempError(_)));
        match not_yet || self.spf.result() == SpfResult::TempError {
            true => Sender::later(address, "DNS did not answer"),
            false => Sender::not(address, "neither DKIM nor SPF of its domain vouches for it"),
        }
    }
}

/// Covers the whole body, and the headers that make a message this one.
fn is_whole(output: &DkimOutput<'_>) -> bool {
    output.signature().is_some_and(|signature| {
        let covers = |name: &&str| signature.h.iter().any(|header| header.eq_ignore_ascii_case(name));
        signature.l == 0 && SIGNED.iter().all(covers)
    })
}

/// A domain speaks for itself and for what is below it.
fn vouches(signer: &str, domain: &str) -> bool {
    let below = domain.strip_suffix(signer).is_some_and(|rest| rest.ends_with('.'));
    signer.contains('.') && (signer == domain || below)
}

#[cfg(test)]
mod tests {
    use super::vouches;

    #[test]
    fn a_domain_vouches_for_itself_and_what_is_below() {
        for (signer, domain, expect) in [
            ("bakkerij.test", "bakkerij.test", true),
            ("bakkerij.test", "mail.bakkerij.test", true),
            ("mail.bakkerij.test", "bakkerij.test", false),
            ("kerij.test", "bakkerij.test", false),
            ("test", "bakkerij.test", false),
            ("", "bakkerij.test", false),
        ] {
            assert_eq!(vouches(signer, domain), expect, "{signer} for {domain}");
        }
    }
}
