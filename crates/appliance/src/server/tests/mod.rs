mod hosts;

use super::certificate::{install, keep, self_signed};
use super::folders::Folders;
use super::{names, network};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

#[test]
fn the_network_is_told_in_lines_that_may_be_repeated() {
    let address = network::Address { address: [10, 83, 0, 2].into(), gateway: [10, 83, 0, 1].into() };
    insta::assert_snapshot!(network::batch(&address), @r"
    link set dev lo up
    link set dev host0 address 02:48:0a:53:00:02
    address replace 10.83.0.2/32 dev host0
    link set dev host0 up
    route replace 10.83.0.1 dev host0 scope link src 10.83.0.2
    route replace default via 10.83.0.1 dev host0 src 10.83.0.2
    ");
}

#[test]
fn a_server_finds_its_own_name_without_asking() {
    insta::assert_snapshot!(names::hosts("anna.hostler.test", "srv-1"), @r"
    127.0.0.1 localhost
    127.0.1.1 anna.hostler.test anna srv-1
    ");
}

#[test]
fn the_certificate_is_kept_until_the_name_changes() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(folder.path());
    std::fs::create_dir(folders.tls()).unwrap();
    let read = || std::fs::read_to_string(folders.certificate()).unwrap();
    keep(&folders, "anna.hostler.test").unwrap();
    let first = read();
    keep(&folders, "anna.hostler.test").unwrap();
    assert_eq!(read(), first);
    keep(&folders, "bram.hostler.test").unwrap();
    assert_ne!(read(), first);
}

#[test]
fn a_certificate_from_elsewhere_is_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(folder.path());
    std::fs::create_dir(folders.tls()).unwrap();
    let (certificate, key) = self_signed("ordered.example").unwrap();
    std::fs::write(folders.certificate(), &certificate).unwrap();
    std::fs::write(folders.key(), key).unwrap();
    keep(&folders, "anna.hostler.test").unwrap();
    assert_eq!(std::fs::read_to_string(folders.certificate()).unwrap(), certificate);
}

#[test]
fn k2_a_certificate_that_nobody_can_use_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(folder.path());
    std::fs::create_dir(folders.tls()).unwrap();
    let (chain, key) = self_signed("anna.hostler.test").unwrap();
    let other = self_signed("anna.hostler.test").unwrap().1;
    for (certificate, key) in [("rubbish", key.as_str()), (&chain, "rubbish"), (&chain, &other)] {
        std::fs::write(folders.certificate(), certificate).unwrap();
        std::fs::write(folders.key(), key).unwrap();
        keep(&folders, "anna.hostler.test").unwrap();
        let read = |path| std::fs::read_to_string(path).unwrap();
        let (chain, key) = (read(folders.certificate()), read(folders.key()));
        install(&folders, ("anna.hostler.test", NOW_MS), (&chain, &key)).unwrap();
    }
}

#[test]
fn a_certificate_can_be_read() {
    let (certificate, key) = self_signed("anna.hostler.test").unwrap();
    assert!(CertificateDer::from_pem_slice(certificate.as_bytes()).is_ok());
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
}

/// Noon on 22 November 2026.
pub(super) const NOW_MS: i64 = 1_795_348_800_000;

#[test]
fn h3_a_certificate_that_the_platform_brings_is_taken_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(folder.path());
    std::fs::create_dir(folders.tls()).unwrap();
    keep(&folders, "anna.hostler.test").unwrap();
    let (chain, key) = self_signed("anna.hostler.test").unwrap();
    install(&folders, ("anna.hostler.test", NOW_MS), (&chain, &key)).unwrap();
    let read = || std::fs::read_to_string(folders.certificate()).unwrap();
    assert_eq!(read(), chain);
    keep(&folders, "anna.hostler.test").unwrap();
    assert_eq!(read(), chain, "the next start leaves it alone");
}

#[test]
fn a_certificate_that_does_not_fit_is_refused_and_the_one_before_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(folder.path());
    std::fs::create_dir(folders.tls()).unwrap();
    keep(&folders, "anna.hostler.test").unwrap();
    let before = std::fs::read_to_string(folders.certificate()).unwrap();
    let (chain, key) = self_signed("anna.hostler.test").unwrap();
    let (others, others_key) = self_signed("bram.hostler.test").unwrap();
    let after_2050 = 2_600_000_000_000;
    let wrong = [
        (NOW_MS, others.as_str(), others_key.as_str(), "it is for other names, not for anna.hostler.test"),
        (NOW_MS, &chain, &others_key, "the key is not the certificate's"),
        (after_2050, &chain, &key, "it is not valid now"),
        (NOW_MS, "none", &key, "chain or key are no PEM that can be read"),
        (NOW_MS, &chain, "none", "chain or key are no PEM that can be read"),
    ];
    for (now_ms, chain, key, says) in wrong {
        let refused = install(&folders, ("anna.hostler.test", now_ms), (chain, key)).unwrap_err();
        assert!(refused.to_string().starts_with(says), "{refused}");
        assert_eq!(std::fs::read_to_string(folders.certificate()).unwrap(), before);
    }
}
