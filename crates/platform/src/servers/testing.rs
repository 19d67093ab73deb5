//! Servers for other parts' tests.

use super::plan::Desired;
use super::{Phase, Server, deaths, store};
use crate::app::App;
use crate::drivers::host::{Actual, Fell, Prepared};
use hostler_kit::id::Id;

/// From now on it runs, as far as anybody has written down.
pub async fn runs(app: &App, server: &Id<Server>) {
    comes_to(app, server, Phase::Running).await;
}

/// From now on it is in this phase, as far as anybody has written down.
pub async fn comes_to(app: &App, server: &Id<Server>, phase: Phase) {
    let mut tx = app.db.begin().await.expect("a transaction");
    assert!(store::set_phase(&mut tx, server, phase, app.now_ms()).await.expect("the database answers"));
    tx.commit().await.expect("it commits");
}

/// It is gone for good.
pub async fn goes(app: &App, server: &Id<Server>) {
    let mut tx = app.db.begin().await.expect("a transaction");
    assert!(
        store::set_phase(&mut tx, server, Phase::Gone, app.now_ms()).await.expect("the database answers")
    );
    tx.commit().await.expect("it commits");
}

/// It ends by itself after a start, and the platform sees it.
pub async fn ends(app: &App, id: &Id<Server>) {
    let server = store::find(&app.db, id).await.expect("the database answers").expect("it is there");
    let actual = Actual {
        prepared: Prepared::Whole,
        running: None,
        last_exit: None,
        fell: Some(Fell { started: app.clock.now(), status: Some(137) }),
        leftovers: Vec::new(),
        build: None,
    };
    deaths::notice(app, (&server, &actual), Desired::Running).await.expect("the database answers");
}
