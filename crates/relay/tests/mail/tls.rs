//! STARTTLS, in and out.

use crate::primary::Primary;
use crate::stage::{Sender, Stage, bakery, eventually, nowhere};
use hostler_relay::settings::Tls;
use hostler_relay::table::{PrimarySettings, Trust};
use std::path::Path;
use std::process::Command;

/// A certificate of a name and its key, in a folder.
pub fn certificate(folder: &Path, name: &str) -> Tls {
    let made = rcgen::generate_simple_self_signed([name.to_string()]).unwrap();
    let tls = Tls { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
    std::fs::write(&tls.certificate, made.cert.pem()).unwrap();
    std::fs::write(&tls.key, made.signing_key.serialize_pem()).unwrap();
    tls
}

#[test]
fn mail_comes_in_by_tls_from_pythons_smtplib() {
    let folder = tempfile::tempdir().unwrap();
    let tls = certificate(folder.path(), "mx2.hostler.test");
    let stage = Stage::with(bakery(nowhere()), |settings| settings.tls = Some(tls));
    let script = "
import smtplib, ssl, sys
lax = ssl.create_default_context(); lax.check_hostname = False; lax.verify_mode = ssl.CERT_NONE
with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as s:
    s.ehlo(); assert s.has_extn('starttls')
    s.starttls(context=lax); s.ehlo(); assert not s.has_extn('starttls')
    s.sendmail('cees@cees.test', ['anna@bakery.test', 'bram@cakes.test'], 'Subject: x\\n\\n.dot\\n')
    try: s.sendmail('cees@cees.test', ['nobody@bakery.test'], 'x'); sys.exit('taken')
    except smtplib.SMTPRecipientsRefused as e: assert e.recipients['nobody@bakery.test'][0] == 550
";
    let port = stage.relay().addresses[0].port().to_string();
    let python = std::env::var("HOSTLER_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
    let ran = Command::new(python).args(["-c", script, &port]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let id = stage.relay().queue.index().oldest_first().next().unwrap().0;
    let (envelope, body) = stage.relay().queue.read(id).unwrap().unwrap();
    let text = String::from_utf8(body).unwrap();
    assert_eq!(envelope.client.protocol, "ESMTPS");
    assert!(text.contains(&format!("with ESMTPS id {id};")), "{text}");
    assert!(text.ends_with("\r\n\r\n.dot\r\n"), "{text}");
}

#[test]
fn nothing_follows_starttls_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let tls = certificate(folder.path(), "mx2.hostler.test");
    let stage = Stage::with(bakery(nowhere()), |settings| settings.tls = Some(tls));
    let mut sender: Sender = stage.sender();
    assert!(sender.ask("EHLO x.test").contains("STARTTLS"));
    sender.write(b"STARTTLS\r\nMAIL FROM:<boss@bakery.test>\r\n");
    assert!(sender.reply().starts_with("501"));
    assert_eq!(sender.rest(), "");
}

#[test]
fn a_pinned_name_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let tls = certificate(folder.path(), "mail.bakery.test");
    // The primary is another relay, which offers TLS by this certificate and holds what it gets.
    let authority = tls.certificate.clone();
    let primary = Stage::with(bakery(nowhere()), |settings| settings.tls = Some(tls));
    let next_hop = primary.relay().addresses[0];
    let pinned = |name: &str| PrimarySettings {
        trust: Trust::Pinned { name: name.into(), authority: authority.clone() },
        ..bakery(next_hop)
    };
    let wrong = Stage::with(pinned("mail.cees.test"), |_| {});
    wrong.send(&["anna@bakery.test"], "hello");
    let trouble = || wrong.relay().sight.of("bakery").trouble().unwrap_or_default();
    eventually("the wrong name is seen", || trouble().starts_with("TLS: "));
    assert_eq!((wrong.depth(), primary.depth()), (1, 0));
    for trust in [pinned("mail.bakery.test").trust, Trust::Opportunistic] {
        let before = primary.depth();
        let right = Stage::with(PrimarySettings { trust, ..bakery(next_hop) }, |_| {});
        right.send(&["anna@bakery.test"], "hello");
        eventually("it is delivered", || right.depth() == 0);
        assert_eq!(primary.depth(), before + 1);
        let id = primary.relay().queue.index().oldest_first().last().unwrap().0;
        assert_eq!(primary.relay().queue.read(id).unwrap().unwrap().0.client.protocol, "ESMTPS");
    }
    let plain = Primary::open();
    let none = Stage::with(PrimarySettings { next_hop: plain.address, ..pinned("mail.bakery.test") }, |_| {});
    none.send(&["anna@bakery.test"], "hello");
    let trouble = || none.relay().sight.of("bakery").trouble().unwrap_or_default();
    eventually("there is no TLS", || trouble().contains("offers no TLS"));
    assert!(plain.letters().is_empty());
}
