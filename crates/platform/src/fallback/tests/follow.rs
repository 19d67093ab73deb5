//! Told what changes and no more; known at the start without the database.

use super::{bakery, domain, in_a_folder, kept, sends, tells};
use crate::app::App;
use crate::fallback::book::Book;
use crate::fallback::keeper::{self, Kept};
use crate::monitoring;
use crate::servers::Server;
use crate::testing::{customer, server};
use hostler_relay::table::State;

/// So many bakeries beside those that matter.
const OTHERS: usize = 40;

async fn town(app: &App) -> Vec<Server> {
    let (_, owner) = customer(app, "cees").await;
    let mut others = Vec::new();
    for number in 0..OTHERS {
        let other = server(app, &owner, &format!("bakkerij-{number}")).await;
        tells(app, &other, vec![domain(&format!("bakery{number}.test"), &["info"])]).await;
        others.push(other);
    }
    others
}

/// Looks once; gives how many rows were read for it.
async fn rows_of_a_look(app: &App, kept: &mut Kept) -> u64 {
    let before = kept.follower.rows;
    kept.follower.follow(app, &kept.relay).await;
    kept.follower.rows - before
}

fn later(app: &App, minutes: i64) {
    let now = app.clock.now() + jiff::SignedDuration::from_mins(minutes);
    app.clock.advance_to(now).unwrap();
}

async fn stands(app: &App, server: &Server, standing: &str) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO standings (server_id, standing, since_ms) VALUES ($1, $2, $3)
         ON CONFLICT (server_id) DO UPDATE SET standing = excluded.standing, since_ms = excluded.since_ms",
    )
    .bind(&server.id)
    .bind(standing)
    .bind(app.now_ms())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn k3_a_change_of_one_server_is_work_for_one_server() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let others = town(&app).await;
        let bakery = bakery(&app, "anna").await;
        tells(&app, &bakery, vec![domain("bakery.test", &["anna"])]).await;
        let mut kept = kept(&app).await;
        later(&app, 10);
        rows_of_a_look(&app, &mut kept).await;
        later(&app, 10);
        assert_eq!(rows_of_a_look(&app, &mut kept).await, 0, "nothing happened");

        assert!(sends(&kept.relay, "bram@bakery.test").await.starts_with("550"));
        tells(&app, &bakery, vec![domain("bakery.test", &["anna", "bram"])]).await;
        let rows = rows_of_a_look(&app, &mut kept).await;
        assert!((1..=6).contains(&rows), "{rows} rows of {OTHERS} servers");
        assert!(sends(&kept.relay, "bram@bakery.test").await.starts_with("250"));

        later(&app, 10);
        stands(&app, &others[3], "down").await;
        let rows = rows_of_a_look(&app, &mut kept).await;
        assert!((1..=6).contains(&rows), "{rows} rows");

        later(&app, 10);
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("UPDATE servers SET desired = 'gone', phase = 'gone', gone_at_ms = $1 WHERE id = $2")
            .bind(app.now_ms())
            .bind(&others[5].id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(sends(&kept.relay, "info@bakery5.test").await.starts_with("250"));
        let rows = rows_of_a_look(&app, &mut kept).await;
        assert!((1..=6).contains(&rows), "{rows} rows");
        assert!(sends(&kept.relay, "info@bakery5.test").await.starts_with("550 5.7.1"));
        assert!(sends(&kept.relay, "info@bakery4.test").await.starts_with("250"));
        kept.relay.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn k3_everybody_is_known_at_the_start_before_the_database_is_asked() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let others = town(&app).await;
        let mut first = kept(&app).await;
        first.follower.follow(&app, &first.relay).await;
        let change = vec![domain("bakery0.test", &["info", "anna"])];
        tells(&app, &others[0], change).await;
        first.follower.follow(&app, &first.relay).await;
        first.relay.stop().await.unwrap();
        drop(first.follower);

        // Behind its back, the database loses what it said.
        let mut tx = app.db.begin().await.unwrap();
        for statement in ["DELETE FROM fallback_recipients", "DELETE FROM fallback_domains"] {
            sqlx::query(statement).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut again = kept(&app).await;
        for known in ["info@bakery0.test", "anna@bakery0.test", "info@bakery39.test"] {
            assert!(sends(&again.relay, known).await.starts_with("250"), "{known}");
        }
        assert!(sends(&again.relay, "bram@bakery0.test").await.starts_with("550 5.1.1"));
        // Going through all lists finds out.
        again.follower.follow(&app, &again.relay).await;
        assert!(sends(&again.relay, "info@bakery0.test").await.starts_with("550 5.7.1"));
        again.relay.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn k3_what_the_relay_does_not_take_of_one_server_holds_up_nobody_else() {
    in_a_folder(|app, folder| async move {
        let _folder = folder;
        let (anna, bram, cees) =
            (bakery(&app, "anna").await, bakery(&app, "bram").await, bakery(&app, "cees").await);
        tells(&app, &anna, vec![domain("bakery.test", &["anna"])]).await;
        tells(&app, &bram, vec![domain("bram.test", &["bram"])]).await;
        tells(&app, &cees, vec![domain("cees.test", &["cees"])]).await;
        let mut kept = kept(&app).await;
        kept.follower.follow(&app, &kept.relay).await;

        // Behind its back, a domain changes hands: the relay still knows it as Anna's.
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("UPDATE fallback_domains SET server_id = $1 WHERE name = 'bakery.test'")
            .bind(&bram.id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        tells(&app, &bram, vec![domain("bram.test", &["new"]), domain("bakery.test", &["bram"])]).await;
        tells(&app, &cees, vec![domain("cees.test", &["cees", "new"])]).await;
        kept.follower.follow(&app, &kept.relay).await;
        assert!(sends(&kept.relay, "new@cees.test").await.starts_with("250"), "Cees is told of all the same");
        assert!(sends(&kept.relay, "new@bram.test").await.starts_with("550"));
        assert!(sends(&kept.relay, "bram@bram.test").await.starts_with("250"), "what was known before");
        let refused = async || {
            let running = monitoring::running(&app.db).await.unwrap().into_iter();
            running.filter(|one| one.kind == "fallback-refused").collect::<Vec<_>>()
        };
        later(&app, 2);
        kept.follower.follow(&app, &kept.relay).await;
        let told = refused().await.remove(0);
        assert_eq!(told.server_id.as_ref(), Some(&bram.id));
        assert!(told.detail.contains("bakkerij-bram.hostler.test"), "{}", told.detail);

        tells(&app, &anna, vec![]).await;
        kept.follower.follow(&app, &kept.relay).await;
        later(&app, 2);
        kept.follower.follow(&app, &kept.relay).await;
        assert!(sends(&kept.relay, "new@bram.test").await.starts_with("250"));
        assert!(refused().await.is_empty(), "it is over");
        kept.relay.stop().await.unwrap();
    })
    .await;
}

async fn smtp_from_frankfurt(app: &App, server: &Server, look: &str) {
    let mut tx = app.db.begin().await.unwrap();
    for statement in [
        "INSERT INTO vantages (id, name, token_hash, made_at_ms, made_by) VALUES ('v', 'Frankfurt', '', $1, '')
         ON CONFLICT DO NOTHING",
        "UPDATE vantages SET heard_at_ms = $1",
        "DELETE FROM vantage_answers WHERE heard_at_ms <= $1",
    ] {
        sqlx::query(statement).bind(app.now_ms()).execute(&mut *tx).await.unwrap();
    }
    sqlx::query(
        "INSERT INTO vantage_answers (vantage_id, server_id, protocol, state, since_ms, heard_at_ms, total_ms, trouble)
         VALUES ('v', $1, 'smtp', $2, 0, $3, 0, '')",
    )
    .bind(&server.id)
    .bind(look)
    .bind(app.now_ms())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn k3_who_cannot_reach_a_server_is_not_sent_back_to_it() {
    in_a_folder(|app, folder| async move {
        let anna = bakery(&app, "anna").await;
        tells(&app, &anna, vec![domain("bakery.test", &["anna"])]).await;
        stands(&app, &anna, "up").await;
        let mut kept = kept(&app).await;
        for (minutes, look, expect) in [
            (0, "good", State::Up),
            (1, "down", State::Down),
            (1, "doubted", State::Up),
            (1, "down", State::Down),
        ] {
            later(&app, minutes);
            smtp_from_frankfurt(&app, &anna, look).await;
            kept.follower.follow(&app, &kept.relay).await;
            assert_eq!(keeper::primaries(&app).await.unwrap()[0].state, expect, "{look}");
            let (_, told) = Book::open(&folder.path().join("fallback/table.book")).unwrap();
            assert_eq!(told.known[0].missed, expect == State::Down, "the relay is told of it: {look}");
        }
        // A vantage that is silent says nothing any more.
        later(&app, 10);
        kept.follower.follow(&app, &kept.relay).await;
        assert_eq!(keeper::primaries(&app).await.unwrap()[0].state, State::Up);
        kept.relay.stop().await.unwrap();
    })
    .await;
}
