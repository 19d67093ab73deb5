use crate::engines::files::{self, File, Written};
use crate::engines::{Intake, Site, settings, sni};
use crate::server::Folders;

fn text(name: &str) -> String {
    text_while(Intake::Open, name)
}

fn site() -> Site {
    Site {
        host: "anna.hostler.test".into(),
        administrator: "admin@anna.hostler.test".into(),
        folders: Folders::default(),
        hosts: Vec::new(),
        fallback: Some([10, 83, 0, 1].into()),
    }
}

fn text_while(intake: Intake, name: &str) -> String {
    text_of(&site(), (intake, name))
}

fn text_of(site: &Site, (intake, name): (Intake, &str)) -> String {
    let all = settings(site, intake);
    let found = all.iter().find(|file| file.path.ends_with(name));
    found.unwrap_or_else(|| panic!("no {name}")).text.clone()
}

#[test]
fn postfix_settings() {
    insta::assert_snapshot!("main_cf", text("postfix/main.cf"));
    insta::assert_snapshot!("master_cf", text("postfix/master.cf"));
    insta::assert_snapshot!("alias_cf", text("postfix/alias.cf"));
}

#[test]
fn d8_postfix_settings_of_a_locked_server_say_each_thing_once() {
    let main = text_while(Intake::Deferring, "postfix/main.cf");
    let mut names: Vec<&str> = main.lines().filter_map(|line| Some(line.split_once(" =")?.0)).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "Postfix warns of settings that stand twice");
    let open = text("postfix/main.cf");
    let (kept, gone): (Vec<&str>, Vec<&str>) = open.lines().partition(|line| main.contains(line));
    assert!(kept.len() > 60, "{kept:?}");
    insta::assert_snapshot!("deferring_leaves_out", gone.join("\n"));
    insta::assert_snapshot!("deferring_master_cf", text_while(Intake::Deferring, "postfix/master.cf"));
}

#[test]
fn dovecot_settings() {
    insta::assert_snapshot!("dovecot_conf", text("dovecot/dovecot.conf"));
    insta::assert_snapshot!("sql_conf", text("dovecot/sql.conf"));
}

#[test]
fn nothing_is_left_to_fill_in() {
    for name in ["main.cf", "master.cf", "domain.cf", "sender.cf", "dovecot.conf", "sql.conf"] {
        let text = text(name);
        let places = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place);
        assert_eq!(places.filter(|place| place.chars().all(|c| c.is_ascii_lowercase())).count(), 0, "{text}");
    }
}

#[test]
fn only_what_differs_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut file =
        File { path: folder.path().join("main.cf"), text: "myhostname = anna.hostler.test\n".into() };
    assert_eq!(files::write(std::slice::from_ref(&file)).unwrap(), Written::Changed);
    assert_eq!(files::write(std::slice::from_ref(&file)).unwrap(), Written::Same);
    file.text.push_str("biff = no\n");
    assert_eq!(files::write(std::slice::from_ref(&file)).unwrap(), Written::Changed);
    assert_eq!(std::fs::read_to_string(&file.path).unwrap(), file.text);
    let age = std::fs::metadata(&file.path).unwrap().modified().unwrap().elapsed().unwrap();
    assert!(age.as_secs() > 3600, "Postfix waits for files that were just edited");
}

#[test]
fn h3_who_asks_for_a_name_of_the_customers_own_is_shown_its_certificate() {
    let site = Site { hosts: vec!["imap.bakkerij.example".into(), "mail.bakkerij.example".into()], ..site() };
    let added = |name: &str| {
        let (with, without) = (text_of(&site, (Intake::Open, name)), text(name));
        with.strip_prefix(&without).expect("it stands at the end").to_string()
    };
    insta::assert_snapshot!(added("dovecot/dovecot.conf"), @r"
    local_name imap.bakkerij.example {
      ssl_cert = </srv/hostler/tls/hosts/imap.bakkerij.example.pem
      ssl_key = </srv/hostler/tls/hosts/imap.bakkerij.example.key
    }
    local_name mail.bakkerij.example {
      ssl_cert = </srv/hostler/tls/hosts/mail.bakkerij.example.pem
      ssl_key = </srv/hostler/tls/hosts/mail.bakkerij.example.key
    }
    ");
    assert_eq!(added("postfix/main.cf"), "tls_server_sni_maps = hash:/srv/hostler/tls/sni\n");
    insta::assert_snapshot!(sni::lines(&site), @r"
    imap.bakkerij.example /srv/hostler/tls/hosts/imap.bakkerij.example.key, /srv/hostler/tls/hosts/imap.bakkerij.example.pem
    mail.bakkerij.example /srv/hostler/tls/hosts/mail.bakkerij.example.key, /srv/hostler/tls/hosts/mail.bakkerij.example.pem
    ");
}
