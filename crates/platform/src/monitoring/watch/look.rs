//! What servers carry: their own report, and what their host sees. Limits grow before they are felt (H3), and a queue, a
//! disk or a certificate that becomes a trouble is told before it is one.

use super::super::rules::{self, Disk, Room, Used, full_in_days, hour_of};
use super::super::store::loads::{self, LoadHour};
use super::settle::bring;
use super::{Done, Id, LOOK_EVERY_MS, Phase, Server, ServerSeen, Watcher};
use crate::app::App;
use crate::catalogue::MonitoringTerms;
use crate::drivers::host::Running;
use crate::servers::{self, Limits, api, keep_limits, raise_limits, spec};
use hostler_wire::Report;
use hostler_wire::report::Load;
use std::sync::Arc;

const DAY_MS: i64 = 86_400_000;
/// How far back a disk's forecast looks.
const FORECAST_MS: i64 = 7 * DAY_MS;

/// What a look found.
pub struct Looked {
    server: Id<Server>,
    report: Option<Report>,
    running: Option<Running>,
}

async fn look(app: Arc<App>, server: Server) -> Looked {
    let report = api::report(&app, &server).await.ok();
    let running = match spec(&app, &server) {
        Ok(spec) => app.host.observe(&spec).await.ok().and_then(|actual| actual.running),
        Err(_) => None,
    };
    Looked { server: server.id, report, running }
}

impl Watcher {
    /// Looks at servers that run, each now and then.
    pub(super) fn look_due(&mut self, now_ms: i64) {
        let due = self.servers.values_mut().filter(|seen| {
            !seen.looking
                && seen.server.phase() == Phase::Running
                && now_ms >= seen.looked_at_ms + LOOK_EVERY_MS
        });
        for seen in due {
            (seen.looking, seen.looked_at_ms) = (true, now_ms);
            self.looking.spawn(look(self.app.clone(), seen.server.clone()));
        }
    }

    pub(super) async fn looked(&mut self, looked: Looked) -> Done {
        let terms = self.standard.terms.clone();
        let Some(seen) = self.servers.get_mut(&looked.server) else { return Ok(()) };
        seen.looking = false;
        if let Some(report) = &looked.report {
            learn_probe(&self.app, seen, report);
        }
        if let Some(running) = &looked.running {
            grow(&self.app, seen, (running, &terms)).await;
        }
        let load = looked.report.and_then(|report| report.load);
        watch_load(&self.app, seen, (load, looked.running, &terms)).await
    }
}

/// From now on the server is signed in to, if it has the mailbox for it.
fn learn_probe(app: &App, seen: &mut ServerSeen, report: &Report) {
    let known = servers::probe(app, &seen.server).ok().filter(|probe| probe.address == report.probe);
    if known.is_some() && seen.probe.is_none() {
        let first = seen.targets.iter_mut().find(|target| target.word == "loop");
        if let Some(target) = first {
            target.next_at_ms = target.next_at_ms.min(app.now_ms() + 1_000);
        }
    }
    seen.probe = known;
}

/// Raises limits that are nearly used. What cannot be done now is tried again at the next look.
async fn grow(app: &App, seen: &mut ServerSeen, (running, terms): (&Running, &MonitoringTerms)) {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let ended = number(running.out_of_memory);
    let used = Used {
        memory_bytes: number(running.memory_bytes),
        processes: i64::from(running.processes),
        ended_for_memory: (ended - seen.ended_for_memory.unwrap_or(ended)).max(0),
    };
    seen.ended_for_memory = Some(ended);
    let server = &seen.server;
    let limits = Limits { memory_bytes: server.memory_bytes, processes: server.processes };
    let ceiling = Limits { memory_bytes: terms.memory_ceiling_mb << 20, processes: terms.processes_ceiling };
    let room = rules::room(used, limits, ceiling);
    let done = match room {
        Room::Grow(to) => {
            let because = format!(
                "{} MB and {} processes, for {} MB and {} processes are in use",
                to.memory_bytes >> 20,
                to.processes,
                used.memory_bytes >> 20,
                used.processes
            );
            raise_limits(app, server, (to, &because)).await.map(|_| ())
        }
        Room::Enough | Room::Short => keep_limits(app, server, running).await,
    };
    if let Err(fault) = done {
        tracing::warn!(
            server = server.name,
            error = fault.detail,
            "limits cannot be put in force; trying again"
        );
    }
    let short = (room == Room::Short).then(|| {
        format!(
            "{} MB and {} processes are in use, and limits are at the ceiling",
            used.memory_bytes >> 20,
            used.processes
        )
    });
    if let Err(error) = told(app, server, ("resources-short", short)).await {
        tracing::warn!(server = server.name, %error, "that resources run short cannot be written down");
    }
}

async fn told(app: &App, server: &Server, trouble: (&'static str, Option<String>)) -> Done {
    let mut tx = app.db.begin().await?;
    bring(app, &mut tx, server, trouble).await?;
    tx.commit().await
}

type Carried<'a> = (Option<Load>, Option<Running>, &'a MonitoringTerms);

/// Keeps what a server carries, and tells of what becomes a trouble.
async fn watch_load(app: &App, seen: &ServerSeen, (load, running, terms): Carried<'_>) -> Done {
    let (server, now_ms) = (&seen.server, app.now_ms());
    let ends = seen.targets.iter().filter_map(|target| target.certificate_until_ms).min();
    let ending = ends
        .filter(|until| *until < now_ms + terms.certificate_days * DAY_MS)
        .map(|until| format!("the certificate is good for {} days more", (until - now_ms).max(0) / DAY_MS));
    let mut tx = app.db.begin().await?;
    bring(app, &mut tx, server, ("certificate-ending", ending)).await?;
    if let Some(load) = load {
        let old = load.queue_oldest_ms.filter(|oldest| now_ms - oldest > terms.queue_minutes * 60_000);
        let old = old.map(|oldest| {
            let hours = (now_ms - oldest) / 3_600_000;
            format!("{} mails wait, the oldest for {hours} hours", load.queue_messages)
        });
        bring(app, &mut tx, server, ("queue-old", old)).await?;
        let before = loads::oldest_since(&app.db, &server.id, now_ms - FORECAST_MS).await?;
        let now = Disk { at_ms: now_ms, free_bytes: load.disk_free_bytes, bytes: load.disk_bytes };
        let before = before.map(|hour| Disk {
            at_ms: hour.hour_ms,
            free_bytes: hour.disk_free_bytes,
            bytes: hour.disk_bytes,
        });
        let filling = full_in_days(before, now).filter(|days| *days < terms.disk_days);
        let filling = filling.map(|days| format!("the disk is full in {days} days"));
        bring(app, &mut tx, server, ("disk-filling", filling)).await?;
    }
    loads::put(&mut tx, &hour(server, (load, running), now_ms)).await?;
    tx.commit().await
}

fn hour(server: &Server, (load, running): (Option<Load>, Option<Running>), now_ms: i64) -> LoadHour {
    LoadHour {
        server_id: server.id.clone(),
        hour_ms: hour_of(now_ms),
        memory_bytes: running.as_ref().map_or(0, |one| i64::try_from(one.memory_bytes).unwrap_or(i64::MAX)),
        processes: running.as_ref().map_or(0, |one| i64::from(one.processes)),
        disk_free_bytes: load.map_or(0, |load| load.disk_free_bytes),
        disk_bytes: load.map_or(0, |load| load.disk_bytes),
        queue_messages: load.map_or(0, |load| load.queue_messages),
    }
}
