//! H2: the server is real: mail is sent to it and read from it by any mail client.

use crate::stage::post::{
    arrives, comes_from_outside, connect, outside, plain, send, subjects, submission, submit,
};
use crate::stage::{PASSWORD, Server, Stage};

const ANNA: (&str, &str) = ("anna@bakkerij.example", PASSWORD);
const BRAM: (&str, &str) = ("bram@bakkerij.example", "twaalf appeltaarten");

#[test]
fn h2_mail_comes_and_goes() {
    let stage = Stage::open();
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox(ANNA.0, ANNA.1);
    console.create_mailbox(BRAM.0, BRAM.1);
    console.create_alias("info@bakkerij.example", &[ANNA.0, BRAM.0]);

    submit(&bakery, 465, ANNA, (BRAM.0, "by 465")).unwrap();
    submit(&bakery, 587, ANNA, (BRAM.0, "by 587")).unwrap();
    comes_from_outside(&bakery, BRAM.0, "from outside");
    comes_from_outside(&bakery, "Bram+taart@Bakkerij.Example", "with a detail");
    comes_from_outside(&bakery, "info@bakkerij.example", "to both");
    for subject in ["by 465", "by 587", "from outside", "with a detail", "to both"] {
        arrives(&bakery, BRAM, subject);
    }
    arrives(&bakery, ANNA, "to both");
    let mut by_imap = subjects(&bakery, 993, BRAM).unwrap();
    by_imap.sort();
    for port in [143, 995] {
        let mut seen = subjects(&bakery, port, BRAM).unwrap();
        seen.sort();
        assert_eq!(seen, by_imap, "port {port}");
    }
    what_does_not_belong_here_is_refused(&bakery);
    wrong_sign_ins_open_nothing(&bakery);
}

fn what_does_not_belong_here_is_refused(bakery: &Server) {
    for (to, code) in [
        ("nobody@bakkerij.example", "550 5.1.1"),
        ("someone@elsewhere.example", "554 5.7.1"),
        ("bram%elsewhere.example@bakkerij.example", "55"),
    ] {
        let reply = send(&mut outside(bakery), "klant@elsewhere.example", to, "unwanted");
        assert!(reply.starts_with(code), "{to}: {reply}");
    }
    let mut anna = submission(bakery, ANNA).unwrap();
    for from in [BRAM.0, "anna@elsewhere.example", "nobody@bakkerij.example"] {
        let reply = send(&mut anna, from, BRAM.0, "in another's name");
        assert!(reply.starts_with("553 5.7.1"), "{from}: {reply}");
    }
    assert!(send(&mut anna, "info@bakkerij.example", BRAM.0, "in our name").starts_with("250"));
    arrives(bakery, BRAM, "in our name");
}

fn wrong_sign_ins_open_nothing(bakery: &Server) {
    for login in [(ANNA.0, BRAM.1), ("nobody@bakkerij.example", PASSWORD), ("anna", PASSWORD)] {
        let reply = submission(bakery, login).err().unwrap_or_default();
        assert!(reply.starts_with("535"), "{login:?}: {reply}");
    }
    let refused = subjects(bakery, 993, (ANNA.0, "wrong")).unwrap_err();
    assert!(refused.contains("AUTHENTICATIONFAILED"), "{refused}");
    let mut pop3 = connect(bakery, 995).encrypt();
    pop3.line();
    let reply = pop3.pop3(&format!("AUTH PLAIN {}", plain(ANNA.0, "wrong")));
    assert!(reply.starts_with("-ERR"), "{reply}");
    let mut open = connect(bakery, 143);
    assert!(open.line().contains("LOGINDISABLED"), "no password before TLS");
    let reply = open.imap(&format!("LOGIN {} \"{}\"", ANNA.0, ANNA.1));
    assert!(!reply.contains("a1 OK"), "{reply}");
}

#[test]
fn h2_one_persons_wrong_passwords_do_not_keep_colleagues_out() {
    let stage = Stage::open();
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox(ANNA.0, ANNA.1);
    console.create_mailbox(BRAM.0, BRAM.1);
    for wrong in 0..6 {
        let reply = submission(&bakery, (BRAM.0, &format!("wrong {wrong}"))).err().unwrap_or_default();
        assert!(reply.starts_with("535"), "{wrong}: {reply}");
    }
    let begin = std::time::Instant::now();
    submit(&bakery, 587, ANNA, (BRAM.0, "from the same office")).unwrap();
    assert!(begin.elapsed() < std::time::Duration::from_secs(4), "{:?}", begin.elapsed());
}
