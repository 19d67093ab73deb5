//! Servers for other parts' tests.

use super::{Phase, Server, store};
use crate::app::App;
use hostler_kit::id::Id;

/// From now on it runs, as far as anybody has written down.
pub async fn runs(app: &App, server: &Id<Server>) {
    let mut tx = app.db.begin().await.expect("a transaction");
    assert!(
        store::set_phase(&mut tx, server, Phase::Running, app.now_ms()).await.expect("the database answers")
    );
    tx.commit().await.expect("it commits");
}
