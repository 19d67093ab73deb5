//! Names of Bakkerij Anna's and of others, in a DNS that says what the test wants.

mod pages;
mod rules;
mod world;

use super::{HostName, Verdict, add, find, is_held, look_up, of_server, old_ones, published, remove, store};
use crate::app::App;
use crate::certificates::due::Walk;
use crate::certificates::store as certificates;
use crate::events::Actor;
use crate::servers::{self, Server};
use crate::testing::{customer, go_to, platform, server};
use hostler_kit::db::testing::on_each_engine as databases;
use hostler_kit::http::Fault;
use std::future::Future;
use std::sync::Arc;
use world::{World, dns};

const NAME: &str = "mail.bakkerij.example";

async fn in_a_world<F: Future<Output = ()>>(test: impl Fn(Arc<App>, World) -> F) {
    let test = &test;
    databases(&crate::app::MIGRATIONS, |db| async move {
        let dns = dns().await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(dns.address);
        test(Arc::new(app), dns.world.clone()).await;
    })
    .await;
}

/// A server with an address of its own in DNS.
async fn at(app: &App, world: &World, (owner, address): (&str, &str)) -> Server {
    let (_, person) = customer(app, owner).await;
    let server = server(app, &person, &format!("bakkerij-{owner}")).await;
    world.says(&servers::host_name(app, &server), address);
    server
}

async fn added(app: &App, server: &Server, name: &str) -> Result<HostName, Fault> {
    add(app, &Actor::platform(), (server, name)).await
}

async fn held(app: &App, server: &Server) -> bool {
    is_held(&app.db, (&server.id, NAME)).await.unwrap()
}

#[tokio::test]
async fn h3_a_name_waits_for_its_dns_and_then_gets_a_certificate() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        let waits = added(&app, &bakery, NAME).await.unwrap();
        assert_eq!((waits.verdict(), waits.addresses.as_str()), (Some(Verdict::Nothing), "192.0.2.1"));
        assert!(!held(&app, &bakery).await);
        assert_eq!(
            certificates::find(&app.db, (&bakery.id, NAME)).await.unwrap(),
            None,
            "nobody is asked yet"
        );
        let again = added(&app, &bakery, "MAIL.bakkerij.example").await.unwrap_err();
        assert_eq!(again.code, "host-name-there");

        world.says(NAME, &servers::host_name(&app, &bakery));
        go_to(&app, "2026-10-01T08:03:00+02:00");
        old_ones(&app).await.unwrap();
        let proven = find(&app.db, (&bakery.id, NAME)).await.unwrap().unwrap();
        assert_eq!(proven.verdict(), Some(Verdict::Good), "{}", proven.found);
        assert_eq!(proven.found, "CNAME bakkerij-anna.hostler.test\nA 192.0.2.1");
        let certificate = certificates::find(&app.db, (&bakery.id, NAME)).await.unwrap().unwrap();
        assert!(held(&app, &bakery).await && certificate.try_at_ms <= app.now_ms());

        remove(&app, &Actor::platform(), (&bakery, NAME)).await.unwrap();
        assert!(of_server(&app.db, &bakery.id).await.unwrap().is_empty());
        let gone = remove(&app, &Actor::platform(), (&bakery, NAME)).await.unwrap_err();
        assert_eq!(gone.code, "host-name-not-there");
    })
    .await;
}

#[tokio::test]
async fn h3_the_owner_is_told_once_when_a_names_dns_is_lost_and_again_when_it_is_lost_again() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        world.says(NAME, &servers::host_name(&app, &bakery));
        added(&app, &bakery, NAME).await.unwrap();
        let told = async || crate::mail::count(&app.db, "lead to your server any more").await.unwrap();
        let looked = async |instant: &str| {
            go_to(&app, instant);
            old_ones(&app).await.unwrap();
            find(&app.db, (&bakery.id, NAME)).await.unwrap().unwrap()
        };
        world.forgets(NAME);
        let lost = looked("2026-10-03T08:00:00+02:00").await;
        assert_eq!((lost.lost_at_ms, told().await), (Some(app.now_ms()), 0), "it may be on its way");
        for (instant, mails) in [
            ("2026-10-03T09:00:00+02:00", 1),
            ("2026-10-03T10:00:00+02:00", 1),
            ("2026-10-09T10:00:00+02:00", 1),
        ] {
            looked(instant).await;
            assert_eq!(told().await, mails, "{instant}");
        }
        let mail = crate::mail::list(&app.db, "lead to your server any more", 10, 0).await.unwrap().remove(0);
        for words in ["mail.bakkerij.example. CNAME bakkerij-anna.hostler.test.", "no records"] {
            assert!(mail.body.contains(words), "{words}: {}", mail.body);
        }
        world.says(NAME, &servers::host_name(&app, &bakery));
        let back = looked("2026-10-09T11:00:00+02:00").await;
        assert_eq!((back.lost_at_ms, back.lost_told_at_ms), (None, None));
        world.says(NAME, "203.0.113.9");
        looked("2026-10-09T18:00:00+02:00").await;
        looked("2026-10-09T19:00:00+02:00").await;
        assert_eq!(told().await, 2, "it is lost again");
    })
    .await;
}

#[tokio::test]
async fn who_only_claims_a_name_keeps_nobody_from_it() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        let thief = at(&app, &world, ("mallory", "192.0.2.2")).await;
        added(&app, &thief, NAME).await.unwrap();
        world.says(NAME, &servers::host_name(&app, &bakery));
        let own = added(&app, &bakery, NAME).await.unwrap();
        assert_eq!(own.verdict(), Some(Verdict::Good));
        let claim = find(&app.db, (&thief.id, NAME)).await.unwrap().unwrap();
        assert_eq!(look_up(&app, claim).await.unwrap().verdict(), Some(Verdict::Elsewhere));
        assert!(held(&app, &bakery).await && !held(&app, &thief).await);

        remove(&app, &Actor::platform(), (&thief, NAME)).await.unwrap();
        let refused = added(&app, &thief, NAME).await.unwrap_err();
        assert_eq!(refused.code, "host-name-taken");
        assert!(!format!("{:?}", refused.args).contains("anna"), "whose it is, is nobody's business");
    })
    .await;
}

#[tokio::test]
async fn a_name_goes_with_its_dns_from_one_server_to_another() {
    in_a_world(|app, world| async move {
        let old = at(&app, &world, ("anna", "192.0.2.1")).await;
        let new = at(&app, &world, ("bram", "192.0.2.2")).await;
        world.says(NAME, "192.0.2.1");
        added(&app, &old, NAME).await.unwrap();
        assert!(held(&app, &old).await);
        world.says(NAME, "192.0.2.2");
        added(&app, &new, NAME).await.unwrap();
        assert!(held(&app, &new).await && !held(&app, &old).await);
        let certificate = certificates::find(&app.db, (&old.id, NAME)).await.unwrap().unwrap();
        assert!(certificate.try_at_ms <= app.now_ms(), "it is taken away from the old server");
    })
    .await;
}

#[tokio::test]
async fn who_adds_a_name_that_does_not_lead_to_them_takes_it_from_nobody() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        let thief = at(&app, &world, ("mallory", "192.0.2.2")).await;
        world.says(NAME, "192.0.2.1");
        added(&app, &bakery, NAME).await.unwrap();
        let until = certificates::find(&app.db, (&bakery.id, NAME)).await.unwrap().unwrap().try_at_ms;
        for moved in [Some("203.0.113.9"), None] {
            match moved {
                Some(address) => world.says(NAME, address),
                None => world.forgets(NAME),
            }
            let claim = added(&app, &thief, NAME).await.unwrap();
            assert!(matches!(claim.verdict(), Some(Verdict::Elsewhere | Verdict::Nothing)), "{claim:?}");
            assert!(held(&app, &bakery).await && !held(&app, &thief).await);
            let own = certificates::find(&app.db, (&bakery.id, NAME)).await.unwrap().unwrap();
            assert_eq!(own.try_at_ms, until, "nothing is taken away from its server");
            remove(&app, &Actor::platform(), (&thief, NAME)).await.unwrap();
        }
    })
    .await;
}

async fn servers_are_looked_up(app: &App) {
    published::look(app, &mut Walk::default()).await.unwrap();
}

#[tokio::test]
async fn where_some_servers_share_an_address_it_is_proof_for_none_of_them() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.9")).await;
        let thief = at(&app, &world, ("mallory", "192.0.2.9")).await;
        let alone = at(&app, &world, ("bram", "192.0.2.3")).await;
        servers_are_looked_up(&app).await;
        world.says(NAME, "192.0.2.9");
        for server in [&thief, &bakery] {
            let claim = added(&app, server, NAME).await.unwrap();
            assert_eq!((claim.verdict(), claim.addresses.as_str()), (Some(Verdict::NeedsAlias), ""));
        }
        assert!(!held(&app, &thief).await && !held(&app, &bakery).await);
        world.says("winkel.example", "192.0.2.3");
        let own = added(&app, &alone, "winkel.example").await.unwrap();
        assert_eq!(own.verdict(), Some(Verdict::Good), "no other server has that one");
        world.says(NAME, &servers::host_name(&app, &bakery));
        let claim = find(&app.db, (&bakery.id, NAME)).await.unwrap().unwrap();
        assert_eq!(look_up(&app, claim).await.unwrap().verdict(), Some(Verdict::Good));
        assert!(held(&app, &bakery).await);

        // The thief's server gets an address of its own.
        world.says(&servers::host_name(&app, &thief), "192.0.2.2");
        go_to(&app, "2026-10-01T20:01:00+02:00");
        servers_are_looked_up(&app).await;
        world.says("bakkerij.example", "192.0.2.9");
        let own = added(&app, &bakery, "bakkerij.example").await.unwrap();
        assert_eq!((own.verdict(), own.addresses.as_str()), (Some(Verdict::Good), "192.0.2.9"));
    })
    .await;
}

#[tokio::test]
async fn an_address_is_no_proof_before_other_servers_were_looked_up() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        let other = at(&app, &world, ("bram", "192.0.2.2")).await;
        world.says(NAME, "192.0.2.1");
        let mut tx = app.db.begin().await.unwrap();
        store::begin_published(&mut tx, &other.id).await.unwrap();
        tx.commit().await.unwrap();
        let claim = added(&app, &bakery, NAME).await.unwrap();
        assert_eq!(claim.verdict(), Some(Verdict::Unknown), "{}", claim.found);
        servers_are_looked_up(&app).await;
        let claim = look_up(&app, claim).await.unwrap();
        assert!(claim.verdict() == Some(Verdict::Good) && held(&app, &bakery).await);
        servers::testing::comes_to(&app, &other.id, servers::Phase::Gone).await;
        go_to(&app, "2026-10-02T08:01:00+02:00");
        servers_are_looked_up(&app).await;
        assert!(!store::has_another(&app.db, (&bakery.id, "192.0.2.2")).await.unwrap(), "it is gone");
    })
    .await;
}

#[tokio::test]
async fn where_all_servers_have_one_address_a_cname_must_say_which() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.9")).await;
        world.says("_nobody.hostler.test", "192.0.2.9");
        world.says(NAME, "192.0.2.9");
        let claim = added(&app, &bakery, NAME).await.unwrap();
        assert_eq!((claim.verdict(), claim.addresses.as_str()), (Some(Verdict::NeedsAlias), ""));
        world.says(NAME, &servers::host_name(&app, &bakery));
        assert_eq!(look_up(&app, claim).await.unwrap().verdict(), Some(Verdict::Good));
    })
    .await;
}

#[tokio::test]
async fn a_server_has_twenty_names_at_most() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        for number in 0..20 {
            added(&app, &bakery, &format!("mail{number}.bakkerij.example")).await.unwrap();
        }
        let refused = added(&app, &bakery, NAME).await.unwrap_err();
        assert_eq!(refused.code, "host-name-too-many");
        remove(&app, &Actor::platform(), (&bakery, "mail7.bakkerij.example")).await.unwrap();
        assert_eq!(added(&app, &bakery, NAME).await.unwrap().place, 8);
    })
    .await;
}

#[tokio::test]
async fn a_claim_lapses_after_a_week_and_a_held_name_survives_a_dns_that_is_silent() {
    in_a_world(|app, world| async move {
        let bakery = at(&app, &world, ("anna", "192.0.2.1")).await;
        added(&app, &bakery, "never.bakkerij.example").await.unwrap();
        world.says(NAME, "192.0.2.1");
        added(&app, &bakery, NAME).await.unwrap();
        go_to(&app, "2026-10-09T08:00:00+02:00");
        world.forgets(&servers::host_name(&app, &bakery));
        old_ones(&app).await.unwrap();
        let left = of_server(&app.db, &bakery.id).await.unwrap();
        assert_eq!(left.iter().map(|name| name.name.as_str()).collect::<Vec<_>>(), [NAME]);
        assert_eq!((left[0].verdict(), held(&app, &bakery).await), (Some(Verdict::Unknown), true));
    })
    .await;
}
