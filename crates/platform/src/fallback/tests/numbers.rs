//! The fallback in numbers.

use super::in_a_folder;
use crate::fallback::keeper::{self, Place};
use crate::fallback::tests::{bakery, domain, sends, tells};
use crate::monitoring::Metrics;
use hostler_relay::checks::At;

#[tokio::test]
async fn k3_scanners_are_counted_for_prometheus() {
    in_a_folder(|app, folder| async move {
        let server = bakery(&app, "anna").await;
        tells(&app, &server, vec![domain("bakery.test", &["anna"])]).await;
        let written = async || {
            let mut text = Metrics::default();
            crate::fallback::metrics(&app, std::slice::from_ref(&server), &mut text).await;
            text.text().to_string()
        };
        assert!(written().await.contains("\nhostler_fallback_up 0\n"));
        let listen = "127.0.0.1:0".parse().unwrap();
        let clamd = Some(At::Unix(folder.path().join("nobody.ctl")));
        let place = Place { listen, certificate: None, rspamd: None, clamd };
        let relay = keeper::start(&app, place).await.unwrap().relay;
        assert!(sends(&relay, "anna@bakery.test").await.starts_with("250"));
        let text = written().await;
        for line in [
            "hostler_fallback_up 1",
            "hostler_fallback_waiting_messages 1",
            &format!("hostler_fallback_server_waiting_messages{{server=\"{}\"}} 1", server.name),
            &format!("hostler_fallback_server_oldest_seconds{{server=\"{}\"}} 0", server.name),
            "hostler_fallback_checked_messages_total{outcome=\"taken\"} 1",
            "hostler_fallback_checked_messages_total{outcome=\"virus-refused\"} 0",
            "hostler_fallback_unchecked_messages_total 1",
            "hostler_fallback_scanner_asked_total{scanner=\"clamav\"} 1",
            "hostler_fallback_scanner_answers_total{scanner=\"clamav\",answer=\"silent\"} 1",
            "hostler_fallback_scanner_answers_total{scanner=\"clamav\",answer=\"clean\"} 0",
            "hostler_fallback_scanner_seconds_total{scanner=\"clamav\"} 0.0",
        ] {
            assert!(text.lines().any(|own| own.starts_with(line)), "{line}\n{text}");
        }
        relay.stop().await.unwrap();
    })
    .await;
}
