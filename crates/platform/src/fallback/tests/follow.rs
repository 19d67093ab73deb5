//! Told what changes and no more; known at the start without the database.

use super::{bakery, domain, in_a_folder, kept, sends, tells};
use crate::app::App;
use crate::fallback::keeper::Kept;
use crate::servers::Server;
use crate::testing::{customer, server};

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
