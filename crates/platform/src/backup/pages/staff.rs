//! How the last night went, for staff: trouble first; and the nights of the last month in numbers.

use super::list::{drilled, state};
use crate::app::App;
use crate::backup::calendar::{self, Numbers};
use crate::backup::model::Backup;
use crate::backup::own::{self, OwnBackup};
use crate::backup::{ask, last_drill, of_server, store};
use crate::servers::{self, Server, host_name};
use crate::web::{Answer, Posted, Staff, Visit, page, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{day, day_start_ms, instant};
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page, Plot, Shape, Tone};
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;

const ROWS: u64 = 100;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/backups", get(staff_page))
        .route("/staff/backups/{id}", post(make))
        .route("/staff/platform-backups", post(make_own))
}

#[derive(askama::Template)]
#[template(path = "backup/pages/staff.html")]
struct StaffPage {
    page: Page,
    /// Servers backed up today, and all.
    done: usize,
    all: usize,
    bytes: String,
    /// How the newest backup of the platform itself stands, and what there is to say of it.
    own: (Badge, String),
    place: String,
    list: Listing,
    rows: Vec<Row>,
    /// Backups made in each night, of all servers.
    plot: Plot,
    nights: Vec<NightRow>,
}

/// A night in numbers.
struct NightRow {
    night: String,
    numbers: Numbers,
    drills: i64,
}

struct Row {
    /// What comes first: 0 is trouble.
    order: i64,
    host: String,
    href: String,
    last: String,
    badge: Badge,
    detail: String,
    size: String,
    drill: Option<Badge>,
    make: String,
}

async fn staff_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let app = &visit.app;
    let today = day(app.now_ms(), app.zone());
    let (mut rows, mut done, mut bytes) = (Vec::new(), 0, 0);
    for server in servers::alive(&app.db).await? {
        let newest = of_server(app, &server.id).await?;
        done += usize::from(newest.iter().any(|backup| backup.is_ready() && backup.date() == today));
        bytes += newest.iter().map(|backup| backup.added_bytes).sum::<i64>();
        rows.push(row(visit, &server, newest).await?);
    }
    let all = rows.len();
    rows.retain(|row| row.host.contains(&query.term().to_lowercase()));
    rows.sort_by(|a, b| (a.order, &a.host).cmp(&(b.order, &b.host)));
    let total = rows.len() as u64;
    let offset = usize::try_from(query.offset(ROWS)).unwrap_or(0);
    let rows: Vec<Row> = rows.into_iter().skip(offset).take(ROWS as usize).collect();
    let t = |key: &str| visit.words.t(key);
    let list = Listing::new("/staff/backups", t("staff-backups"), total)
        .column(Column::text(t("server-name")))
        .column(Column::text(t("backup-last")))
        .column(Column::text(t("backup-state")))
        .column(Column::number(t("backup-size")))
        .column(Column::text(t("drill-last")))
        .column(Column::actions(t("backup-now")))
        .search(t("servers-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("servers-none"), t("staff-servers-none-do")));
    let (place, bytes) = (app.settings.backups.words(), visit.words.bytes(bytes));
    let nights = nights(app).await?;
    let made = nights.iter().map(|(day, numbers, _)| (*day, numbers.made + numbers.late)).collect();
    let plot = Plot::new(t("nights-made-by-night"), Shape::Bars, made);
    let night = |(day, numbers, drills): &(Date, Numbers, i64)| NightRow {
        night: visit.words.date(day),
        numbers: *numbers,
        drills: *drills,
    };
    let nights = nights.iter().rev().map(night).collect();
    let own = own(visit).await?;
    page(&StaffPage {
        page: visit.page(t("staff-backups")),
        own,
        done,
        all,
        bytes,
        place,
        list,
        rows,
        plot,
        nights,
    })
}

/// The platform's own: how the newest stands, and when the last was made that can be restored.
async fn own(visit: &Visit) -> Result<(Badge, String), Fault> {
    let app = &visit.app;
    let newest = own::newest(&app.db, 1).await?.pop();
    let badge = match &newest {
        None => Badge::new(Tone::Quiet, visit.words.t("backup-never")),
        Some(newest) => state(visit, &newest.state),
    };
    let error = newest.map_or(String::new(), |newest| newest.error);
    let said = match own::newest_ready(&app.db).await? {
        Some(made) => made_at(visit, &made),
        None => String::new(),
    };
    Ok((badge, format!("{said} {error}").trim().to_owned()))
}

fn made_at(visit: &Visit, made: &OwnBackup) -> String {
    let at = visit.words.instant(instant(made.ended_at_ms.unwrap_or(made.wanted_at_ms)), visit.app.zone());
    let about = [("at", at.into()), ("size", visit.words.bytes(made.bytes).into())];
    visit.words.tr("platform-backup-made", &about)
}

/// Each night of the last month: its numbers over all servers, and the drills that passed on the day.
async fn nights(app: &App) -> Result<Vec<(Date, Numbers, i64)>, Fault> {
    let (now_ms, zone) = (app.now_ms(), app.zone());
    let first = calendar::days(day(now_ms, zone)).first().copied().unwrap_or_default();
    let nightly = store::nightly_since(&app.db, first).await?;
    let passed = store::passed_since(&app.db, day_start_ms(first, zone)).await?;
    let servers = servers::alive(&app.db).await?;
    let servers: Vec<_> = servers.into_iter().map(|server| (server.id, server.running_at_ms)).collect();
    let of_day = |date: Date| passed.iter().filter(|at_ms| day(**at_ms, zone) == date).count() as i64;
    let found = calendar::numbers(&servers, &nightly, (now_ms, zone));
    Ok(found.into_iter().map(|(date, numbers)| (date, numbers, of_day(date))).collect())
}

async fn row(visit: &Visit, server: &Server, backups: Vec<Backup>) -> Result<Row, Fault> {
    let app = &visit.app;
    let newest = backups.iter().find(|backup| !backup.is_under_way());
    let ready = backups.iter().find(|backup| backup.is_ready());
    let today = day(app.now_ms(), app.zone());
    let drill = last_drill(&app.db, &server.id).await?;
    let damage = store::repository(&app.db, &server.id).await?.map_or(String::new(), |kept| kept.check_error);
    let failed_drill = drill.as_ref().is_some_and(|drill| drill.state == "failed");
    let order = match (newest, ready) {
        (Some(newest), _) if newest.state == "failed" => 0,
        _ if failed_drill || !damage.is_empty() => 0,
        (_, None) => 1,
        (_, Some(ready)) if ready.date() < today => 2,
        _ => 3,
    };
    Ok(Row {
        order,
        host: host_name(app, server),
        href: format!("/staff/servers/{}/backups", server.id),
        last: ready.map_or(visit.words.t("backup-never"), |ready| visit.words.date(ready.date())),
        badge: match backups.first() {
            Some(newest) => state(visit, &newest.state),
            None => Badge::new(Tone::Quiet, visit.words.t("backup-never")),
        },
        detail: detail(visit, (newest, &damage)),
        size: ready.map_or(String::new(), |ready| visit.words.bytes(ready.bytes)),
        drill: drill.map(|drill| drilled(visit, &drill).0),
        make: format!("/staff/backups/{}", server.id),
    })
}

/// Why the newest failed, and what was wrong when the repository was last read through.
fn detail(visit: &Visit, (newest, damage): (Option<&Backup>, &str)) -> String {
    let error = newest.map_or(String::new(), |newest| newest.error.clone());
    match damage {
        "" => error,
        damage => {
            let said = visit.words.with("backup-repository-damaged", "error", damage);
            format!("{error} {said}").trim().to_owned()
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn make(staff: Staff, Path(id): Path<Id<Server>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let app = &staff.visit.app;
    let server = servers::find(&app.db, &id).await?.ok_or_else(Fault::missing)?;
    ask(app, &server, &staff.session.actor()).await?;
    Ok(see_told("/staff/backups", "flash-backup-wanted"))
}

async fn make_own(staff: Staff, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    own::ask(&staff.visit.app, &staff.session.actor()).await?;
    Ok(see_told("/staff/backups", "flash-backup-wanted"))
}
