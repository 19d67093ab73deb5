//! What owners are mailed about the updates of their servers.

use super::model::{Member, Rollout, Step};
use crate::accounts::{self, Role};
use crate::app::App;
use crate::mail;
use crate::servers::{self, Server, host_name};
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

/// It does not come when they were told, but later.
pub async fn delayed(app: &App, tx: &mut Tx, (rollout, at_ms): (&Rollout, i64), server: &Server) -> Done {
    letter(app, tx, (server, "mail-update-delayed"), (Some(rollout), at_ms)).await
}

/// It does not come when they were told, and nobody knows when.
pub async fn put_off(app: &App, tx: &mut Tx, rollout: &Rollout, server: &Server) -> Done {
    letter(app, tx, (server, "mail-update-put-off"), (Some(rollout), app.now_ms())).await
}

/// It does not come.
pub async fn called_off(app: &App, tx: &mut Tx, member: &Member) -> Done {
    let Some(server) = servers::find(&app.db, &member.server_id).await? else { return Ok(()) };
    letter(app, tx, (&server, "mail-update-called-off"), (None, app.now_ms())).await
}

/// Their server does not get it with the others, and why.
pub async fn left_out(app: &App, tx: &mut Tx, (server, because): (&Server, &str)) -> Done {
    let because = [("reason", because.to_string())];
    letters(app, tx, (server, "mail-update-left-out"), |_| because.to_vec()).await
}

async fn letter(
    app: &App,
    tx: &mut Tx,
    (server, key): (&Server, &str),
    (rollout, at_ms): (Option<&Rollout>, i64),
) -> Done {
    let values = |lang: Lang| {
        vec![
            ("when", app.languages.of(lang).instant(instant(at_ms), app.zone())),
            ("until", app.catalogue.updates.night_until.to_string()),
            ("note", rollout.map_or(String::new(), |rollout| rollout.note(lang).to_string())),
        ]
    };
    letters(app, tx, (server, key), values).await
}

/// To every owner of the server's customer, in their language.
async fn letters(
    app: &App,
    tx: &mut Tx,
    (server, key): (&Server, &str),
    values: impl Fn(Lang) -> Vec<(&'static str, String)>,
) -> Done {
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let mut values = values(Lang::parse(&person.language).unwrap_or(Lang::En));
        values.push(("host", host_name(app, server)));
        values.push(("link", format!("{}/servers/{}", app.settings.portal_url, server.id)));
        mail::send(app, tx, &mail::Letter { to: &person, key, values: &values }).await?;
    }
    Ok(())
}
