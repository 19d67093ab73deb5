//! Drills (K1): a backup is restored into a server of its own, every mailbox is opened by IMAP, and what is in it is
//! compared with what the server said it held. Then it is thrown away. A backup that nobody has restored is a hope.

mod counted;
mod imap;

use super::jobs::RunDrill;
use super::model::{Backup, Drill, Held};
use super::rules::{DRILL_OVERDUE_MS, Night};
use super::watch::is_kept;
use super::{BackupRefused, Said, alarm, scratch, store, tell, vault};
use crate::alone;
use crate::app::App;
use crate::events::Actor;
use crate::servers::plan::Desired;
use crate::servers::{self, Note, Phase, Scratch, Server, note};
use counted::Counts;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::jobs;
use hostler_kit::time::Clock;
use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

/// What a drill saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    mailboxes: i64,
    messages: i64,
}

/// Whose drills are due, the longest first; none in the night, which is for backups.
pub async fn due(app: &App, night: &Night) -> Result<VecDeque<Id<Server>>, Fault> {
    let now_ms = app.now_ms();
    heal(app).await?;
    if now_ms < night.alarm_ms() {
        return Ok(VecDeque::new());
    }
    let mut due = Vec::new();
    for server in servers::alive(&app.db).await? {
        if !runs(&server) {
            continue;
        }
        overdue(app, &server).await?;
        let last = store::last_drill(&app.db, &server.id).await?.map(|drill| drill.begun_at_ms);
        if super::watch::drill_due(last, now_ms) {
            due.push((last, server.id));
        }
    }
    due.sort();
    Ok(due.into_iter().map(|(_, server)| server).collect())
}

/// Begins the next of them, one at a time.
pub async fn next(app: &App, due: &mut VecDeque<Id<Server>>, night: &Night) -> Result<(), Fault> {
    if due.is_empty() || app.now_ms() < night.alarm_ms() {
        return Ok(());
    }
    if !store::drills_under_way(&app.db).await?.is_empty() {
        return Ok(());
    }
    while let Some(id) = due.pop_front() {
        let Some(server) = servers::find(&app.db, &id).await?.filter(runs) else { continue };
        if let Some(backup) = newest(app, &server).await? {
            begin(app, (&server, &backup)).await?;
            break;
        }
    }
    Ok(())
}

fn runs(server: &Server) -> bool {
    server.desired() == Desired::Running && server.phase() == Phase::Running
}

/// Ends drills that nobody carries out any more: while one is under way there is no other.
async fn heal(app: &App) -> Result<(), Fault> {
    for drill in store::drills_under_way(&app.db).await? {
        if jobs::is_live(&app.db, &RunDrill { drill: drill.id.clone() }).await? {
            continue;
        }
        let server = servers::find(&app.db, &drill.server_id).await?.ok_or_else(Fault::missing)?;
        // What it left on the host is gone with it, or with the next one that comes to its place.
        if let Ok(place) = place(app, &server, &drill).await {
            let _ = app.host.remove(&place.spec).await;
        }
        let broken = Fault { detail: "it was broken off".into(), ..Fault::new(Kind::Broken, "broken") };
        end(app, &server, &drill, Err(broken)).await?;
    }
    Ok(())
}

/// Somebody hears of a server that has backups and of which no drill passed for long.
async fn overdue(app: &App, server: &Server) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let since_ms = now_ms - DRILL_OVERDUE_MS;
    let young = server.running_at_ms.is_none_or(|ran_at_ms| ran_at_ms > since_ms);
    // A demo's clock jumps over weeks.
    if young || matches!(app.clock, Clock::Demo(_)) || newest(app, server).await?.is_none() {
        return Ok(());
    }
    if store::passed_within(&app.db, &server.id, (since_ms, i64::MAX)).await?.is_none() {
        let mut tx = app.db.begin().await?;
        alarm::drill_overdue(app, &mut tx, server).await?;
        tx.commit().await?;
    }
    Ok(())
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
    let job = RunDrill { drill: drill.id.clone() };
    jobs::enqueue(&mut tx, &job, app.now_ms()).await?;
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
    let tried = in_its_place(app, (&server, &drill)).await;
    end(app, &server, &drill, tried).await
}

/// Tries it out in a place of its own, of which nothing is left.
async fn in_its_place(app: &App, (server, drill): (&Server, &Drill)) -> Result<Seen, Fault> {
    let place = place(app, server, drill).await?;
    let tried = try_out(app, (server, drill), &place).await;
    let removed = app.host.remove(&place.spec).await.map_err(Fault::broken);
    let seen = tried?;
    removed.map(|()| seen)
}

async fn place(app: &App, server: &Server, drill: &Drill) -> Result<Scratch, Fault> {
    let folder = app.settings.data.join("drills").join(drill.id.as_str());
    let mut tx = app.db.begin().await?;
    let slot = servers::drill_slot(&mut tx).await?;
    tx.commit().await?;
    let place = servers::scratch_spec(app, server, (drill.id.as_str(), slot, folder))?;
    servers::scratch(app, server, place, app.random.secret()).await
}

async fn try_out(app: &App, (server, drill): (&Server, &Drill), place: &Scratch) -> Result<Seen, Fault> {
    let backup = super::of(app, server, &drill.backup_id).await?;
    let held = backup.held().ok_or(BackupRefused::NotReady)?;
    let counts = counted::counts(app, &backup, &held).await?;
    let into = scratch::empty(app, place, backup.bytes).await?;
    let (repository, snapshot) = (vault::open(app, &backup.server_id).await?, vault::snapshot(&backup)?);
    vault::blocking(move || repository.restore(&snapshot, Path::new(""), &into, &()).map(drop)).await?;
    scratch::fit(place).await?;
    scratch::start(app, place).await?;
    look(&held, &counts, place).await.map_err(Fault::broken)
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
    // It may have ended while its backup was tried out: nothing is wrong then, and nothing would ever end an incident.
    let server = &servers::find(&app.db, &server.id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    if !store::end_drill(&mut tx, &ended).await? || !is_kept(server) {
        tx.commit().await?;
        return Ok(());
    }
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

/// Signs in to every mailbox and counts what is in each of its folders: as many as are in the backup.
async fn look(held: &Held, counts: &Counts, place: &Scratch) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let addresses: BTreeSet<&str> =
        held.before.accounts.iter().map(|account| account.address.as_str()).collect();
    for address in addresses {
        let mut session = imap::Session::open(place.address, (address, &place.password))
            .await
            .map_err(|error| format!("{address} could not sign in: {error}"))?;
        seen.mailboxes += 1;
        for ((_, folder), expect) in counts.iter().filter(|((own, _), _)| own == address) {
            let count =
                session.count(folder).await.map_err(|error| format!("{address}, {folder}: {error}"))?;
            if count != *expect {
                return Err(format!(
                    "{address}, {folder}: {count} messages where {expect} are in the backup"
                ));
            }
            seen.messages += count;
        }
    }
    Ok(seen)
}
