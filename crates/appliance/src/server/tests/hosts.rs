//! Names of the customer's own: what lies in the folder whole is in force.

use super::NOW_MS;
use crate::server::certificate::self_signed;
use crate::server::folders::Folders;
use crate::server::hosts::{install, names, remove};
use crate::server::shown::Shown;
use tempfile::TempDir;

const MAIL: &str = "mail.bakkerij.example";

fn folders() -> (TempDir, Folders) {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(folder.path());
    std::fs::create_dir_all(folders.hosts()).unwrap();
    (folder, folders)
}

#[test]
fn h3_a_name_is_there_from_its_certificate_to_its_removal() {
    let (_folder, folders) = folders();
    for name in ["webmail.bakkerij.example", MAIL] {
        let (chain, key) = self_signed(name).unwrap();
        install(&folders, (name, NOW_MS), (&chain, &key)).unwrap();
    }
    assert_eq!(names(&folders), [MAIL, "webmail.bakkerij.example"]);
    remove(&folders, "webmail.bakkerij.example").unwrap();
    remove(&folders, "webmail.bakkerij.example").unwrap();
    assert_eq!(names(&folders), [MAIL]);
}

#[test]
fn what_an_engine_could_not_start_with_is_left_out() {
    let (_folder, folders) = folders();
    let (chain, key) = self_signed(MAIL).unwrap();
    install(&folders, (MAIL, NOW_MS), (&chain, &key)).unwrap();
    std::fs::write(folders.host_certificate("imap.bakkerij.example"), &chain).unwrap();
    std::fs::write(folders.host_key("imap.bakkerij.example"), &key).unwrap();
    std::fs::write(folders.host_certificate("pop.bakkerij.example"), &chain).unwrap();
    assert_eq!(names(&folders), [MAIL], "one is for another name, one has no key");
    std::fs::write(folders.host_key(MAIL), "").unwrap();
    assert_eq!(names(&folders), Vec::<String>::new());
}

#[test]
fn a_name_is_nothing_but_a_name() {
    let (_folder, folders) = folders();
    for name in ["../key", "mail", "MAIL.example", "a..b", "-a.example", "a.example }", "*.example", ""] {
        let (chain, key) = self_signed("mail.bakkerij.example").unwrap();
        let refused = install(&folders, (name, NOW_MS), (&chain, &key)).unwrap_err();
        assert!(refused.to_string().ends_with("is no host name"), "{name}: {refused}");
        assert!(remove(&folders, name).is_err());
    }
    let (chain, key) = self_signed("other.example").unwrap();
    assert!(install(&folders, (MAIL, NOW_MS), (&chain, &key)).is_err());
    assert_eq!(names(&folders), Vec::<String>::new());
}

#[test]
fn by_https_the_name_that_is_asked_for_decides() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let (_folder, folders) = folders();
    let (own, own_key) = self_signed("anna.hostler.test").unwrap();
    let shown = Shown::of(own.as_bytes(), own_key.as_bytes()).unwrap();
    let serial = |name: Option<&str>| shown.for_name(name).cert[0].to_vec();
    let console = serial(None);
    let (chain, key) = self_signed(MAIL).unwrap();
    install(&folders, (MAIL, NOW_MS), (&chain, &key)).unwrap();
    assert_eq!(serial(Some(MAIL)), console, "it is not read yet");
    shown.read(&folders);
    assert_ne!(serial(Some(MAIL)), console);
    assert_eq!(serial(Some("Mail.Bakkerij.example")), serial(Some(MAIL)));
    assert_eq!([serial(None), serial(Some("anna.hostler.test"))], [console.clone(), console]);
}
