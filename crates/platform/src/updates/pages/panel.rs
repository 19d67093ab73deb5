//! On a server's page: what it runs, and when it is updated with what.

use super::super::model::{Kind, Rollout};
use super::super::{Member, store};
use super::at;
use crate::servers::{Server, builds};
use crate::web::Visit;
use hostler_kit::http::Fault;

/// What a server runs, in words, and its next update.
pub struct Panel {
    pub runs: String,
    pub planned: Option<String>,
    /// Why it was left out of the newest update.
    pub left_out: Option<String>,
    /// What changes.
    pub note: String,
}

impl Panel {
    pub async fn of(visit: &Visit, server: &Server) -> Result<Panel, Fault> {
        let db = &visit.app.db;
        let runs = builds::of(db, &server.build()).await?.map(|build| build.short());
        let found = store::of_server(db, &server.id).await?;
        let found = found.filter(|(_, member)| !member.step().is_over());
        let left_out = store::left_out_of(db, &server.id).await?;
        Ok(Panel {
            left_out: left_out.map(|member| member.left_out_because),
            runs: runs.unwrap_or_else(|| visit.words.t("update-runs-unknown")),
            planned: found.as_ref().map(|(rollout, member)| planned(visit, rollout, member)),
            note: found.map_or(String::new(), |(rollout, _)| rollout.note(visit.words.lang()).to_string()),
        })
    }
}

fn planned(visit: &Visit, rollout: &Rollout, member: &Member) -> String {
    let when = at(visit, member.due_at_ms.max(visit.app.now_ms()));
    if member.step().is_at_work() {
        return visit.words.t("update-planned-now");
    }
    let key = match rollout.kind() {
        _ if !rollout.is_running() => "update-planned-held",
        Kind::Security => "update-planned-security",
        Kind::Regular => "update-planned-regular",
    };
    visit.words.with(key, "when", when)
}
