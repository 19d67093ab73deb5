//! Drills (K1): a backup is restored into a server of its own, every mailbox is opened by IMAP, and what is in it is
//! compared with what the server said it held. Then it is thrown away. A backup that nobody has restored is a hope.

mod imap;
mod scratch;

use super::model::{Backup, Drill, Held};
use super::rules::Night;
use super::{BackupRefused, Said, alarm, store, tell};
use crate::alone;
use crate::app::App;
use crate::events::Actor;
use crate::servers::plan::Desired;
use crate::servers::{self, Note, Phase, Scratch, Server, note};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_wire::backup::Manifest;
use std::collections::{BTreeMap, BTreeSet};

/// What a drill saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    mailboxes: i64,
    messages: i64,
}

/// Begins the drill that is due longest, between nights and one at a time.
pub async fn schedule(app: &App, night: &Night) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    if now_ms < night.alarm_ms() {
        return Ok(());
    }
    let mut due: Option<(i64, Server, Backup)> = None;
    for server in servers::alive(&app.db).await? {
        if server.desired() != Desired::Running || server.phase() != Phase::Running {
            continue;
        }
        let last = store::last_drill(&app.db, &server.id).await?.map(|drill| drill.begun_at_ms);
        if !super::watch::drill_due(last, now_ms) {
            continue;
        }
        let Some(backup) = newest(app, &server).await? else { continue };
        if due.as_ref().is_none_or(|(first, _, _)| last.unwrap_or(0) < *first) {
            due = Some((last.unwrap_or(0), server, backup));
        }
    }
    match due {
        Some((_, server, backup)) => begin(app, (&server, &backup)).await.map(drop),
        None => Ok(()),
    }
}

/// The newest nightly backup that can be compared with what the server held.
async fn newest(app: &App, server: &Server) -> Result<Option<Backup>, sqlx::Error> {
    let all = super::of_server(app, &server.id).await?;
    Ok(all.into_iter().find(|backup| backup.is_ready() && backup.held().is_some()))
}

/// A member of staff has a backup tried out now.
pub async fn ask(app: &App, (server, backup): (&Server, &Backup), by: &Actor) -> Result<Drill, Fault> {
    if !backup.is_ready() || backup.held().is_none() {
        return Err(BackupRefused::NotReady.into());
    }
    let drill = begin(app, (server, backup)).await?.ok_or(BackupRefused::Drilling)?;
    let mut tx = app.db.begin().await?;
    note(app, &mut tx, &server.id, Note("drill-wanted", &format!("{}, {}", backup.day, by.name))).await?;
    tx.commit().await?;
    Ok(drill)
}

/// Writes a drill down with its job; none if one is under way.
async fn begin(app: &App, (server, backup): (&Server, &Backup)) -> Result<Option<Drill>, Fault> {
    let drill = Drill {
        id: Id::new(app.now_ms(), &app.random),
        server_id: server.id.clone(),
        backup_id: backup.id.clone(),
        state: "waiting".into(),
        mailboxes: 0,
        messages: 0,
        error: String::new(),
        begun_at_ms: app.now_ms(),
        ended_at_ms: None,
    };
    let mut tx = app.db.begin().await?;
    if !store::insert_drill(&mut tx, &drill).await? {
        return Ok(None);
    }
    let job = super::jobs::RunDrill { drill: drill.id.clone() };
    hostler_kit::jobs::enqueue(&mut tx, &job, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(Some(drill))
}

/// Carries a drill out and writes down how it ended.
pub async fn run(app: &App, id: &Id<Drill>) -> Result<(), Fault> {
    let Some(drill) = store::find_drill(&app.db, id).await? else { return Ok(()) };
    let server = servers::find(&app.db, &drill.server_id).await?.ok_or_else(Fault::missing)?;
    let _alone = alone::wait(app, "drill").await?;
    let mut tx = app.db.begin().await?;
    if !store::set_drill_running(&mut tx, id, app.now_ms()).await? {
        return Ok(());
    }
    tx.commit().await?;
    let folder = app.settings.data.join("drills").join(id.as_str());
    let place = servers::scratch(app, &server, (id.as_str(), folder)).await?;
    let tried = try_out(app, (&server, &drill), &place).await;
    app.host.remove(&place.spec).await.map_err(Fault::broken)?;
    end(app, &server, &drill, tried).await
}

async fn try_out(app: &App, (server, drill): (&Server, &Drill), place: &Scratch) -> Result<Seen, Fault> {
    let backup = super::of(app, server, &drill.backup_id).await?;
    let held = backup.held().ok_or(BackupRefused::NotReady)?;
    scratch::put_back(app, &backup, place).await?;
    scratch::start(app, place).await?;
    look(&held, place).await.map_err(Fault::broken)
}

async fn end(app: &App, server: &Server, drill: &Drill, tried: Result<Seen, Fault>) -> Result<(), Fault> {
    let (seen, error) = match tried {
        Ok(seen) => (seen, String::new()),
        Err(fault) => (Seen::default(), fault.detail),
    };
    let (state, kind) =
        if error.is_empty() { ("passed", "backup.drill-passed") } else { ("failed", "backup.drill-failed") };
    let ended = Drill {
        state: state.into(),
        mailboxes: seen.mailboxes,
        messages: seen.messages,
        error: error.clone(),
        ended_at_ms: Some(app.now_ms()),
        ..drill.clone()
    };
    let mut tx = app.db.begin().await?;
    store::end_drill(&mut tx, &ended).await?;
    tell(app, &mut tx, Said::new(server, kind), &Actor::platform()).await?;
    note(
        app,
        &mut tx,
        &server.id,
        Note(if error.is_empty() { "drill-passed" } else { "drill-failed" }, &error),
    )
    .await?;
    match error.as_str() {
        "" => alarm::drill_passed(app, &mut tx, server).await?,
        why => alarm::drill_failed(app, &mut tx, server, why).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Signs in to every mailbox and counts what is in each of its folders.
async fn look(held: &Held, place: &Scratch) -> Result<Seen, String> {
    let expected = expected(held);
    let mut seen = Seen::default();
    let addresses: BTreeSet<&str> =
        held.before.accounts.iter().map(|account| account.address.as_str()).collect();
    for address in addresses {
        let mut session = imap::Session::open(place.address, (address, &place.password))
            .await
            .map_err(|error| format!("{address} could not sign in: {error}"))?;
        seen.mailboxes += 1;
        for ((_, folder), between) in expected.iter().filter(|((own, _), _)| *own == address) {
            let count =
                session.count(folder).await.map_err(|error| format!("{address}, {folder}: {error}"))?;
            fits(count, *between).map_err(|why| format!("{address}, {folder}: {why}"))?;
            seen.messages += count;
        }
    }
    Ok(seen)
}

/// How many messages each folder of each mailbox may hold: as many as right before or right after, or between.
type Expected<'a> = BTreeMap<(&'a str, &'a str), (i64, i64)>;

fn expected(held: &Held) -> Expected<'_> {
    let (before, after) = (counted(&held.before), counted(&held.after));
    let known = before.keys().chain(after.keys()).copied();
    let counts = |key| (before.get(&key).copied().unwrap_or(0), after.get(&key).copied().unwrap_or(0));
    known.map(|key| (key, counts(key))).map(|(key, (a, b))| (key, (a.min(b), a.max(b)))).collect()
}

fn counted(manifest: &Manifest) -> BTreeMap<(&str, &str), i64> {
    let folders = manifest.folders.iter();
    folders.map(|one| ((one.address.as_str(), one.folder.as_str()), one.messages)).collect()
}

fn fits(count: i64, (least, most): (i64, i64)) -> Result<(), String> {
    match (least..=most).contains(&count) {
        true => Ok(()),
        false if least == most => Err(format!("{count} messages where there were {least}")),
        false => Err(format!("{count} messages where there were {least} to {most}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{expected, fits};
    use crate::backup::model::Held;
    use hostler_wire::backup::{Folder, Manifest};

    fn manifest(inbox: i64, sent: i64) -> Manifest {
        let folder = |folder: &str, messages| Folder {
            address: "anna@bakery.test".into(),
            folder: folder.into(),
            messages,
        };
        Manifest {
            server: "srv_bakery".into(),
            version: "0".into(),
            at_ms: 0,
            last_number: 1,
            accounts: Vec::new(),
            folders: [folder("INBOX", inbox), folder("Sent", sent)]
                .into_iter()
                .filter(|one| one.messages > 0)
                .collect(),
        }
    }

    #[test]
    fn mail_that_came_or_went_during_the_backup_is_no_difference() {
        let held = Held { before: manifest(4, 0), after: manifest(5, 1) };
        let expected = expected(&held);
        assert_eq!(expected[&("anna@bakery.test", "INBOX")], (4, 5));
        assert_eq!(expected[&("anna@bakery.test", "Sent")], (0, 1));
        assert!(fits(4, (4, 5)).is_ok() && fits(5, (4, 5)).is_ok());
        assert_eq!(fits(3, (4, 5)).unwrap_err(), "3 messages where there were 4 to 5");
        assert_eq!(fits(0, (2, 2)).unwrap_err(), "0 messages where there were 2");
    }
}
