//! What owners are mailed about the updates of their servers.

use super::model::{Member, Rollout, Step};
use crate::accounts::{self, Role};
use crate::app::App;
use crate::mail;
use crate::servers::{Server, host_name};
use hostler_kit::db::Tx;
use hostler_kit::time::instant;
use hostler_kit::ui::words::Lang;

type Done = Result<(), sqlx::Error>;

/// When their server is updated, and what changes.
pub async fn announce(
    app: &App,
    tx: &mut Tx,
    (rollout, member): (&Rollout, &Member),
    server: &Server,
) -> Done {
    let key = format!("mail-update-{}", rollout.kind);
    letter(app, tx, (server, &key), (Some(rollout), member.due_at_ms)).await
}

/// It was.
pub async fn done(app: &App, tx: &mut Tx, (rollout, member): (&Rollout, &Member), server: &Server) -> Done {
    match member.stage {
        0 => Ok(()),
        _ => letter(app, tx, (server, "mail-update-done"), (Some(rollout), app.now_ms())).await,
    }
}

/// It was taken back, and the server is as it was. Of one that is worse off they hear as of any that is down.
pub async fn put_back(app: &App, tx: &mut Tx, step: Step, server: &Server) -> Done {
    match step {
        Step::PutBack => letter(app, tx, (server, "mail-update-put-back"), (None, app.now_ms())).await,
        _ => Ok(()),
    }
}

async fn letter(
    app: &App,
    tx: &mut Tx,
    (server, key): (&Server, &str),
    (rollout, at_ms): (Option<&Rollout>, i64),
) -> Done {
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let lang = Lang::parse(&person.language).unwrap_or(Lang::En);
        let words = app.languages.of(lang);
        let values = [
            ("host", host_name(app, server)),
            ("when", words.instant(instant(at_ms), app.zone())),
            ("until", app.catalogue.updates.night_until.to_string()),
            ("note", rollout.map_or(String::new(), |rollout| rollout.note(lang).to_string())),
            ("link", format!("{}/servers/{}", app.settings.portal_url, server.id)),
        ];
        mail::send(app, tx, &mail::Letter { to: &person, key, values: &values }).await?;
    }
    Ok(())
}
