//! What lasts and nobody took on is not told once and forgotten: staff are asked again, soon or daily by its kind.

use super::super::rules::{self, Again};
use super::super::store::incidents;
use super::super::{add, told};
use super::{Done, Incident, Watcher, act};
use crate::app::App;
use crate::servers;

/// How often it is looked whether it is time, and what comes once a day; in milliseconds.
const EVERY_MS: i64 = 30_000;
const DAY_MS: i64 = 86_400_000;

impl Watcher {
    /// Asks about whatever it is time for. In a maintenance nobody is asked about what it concerns.
    pub(super) async fn ask_again(&mut self, now_ms: i64) -> Done {
        if now_ms < self.asked_again_at_ms + EVERY_MS {
            return Ok(());
        }
        for incident in incidents::running(&self.app.db).await? {
            let every_ms = match rules::again(&incident.kind) {
                Again::Soon => self.standard.ladder.call_again_ms,
                Again::Daily => DAY_MS,
                Again::ByLadder => continue,
            };
            let before_ms = now_ms - every_ms;
            let is_time = incident.asked_at_ms.unwrap_or(incident.began_at_ms) <= before_ms;
            if is_time && incident.acknowledged_at_ms.is_none() && !self.is_quiet(&incident, now_ms) {
                ask(&self.app, &incident, (now_ms, before_ms)).await?;
            }
        }
        self.asked_again_at_ms = now_ms;
        Ok(())
    }

    fn is_quiet(&self, incident: &Incident, now_ms: i64) -> bool {
        let mut windows = self.windows.iter().filter(|window| window.is_now(now_ms));
        match &incident.server_id {
            None => windows.any(|window| window.server_id.is_none()),
            Some(id) => {
                let held = self.servers.get(id).is_some_and(|seen| seen.in_maintenance);
                held || windows.any(|window| window.concerns(id))
            }
        }
    }
}

async fn ask(app: &App, incident: &Incident, (now_ms, before_ms): (i64, i64)) -> Done {
    let server = match &incident.server_id {
        Some(id) => servers::find(&app.db, id).await?,
        None => None,
    };
    let mut tx = app.db.begin().await?;
    if !incidents::ask_again(&mut tx, &incident.id, (now_ms, before_ms)).await? {
        return Ok(());
    }
    add(app, &mut tx, &incident.id, ("asked-again", "")).await?;
    told::staff(app, &mut tx, (incident, server.as_ref()), "mail-incident-asked").await?;
    act::tell(app, &mut tx, incident).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
