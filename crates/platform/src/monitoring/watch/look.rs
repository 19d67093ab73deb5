//! What servers carry: their own report, and what their host sees. Limits grow before they are felt (H3), and a queue, a
//! disk or a certificate that becomes a trouble is told before it is one.

use super::super::rules::{self, Room, Used, hour_of};
use super::super::store::loads::{self, LoadHour};
use super::settle::bring;
use super::{Done, Id, LOOK_EVERY_MS, Phase, Server, ServerSeen, Watcher};
use crate::app::App;
use crate::catalogue::MonitoringTerms;
use crate::drivers::host::{Cpu, Running};
use crate::servers::{self, Limits, api, keep_limits, raise_limits, spec};
use futures_util::FutureExt;
use hostler_wire::Report;
use hostler_wire::report::Load;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

const DAY_MS: i64 = 86_400_000;

/// How many tenths of a second a server has to have run between two looks until it can be told how short it is.
const LEAST_PERIODS: u64 = 50;
/// How often what a server carries is written down where nothing is wrong.
const KEEP_EVERY_MS: i64 = 5 * 60_000;
/// The troubles that a look finds.
pub const KINDS: [&str; 4] = ["certificate-ending", "disk-filling", "queue-old", "resources-short"];
/// Those of them that are a server's own: one that shall not run has none.
pub const OF_A_SERVER: [&str; 3] = ["certificate-ending", "queue-old", "resources-short"];

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

/// Looks, whatever becomes of it: a look that breaks off found nothing, and there is another.
async fn looked_at(app: Arc<App>, server: Server) -> Looked {
    let id = server.id.clone();
    AssertUnwindSafe(look(app, server)).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(server = id.as_str(), "a look at a server broke off");
        Looked { server: id, report: None, running: None }
    })
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
            self.looking.spawn(looked_at(self.app.clone(), seen.server.clone()));
        }
    }

    pub(super) async fn looked(&mut self, looked: Looked) -> Done {
        let terms = self.standard.terms.clone();
        let Some(seen) = self.servers.get_mut(&looked.server) else { return Ok(()) };
        seen.looking = false;
        if !seen.shall_run() {
            return Ok(());
        }
        if let Some(report) = &looked.report {
            learn_probe(&self.app, seen, report);
        }
        match self.standard.trusted(&self.app, (&seen.server, &seen.trust)).await {
            Ok(Some(trust)) => seen.trust = trust,
            Ok(None) => {}
            Err(fault) => {
                tracing::warn!(server = seen.server.name, error = fault.detail, "no trust is made anew")
            }
        }
        let short = match &looked.running {
            Some(running) => grow(&self.app, seen, (running, &terms)).await,
            None => None,
        };
        let seen_anything = looked.report.is_some() && looked.running.is_some();
        let kept_bytes = looked.report.as_ref().map_or(0, |report| report.bytes);
        let short = short.or_else(|| much_mail(kept_bytes, &terms));
        let load = looked.report.and_then(|report| report.load);
        let mut troubles = troubles(&self.app, seen, (load, &terms)).await?;
        // What could not be seen is not over.
        if seen_anything || short.is_some() {
            troubles.push(("resources-short", short));
        }
        keep(&self.app, seen, troubles, Carried { load, running: looked.running, kept_bytes }).await
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
    if known.is_none() {
        seen.forget_loop();
    }
    seen.probe = known;
}

/// Raises limits that are nearly used; the answer is why that is not enough. What cannot be done now is tried again at
/// the next look.
async fn grow(
    app: &App,
    seen: &mut ServerSeen,
    (running, terms): (&Running, &MonitoringTerms),
) -> Option<String> {
    let used = used(running, (seen.ended_for_memory, seen.cpu));
    (seen.ended_for_memory, seen.cpu) = (Some(number(running.out_of_memory)), running.cpu);
    let server = &seen.server;
    let limits = Limits {
        memory_bytes: server.memory_bytes,
        processes: server.processes,
        cpu_percent: server.cpu_percent,
    };
    let ceiling = Limits {
        memory_bytes: terms.memory_ceiling_mb << 20,
        processes: terms.processes_ceiling,
        cpu_percent: terms.cpu_ceiling_percent,
    };
    let in_use = format!(
        "{} MB and {} processes are in use, and processor time ran out in {} ‰ of the time",
        used.memory_bytes >> 20,
        used.processes,
        used.throttled_permille
    );
    let room = rules::room(used, limits, ceiling);
    let done = match room {
        Room::Grow(to) => {
            let Limits { memory_bytes, processes, cpu_percent } = to;
            let mb = memory_bytes >> 20;
            let because =
                format!("{mb} MB, {processes} processes and {cpu_percent} % of a processor; {in_use}");
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
    (room == Room::Short).then(|| format!("{in_use}, and limits are at the ceiling"))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// In how many thousandths of the time since the last look processor time had run out.
fn throttled_permille(now: Option<Cpu>, before: Option<Cpu>) -> i64 {
    let (Some(now), Some(before)) = (now, before) else { return 0 };
    // A server that was started again counts anew.
    let periods = now.periods.checked_sub(before.periods).filter(|periods| *periods >= LEAST_PERIODS);
    let throttled = now.throttled.saturating_sub(before.throttled);
    periods.map_or(0, |periods| number(throttled.saturating_mul(1_000) / periods))
}

fn used(running: &Running, (ended_before, cpu_before): (Option<i64>, Option<Cpu>)) -> Used {
    let ended = number(running.out_of_memory);
    Used {
        memory_bytes: number(running.memory_bytes),
        processes: i64::from(running.processes),
        ended_for_memory: (ended - ended_before.unwrap_or(ended)).max(0),
        throttled_permille: throttled_permille(running.cpu, cpu_before),
    }
}

/// What is wrong with what a server carries; none of a kind: nothing.
type Troubles = Vec<(&'static str, Option<String>)>;

async fn troubles(
    app: &App,
    seen: &ServerSeen,
    (load, terms): (Option<Load>, &MonitoringTerms),
) -> Result<Troubles, sqlx::Error> {
    let now_ms = app.now_ms();
    let ends = seen.targets.iter().filter_map(|target| target.certificate_until_ms).min();
    let ending = ends.filter(|until| *until < now_ms + terms.certificate_days * DAY_MS);
    let ending = ending
        .map(|until| format!("the certificate is good for {} days more", (until - now_ms).max(0) / DAY_MS));
    let Some(load) = load else { return Ok(vec![("certificate-ending", ending)]) };
    let old = load.queue_oldest_ms.filter(|oldest| now_ms - oldest > terms.queue_minutes * 60_000);
    let old = old.map(|oldest| {
        let hours = (now_ms - oldest) / 3_600_000;
        format!("{} mails wait, the oldest for {hours} hours", load.queue_messages)
    });
    // The disk is everybody's: it is looked at as one.
    Ok(vec![("certificate-ending", ending), ("queue-old", old), ("disk-filling", None)])
}

/// What a server carries, as far as it could be seen.
struct Carried {
    load: Option<Load>,
    running: Option<Running>,
    /// Mail that it keeps.
    kept_bytes: i64,
}

/// From this share of what a server may keep on, staff are told, in hundredths.
const MUCH_PERCENT: i64 = 80;

/// A disk has no limit for each server, so people are told in time.
fn much_mail(kept_bytes: i64, terms: &MonitoringTerms) -> Option<String> {
    let (gb, ceiling) = (1_000_000_000, terms.mail_ceiling_gb);
    let much = kept_bytes >= ceiling.saturating_mul(gb) / 100 * MUCH_PERCENT;
    much.then(|| format!("{} GB of mail are kept, and the ceiling is {ceiling} GB", kept_bytes / gb))
}

/// Keeps what a server carries, and tells of what becomes a trouble. Where nothing is wrong, and nothing was, that is
/// written now and then only.
async fn keep(app: &App, seen: &mut ServerSeen, troubles: Troubles, carried: Carried) -> Done {
    let now_ms = app.now_ms();
    let changed = troubles.iter().any(|(kind, detail)| detail.is_some() || seen.lasting.contains(kind));
    if !changed && now_ms < seen.load_written_at_ms + KEEP_EVERY_MS {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for (kind, detail) in &troubles {
        bring(app, &mut tx, &seen.server, (kind, detail.clone())).await?;
    }
    loads::put(&mut tx, &hour(&seen.server, &carried, now_ms)).await?;
    tx.commit().await?;
    for (kind, detail) in troubles {
        match detail {
            Some(_) => seen.lasting.insert(kind),
            None => seen.lasting.remove(kind),
        };
    }
    seen.load_written_at_ms = now_ms;
    Ok(())
}

fn hour(server: &Server, carried: &Carried, now_ms: i64) -> LoadHour {
    let (load, running) = (carried.load, carried.running.as_ref());
    LoadHour {
        server_id: server.id.clone(),
        hour_ms: hour_of(now_ms),
        memory_bytes: running.map_or(0, |one| number(one.memory_bytes)),
        processes: running.map_or(0, |one| i64::from(one.processes)),
        disk_free_bytes: load.map_or(0, |load| load.disk_free_bytes),
        disk_bytes: load.map_or(0, |load| load.disk_bytes),
        queue_messages: load.map_or(0, |load| load.queue_messages),
        own_bytes: carried.kept_bytes,
    }
}
