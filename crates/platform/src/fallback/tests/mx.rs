use super::dns::dns;
use super::{bakery, domain, tells};
use crate::fallback::{Verdict, claims_of, look_up};
use crate::testing::platform;
use hostler_kit::db::testing::on_each_engine as databases;
use mail_auth::hickory_resolver::proto::rr::rdata::MX;
use mail_auth::hickory_resolver::proto::rr::{Name, RData};

fn mx(preference: u16, host: &str) -> RData {
    RData::MX(MX::new(preference, Name::from_ascii(host).unwrap()))
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
