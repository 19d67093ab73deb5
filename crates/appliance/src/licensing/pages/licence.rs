//! The licence's own page: how it stands, what is covered, who uses it, what to do next.

use super::language;
use crate::app::App;
use crate::history;
use crate::licensing::model::{KeptReceipt, Stand};
use crate::licensing::warnings::zone_of;
use crate::licensing::{Answered, check, notes, standing};
use crate::usage;
use crate::web::frame::{Done, shown};
use crate::web::{Checked, Frame};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::time::day;
use hostler_kit::ui::{Arg, Badge, Flash, History, Page, Tone};
use hostler_licence::file::Licence;
use hostler_licence::ledger::Because;
use hostler_licence::standing::{Standing, days_until};
use hostler_wire::registration::Told;
use serde::Deserialize;
use std::sync::Arc;

/// Lines of the history that are shown here.
const HISTORY: i64 = 10;

pub fn pages() -> Router<Arc<App>> {
    Router::new().route("/licence", get(show)).route("/licence/check", post(check_now))
}

#[derive(Template)]
#[template(path = "licensing/pages/licence.html")]
pub struct LicencePage {
    page: Page,
    licence: Option<Covered>,
    /// Whether it can leave this machine.
    in_force: bool,
    trial_last_day: Option<String>,
    users: i64,
    limit: Option<i64>,
    rule: String,
    sentence: String,
    machine: String,
    host: String,
    system: String,
    hardware: String,
    checked: Option<String>,
    unanswered: Option<String>,
    hints: Vec<String>,
    why: Vec<String>,
    receipt: Option<KeptReceipt>,
    /// The vendor's shop, for this licence.
    shop: String,
    vendor: String,
    history: History,
}

/// A licence as the page shows it.
struct Covered {
    licence: Licence,
    last_day: String,
    /// Days left and days of the whole, for the bar; none once it has ended.
    maintenance: Option<(i64, i64)>,
    partner: Option<String>,
}

impl Covered {
    fn of(stand: &Stand, frame: &Frame) -> Option<Covered> {
        let licence = stand.licence.clone()?;
        let span = &licence.maintenance;
        let left = days_until(day(stand.now_ms, &zone_of(&licence)), span.last_day);
        let whole = days_until(span.first_day, span.last_day);
        Some(Covered {
            last_day: frame.words().date(span.last_day),
            maintenance: (left >= 0).then_some((left, whole.max(left))),
            partner: licence.machines.iter().find(|id| **id != stand.machine).cloned(),
            licence,
        })
    }
}

async fn show(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    shown(&page_of(&app, &frame).await?)
}

async fn page_of(app: &App, frame: &Frame) -> Result<LicencePage, Fault> {
    let stand = standing(app).ok_or_else(Fault::missing)?;
    let (notes, users, here) = (notes(app).await?, usage::users(app).await?, crate::licensing::detected(app));
    let vendor = &app.bootstrap.licensed().ok_or_else(Fault::missing)?.vendor;
    let licence = Covered::of(&stand, frame);
    let number = licence.as_ref().map(|one| one.licence.number.clone()).unwrap_or_default();
    let events = history::about(&app.db, &number, HISTORY).await?;
    Ok(LicencePage {
        page: head(&stand, frame),
        in_force: stand.in_force().is_some(),
        trial_last_day: match &stand.standing {
            Standing::Trial { last_day, .. } => Some(frame.words().date(last_day)),
            _ => None,
        },
        users: users.count.number,
        limit: users.limit,
        rule: users.rule_name,
        sentence: users.rule.source.sentence.clone(),
        machine: stand.machine.clone(),
        host: here.host,
        system: here.system,
        hardware: here.hardware,
        checked: notes.checked_at_ms.map(|at_ms| frame.at(at_ms)),
        unanswered: notes.unanswered.map(|last| {
            let args = [("at", frame.at(last.at_ms).into()), ("reason", last.reason.into())];
            frame.page().tr("licence-unanswered", &args)
        }),
        hints: notes.hints,
        why: notes.explanation.iter().map(|told| because(told, frame)).collect(),
        receipt: notes.receipt,
        shop: format!("{}/shop?licence={number}", vendor.portal),
        vendor: vendor.name.clone(),
        history: history::pages::entries(&events, frame),
        licence,
    })
}

/// The same, saying that something was not done.
pub async fn page_saying(app: &App, frame: &Frame, text: String) -> Result<LicencePage, Fault> {
    let shown = page_of(app, frame).await?;
    Ok(LicencePage { page: shown.page.clone().flash(Some(Flash::refused(text))), ..shown })
}

fn head(stand: &Stand, frame: &Frame) -> Page {
    let badge = match &stand.standing {
        Standing::Trial { .. } => Badge::new(Tone::Busy, frame.t("licence-trial")),
        Standing::Licensed { .. } => Badge::new(Tone::Good, frame.t("licence-licensed")),
        Standing::Locked { .. } => Badge::new(Tone::Bad, frame.t("licence-locked")),
    };
    let register = match stand.in_force() {
        Some(_) => frame.t("licence-add"),
        None => frame.t("licence-register"),
    };
    frame.page().titled(frame.t("nav-licence")).badge(badge).action(register, "/licence/register")
}

/// Where a number or a date of the licence comes from.
fn because(told: &Told, frame: &Frame) -> String {
    let date = |day: &jiff::civil::Date| Arg::from(frame.words().date(day));
    let hint = || Arg::from(told.hint.clone().unwrap_or_else(|| frame.t("licence-in-place")));
    let page = frame.page();
    match &told.because {
        Because::Registered { on, last_day } => {
            page.tr("licence-why-registered", &[("on", date(on)), ("day", date(last_day))])
        }
        Because::Users { on, added, users, .. } => page.tr(
            "licence-why-users",
            &[("hint", hint()), ("on", date(on)), ("added", (*added).into()), ("users", (*users).into())],
        ),
        Because::AddOn { on, add_on, added, .. } => page.tr(
            "licence-why-add-on",
            &[
                ("hint", hint()),
                ("on", date(on)),
                ("added", (*added).into()),
                ("add_on", frame.t(add_on_key(add_on)).into()),
            ],
        ),
        Because::Renewed { on, years, last_day: Some(last_day), .. } => page.tr(
            "licence-why-renewed",
            &[("hint", hint()), ("on", date(on)), ("years", (*years).into()), ("day", date(last_day))],
        ),
        Because::Renewed { on, years, last_day: None, .. } => {
            page.tr("licence-why-renews", &[("hint", hint()), ("on", date(on)), ("years", (*years).into())])
        }
    }
}

/// The words of an add-on.
pub(super) fn add_on_key(id: &str) -> &'static str {
    match id {
        "antivirus" => "add-on-antivirus",
        "activesync" => "add-on-activesync",
        "web-filter" => "add-on-web-filter",
        _ => "add-on-other",
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn check_now(
    State(app): State<Arc<App>>,
    frame: Frame,
    Checked(_): Checked<Nothing>,
) -> Result<Response, Fault> {
    let text = match check(&app, language(&frame)).await? {
        Answered::Not(none) => frame.page().with("licence-check-failed", "reason", none.to_string()),
        Answered::NothingToAsk => frame.t("licence-nothing-to-ask"),
        _ => return Ok(frame.done("/licence", Done::LicenceChecked)),
    };
    super::again(&page_saying(&app, &frame, text).await?)
}
