//! Whose certificates are good.

use crate::certificates::{ENDS_MS, Shown, clock, issued_chain, trust};
use crate::place::alone;
use crate::script::{protocol, script, target};
use crate::server::{Act, Server};
use hostler_kit::time::Clock;
use hostler_probe::{Answer, Fault, Protocol, Target, Trust, TrustRefused, ask};

async fn asked(shown: Shown, with: impl FnOnce(Target) -> Target) -> Answer {
    let acts = script(&Protocol::Imaps, "TLS", &[Act::Encrypt(shown)]);
    let server = Server::start(move |_| acts.clone()).await;
    ask(&with(target(protocol("imaps"), server.address))).await
}

#[test]
fn a_certificate_that_is_refused_still_tells_when_it_ends() {
    let answer = alone(asked(Shown::OtherName, |target| target));
    assert_eq!(answer.outcome.unwrap_err().fault, Fault::CertificateName);
    assert_eq!(answer.certificate_until_ms, Some(ENDS_MS));
}

#[test]
fn who_only_records_takes_any_certificate() {
    for shown in [Shown::OtherName, Shown::Expired, Shown::NotYet, Shown::Own, Shown::Stranger] {
        let recorded = |target| Target { trust: Trust::recorded(clock()), ..target };
        let answer = alone(asked(shown, recorded));
        assert!(answer.outcome.is_ok() && answer.certificate_until_ms.is_some(), "{shown:?}");
    }
}

#[test]
fn who_asks_for_a_name_takes_whose_signature_ever_on_a_certificate_of_that_name_and_these_days() {
    for (shown, expect) in [
        (Shown::Good, None),
        (Shown::Own, None),
        (Shown::Stranger, None),
        (Shown::OtherName, Some(Fault::CertificateName)),
        (Shown::Expired, Some(Fault::CertificateExpired)),
        (Shown::NotYet, Some(Fault::CertificateEarly)),
    ] {
        let answer = alone(asked(shown, |target| Target { trust: Trust::named(clock()), ..target }));
        assert_eq!(answer.outcome.err().map(|trouble| trouble.fault), expect, "{shown:?}");
    }
}

#[test]
fn who_knows_a_chain_trusts_those_who_signed_it_and_nobody_else_here() {
    let chain = issued_chain();
    for (shown, expect) in [
        (Shown::Good, None),
        (Shown::OtherName, Some(Fault::CertificateName)),
        (Shown::Own, Some(Fault::CertificateIssuer)),
        (Shown::Stranger, Some(Fault::CertificateIssuer)),
    ] {
        let trust = Trust::issued(chain.as_bytes(), clock()).unwrap();
        let answer = alone(asked(shown, |target| Target { trust, ..target }));
        assert_eq!(answer.outcome.err().map(|trouble| trouble.fault), expect, "{shown:?}");
    }
}

#[test]
fn a_certificate_ends_by_the_clock_that_is_handed_over() {
    let later = Clock::fixed(hostler_kit::time::instant(ENDS_MS + 1_000));
    let answer = alone(asked(Shown::Good, |target| Target { trust: trust(later), ..target }));
    assert_eq!(answer.outcome.unwrap_err().fault, Fault::CertificateExpired);
}

#[test]
fn an_authority_that_cannot_be_read_is_refused() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\nbread\n-----END CERTIFICATE-----\n"] {
        let refused = Trust::authority(pem.as_bytes(), clock()).unwrap_err();
        assert!(matches!(refused, TrustRefused::Unreadable(_)), "{refused}");
    }
}
