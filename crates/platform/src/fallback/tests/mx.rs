use super::dns::{a, dns};
use super::{bakery, domain, tells};
use crate::fallback::{Verdict, claims_of, look_up};
use crate::mail;
use crate::testing::{go_to, platform};
use hostler_kit::db::testing::on_each_engine as databases;
use mail_auth::hickory_resolver::proto::rr::rdata::MX;
use mail_auth::hickory_resolver::proto::rr::{Name, RData};
use std::net::Ipv4Addr;

pub fn mx(preference: u16, host: &str) -> RData {
    RData::MX(MX::new(preference, Name::from_ascii(host).unwrap()))
}

#[tokio::test]
async fn k3_a_mail_server_by_another_name_is_known_by_its_address() {
    databases(&crate::app::MIGRATIONS, |db| async move {
        let at = |number: u8| a(Ipv4Addr::new(192, 0, 2, number));
        let (address, _task) = dns(vec![
            ("bakkerij-anna.hostler.test", at(1)),
            ("mx2.hostler.test", at(2)),
            ("_nobody.hostler.test", at(9)),
            ("alias.test", mx(10, "mail.alias.test.")),
            ("alias.test", mx(20, "mx2.hostler.test.")),
            ("mail.alias.test", at(1)),
            ("both.test", mx(10, "mail.both.test.")),
            ("mail.both.test", at(1)),
            ("mail.both.test", at(7)),
            ("other.test", mx(10, "mail.other.test.")),
            ("other.test", mx(20, "mx2.hostler.test.")),
            ("mail.other.test", at(7)),
            ("second.test", mx(10, "bakkerij-anna.hostler.test.")),
            ("second.test", mx(20, "backup.second.test.")),
            ("backup.second.test", at(2)),
        ])
        .await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(address);
        let server = bakery(&app, "anna").await;
        let names = ["alias.test", "both.test", "other.test", "second.test"];
        tells(&app, &server, names.iter().map(|name| domain(name, &["anna"])).collect()).await;
        super::super::look_up::old_ones(&app).await.unwrap();
        let found = claims_of(&app.db, &server.id).await.unwrap();
        let verdicts: Vec<_> = found.iter().map(|claim| claim.verdict().unwrap()).collect();
        assert_eq!(verdicts, [Verdict::Good, Verdict::Elsewhere, Verdict::Elsewhere, Verdict::Good]);
        assert_eq!(found[0].found, "10 mail.alias.test\n20 mx2.hostler.test", "as they are published");
    })
    .await;
}

#[tokio::test]
async fn k3_owners_are_told_once_when_good_records_are_bad_for_a_day() {
    databases(&crate::app::MIGRATIONS, |db| async move {
        let good = vec![
            ("bakery.test", mx(10, "bakkerij-anna.hostler.test.")),
            ("bakery.test", mx(20, "mx2.hostler.test.")),
        ];
        let (well, _well) = dns(good).await;
        let (badly, _badly) = dns(vec![("bakery.test", mx(10, "mx.elsewhere.test."))]).await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(well);
        let server = bakery(&app, "anna").await;
        tells(&app, &server, vec![domain("bakery.test", &["anna"]), domain("new.test", &["anna"])]).await;
        super::super::look_up::old_ones(&app).await.unwrap();
        let before = mail::count(&app.db, "").await.unwrap();
        app.settings.inbox_dns = Some(badly);
        for (time, expect) in [
            ("2026-10-02T07:59:00+02:00", 0),
            ("2026-10-02T09:30:00+02:00", 1),
            ("2026-10-04T09:30:00+02:00", 1),
        ] {
            go_to(&app, time);
            super::super::look_up::old_ones(&app).await.unwrap();
            assert_eq!(mail::count(&app.db, "").await.unwrap() - before, expect, "{time}");
        }
        app.settings.inbox_dns = Some(well);
        go_to(&app, "2026-10-05T09:30:00+02:00");
        super::super::look_up::old_ones(&app).await.unwrap();
        let claim = claims_of(&app.db, &server.id).await.unwrap().remove(0);
        assert_eq!((claim.good_at_ms, claim.lost_told_at_ms), (Some(app.now_ms()), None));
    })
    .await;
}

#[tokio::test]
async fn k3_all_that_are_due_are_looked_up_however_many() {
    databases(&crate::app::MIGRATIONS, |db| async move {
        let (address, _task) = dns(vec![]).await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(address);
        let server = bakery(&app, "anna").await;
        let many = (0..201).map(|number| domain(&format!("d{number}.test"), &["anna"])).collect();
        tells(&app, &server, many).await;
        super::super::look_up::old_ones(&app).await.unwrap();
        let found = claims_of(&app.db, &server.id).await.unwrap();
        assert_eq!(found.iter().filter(|claim| claim.verdict() == Some(Verdict::Nothing)).count(), 201);
    })
    .await;
}

#[tokio::test]
async fn k3_mx_records_are_looked_up_and_judged() {
    databases(&crate::app::MIGRATIONS, |db| async move {
        let (address, task) = dns(vec![
            ("good.test", mx(10, "bakkerij-anna.hostler.test.")),
            ("good.test", mx(20, "MX2.hostler.test.")),
            ("alone.test", mx(10, "bakkerij-anna.hostler.test.")),
        ])
        .await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(address);
        let server = bakery(&app, "anna").await;
        let names = ["alone.test", "good.test", "none.test"];
        tells(&app, &server, names.iter().map(|name| domain(name, &["anna"])).collect()).await;
        super::super::look_up::old_ones(&app).await.unwrap();
        let found = claims_of(&app.db, &server.id).await.unwrap();
        let verdicts: Vec<_> = found.iter().map(|claim| claim.verdict().unwrap()).collect();
        assert_eq!(verdicts, [Verdict::NoFallback, Verdict::Good, Verdict::Nothing]);
        assert_eq!(found[1].found, "10 bakkerij-anna.hostler.test\n20 mx2.hostler.test");
        task.abort();
        let _ = task.await;
        let gone = look_up(&app, found[1].clone()).await.unwrap();
        assert_eq!(gone.verdict(), Some(Verdict::Unknown));
        assert!(!gone.found.is_empty(), "why");
    })
    .await;
}
