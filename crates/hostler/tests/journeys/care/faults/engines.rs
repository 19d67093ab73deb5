//! Faults of the mail services themselves.

use super::Expect::{Called, Mended, Told, WithinTheServer};
use super::{Fault, Place};

const ENGINE: &str = "restarting-engine";

const fn fault(
    name: &'static str,
    (inject, lift): (&'static str, &'static str),
    expect: super::Expect,
) -> Fault {
    Fault { name, place: Place::Usual, inject, lift, expect }
}

const fn down(words: &'static str, by: &'static str) -> super::Expect {
    Mended { kind: "service-down", words, by }
}

pub const FAULTS: &[Fault] = &[
    fault("Dovecot killed", ("kill -9 $(pids dovecot)", ""), WithinTheServer),
    fault("Postfix killed", ("kill -9 $(pids postfix)", ""), WithinTheServer),
    fault("Dovecot's first process killed", ("kill -9 $(pids sbin/dovecot)", ""), WithinTheServer),
    fault("Postfix's first process killed", ("kill -9 $(pids postfix/sbin/master)", ""), WithinTheServer),
    fault("Dovecot hangs", ("kill -STOP $(pids dovecot)", ""), down("imaps", ENGINE)),
    fault("Postfix hangs", ("kill -STOP $(pids postfix)", ""), down("smtp", ENGINE)),
    fault("Dovecot's first process hangs", ("kill -STOP $(pids sbin/dovecot)", ""), down("imaps", ENGINE)),
    fault("Dovecot's sign-in hangs", ("kill -STOP $(pids dovecot/auth)", ""), down("login", ENGINE)),
    fault("Dovecot's front door hangs", ("kill -STOP $(pids imap-login)", ""), down("imaps", ENGINE)),
    fault(
        "Dovecot ends again and again",
        (
            "(end=$(($(date +%s) + 20)); while [ $(date +%s) -lt $end ]; do kill -9 $(pids sbin/dovecot); \
             sleep 0.2; done) >/dev/null 2>&1 &",
            "",
        ),
        Mended { kind: "service-down", words: "imaps", by: "" },
    ),
    fault("queue manager hangs", ("kill -STOP $(pids sbin/qmgr)", ""), down("loop", ENGINE)),
    fault(
        "mail cannot be put into mailboxes",
        (
            "inside 'mv /usr/lib/dovecot/lmtp /usr/lib/dovecot/lmtp.away'; kill -9 $(pids dovecot/lmtp)",
            "inside 'mv /usr/lib/dovecot/lmtp.away /usr/lib/dovecot/lmtp'; inside 'postqueue -c \
             /srv/hostler/etc/postfix -f'",
        ),
        Called { words: "loop" },
    ),
    fault(
        "smtpd is missing",
        (
            "inside 'mv /usr/lib/postfix/sbin/smtpd /usr/lib/postfix/sbin/smtpd.away'; kill -9 $(pids sbin/smtpd)",
            "inside 'mv /usr/lib/postfix/sbin/smtpd.away /usr/lib/postfix/sbin/smtpd'",
        ),
        Called { words: "smtp" },
    ),
    fault(
        "Dovecot cannot be started",
        (
            "inside 'chmod -x /usr/sbin/dovecot'; kill -9 $(pids sbin/dovecot)",
            "inside 'chmod +x /usr/sbin/dovecot'",
        ),
        Called { words: "imaps" },
    ),
    fault(
        "Postfix's settings are rubbish",
        ("inside 'echo \"rubbish {\" > /srv/hostler/etc/postfix/main.cf'; kill -9 $(pids postfix)", ""),
        down("smtp", ENGINE),
    ),
    fault(
        "Dovecot's settings are rubbish",
        ("inside 'echo \"rubbish {\" > /srv/hostler/etc/dovecot/dovecot.conf'; kill -9 $(pids dovecot)", ""),
        down("imaps", ENGINE),
    ),
    fault(
        "encryption is not offered any more",
        (
            "inside 'postconf -c /srv/hostler/etc/postfix -e smtpd_tls_security_level=none; \
             postfix -c /srv/hostler/etc/postfix reload'",
            "",
        ),
        down("smtp", ENGINE),
    ),
    fault(
        "every recipient is refused",
        (
            "inside 'postconf -c /srv/hostler/etc/postfix -e smtpd_recipient_restrictions=reject; \
             postfix -c /srv/hostler/etc/postfix reload'",
            "",
        ),
        down("smtp", ENGINE),
    ),
    fault(
        "passwords cannot be looked up",
        (
            "inside 'mv /srv/hostler/maps/sign_in.sqlite /srv/hostler/maps/away; \
             mkdir /srv/hostler/maps/sign_in.sqlite; doveadm -c /srv/hostler/etc/dovecot/dovecot.conf reload'",
            "",
        ),
        Mended { kind: "service-down", words: "the server said", by: ENGINE },
    ),
    fault(
        "addresses cannot be looked up",
        (
            "inside 'mv /srv/hostler/maps/maps.sqlite /srv/hostler/maps/away; \
             mkdir /srv/hostler/maps/maps.sqlite'; kill -9 $(pids sbin/smtpd) $(pids sbin/proxymap)",
            "",
        ),
        Mended { kind: "service-down", words: "smtp", by: ENGINE },
    ),
    fault(
        "mail is not readable to who keeps it",
        ("inside 'chown root:root /srv/hostler/mail; chmod 700 /srv/hostler/mail'", ""),
        Mended { kind: "service-down", words: "imaps", by: ENGINE },
    ),
    fault(
        "the spool cannot be written",
        ("inside 'chown root:root /srv/hostler/postfix/spool/*; chmod 700 /srv/hostler/postfix/spool/*'", ""),
        Mended { kind: "service-down", words: "smtp", by: ENGINE },
    ),
    fault("mailbox locked by somebody", ("grip", "unhold"), Called { words: "imaps" }),
    fault(
        "mailbox broken",
        (
            "for box in $FOLDER/data/mail/*/probe-*/Maildir; do mv $box/cur $box/cur.away; touch $box/cur; done",
            "for box in $FOLDER/data/mail/*/probe-*/Maildir; do rm $box/cur; mv $box/cur.away $box/cur; done",
        ),
        Called { words: "imaps" },
    ),
    fault(
        "certificate about to end",
        (
            "certificate $HOST -days 3",
            "inside 'cp /srv/hostler/tls/kept.pem /srv/hostler/tls/certificate.pem; \
          cp /srv/hostler/tls/kept.key /srv/hostler/tls/key.pem'; reload",
        ),
        Told { kind: "certificate-ending", words: "days more" },
    ),
    fault(
        "certificate for another name",
        (
            "certificate mail.elsewhere.example -days 90",
            "inside 'cp /srv/hostler/tls/kept.pem \
          /srv/hostler/tls/certificate.pem; cp /srv/hostler/tls/kept.key /srv/hostler/tls/key.pem'; reload",
        ),
        Called { words: "certificate" },
    ),
    fault(
        "certificate that is rubbish",
        ("inside 'echo rubbish > /srv/hostler/tls/certificate.pem'; reload; kill -9 $(pids dovecot)", ""),
        Mended { kind: "service-down", words: "imaps", by: ENGINE },
    ),
    fault(
        "mail waits and cannot leave",
        (
            "inside 'i=0; while [ $i -lt 3 ]; do echo Subject: bread | sendmail -C /srv/hostler/etc/postfix \
          -f $(hostname) klant@nobody.example; i=$((i+1)); done'",
            "",
        ),
        Told { kind: "queue-old", words: "wait" },
    ),
];
