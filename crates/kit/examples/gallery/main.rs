//! Every part of the design system in all its states, to look at:
//! `cargo run -p hostler-kit --example gallery`, then open the page it prints.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{OriginalUri, Query, State};
use axum::http::header::CONTENT_SECURITY_POLICY as POLICY;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use hostler_kit::ui::*;
use jiff::civil::{Date, date};

const BASE: &str = "/gallery";
const EN: &str = include_str!("en.ftl");
const NL: &str = include_str!("nl.ftl");

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Page,
    peak: Date,
    invoice: Date,
    people: Plot,
    storage: Plot,
    mails: Plot,
    history: History,
    states: Vec<Badge>,
    lines: Listing,
}

struct Person {
    address: String,
    name: &'static str,
    state: Badge,
    bytes: u64,
}

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    page: Page,
    tabs: Vec<NavItem>,
    list: Listing,
    people: Vec<Person>,
}

#[derive(Template)]
#[template(path = "part.html")]
struct Part {
    page: Page,
    part: hostler_kit::ui::Html,
}

#[tokio::main]
async fn main() {
    let languages = Words::load(&[(Lang::En, EN), (Lang::Nl, NL)]).expect("the gallery's words load");
    let port = std::env::args().nth(1).unwrap_or_else(|| "8099".into());
    let inside = Router::new()
        .route("/", get(|| async { Redirect::to("/gallery/overview") }))
        .route("/{name}", get(show))
        .merge(assets())
        .merge(preferences())
        .with_state(Arc::new(languages));
    let listener =
        tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("the port is free");
    println!("http://127.0.0.1:{port}{BASE}/overview");
    axum::serve(listener, Router::new().nest(BASE, inside)).await.expect("serving");
}

async fn show(
    State(languages): State<Arc<Languages>>,
    OriginalUri(uri): OriginalUri,
    query: Query<ListQuery>,
    headers: HeaderMap,
) -> Response {
    let chosen = Preferences::read(&headers, None);
    let mut page = frame(&languages.of(chosen.lang));
    page.theme = chosen.theme;
    page.here = uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    match body(name, page, query.0) {
        Some(body) => ([(POLICY, CONTENT_SECURITY_POLICY)], Html(body)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn body(name: &str, page: Page, query: ListQuery) -> Option<String> {
    let page =
        if name == "visitor" { Page { nav: Vec::new(), account: None, place: None, ..page } } else { page };
    let text = match name {
        "overview" => overview(page).render(),
        "people" => people(page, query).render(),
        "aliases" => aliases(page).render(),
        "form" => form_page(page).render(),
        "refused" => refused(page).render(),
        "progress" => progress(page, StepState::Now).render(),
        "stopped" => progress(page, StepState::Failed).render(),
        "done" => progress(page, StepState::Done).render(),
        "delete" => delete(page).render(),
        "delete-refused" => delete_refused(page).render(),
        "problem" => problem(page).render(),
        "visitor" => visitor(page).render(),
        _ => return None,
    };
    Some(text.expect("the page renders"))
}

fn frame(words: &Arc<Words>) -> Page {
    let section = |key: &str, href: &str| NavItem::new(words.t(key), href);
    let mut page = Page::new(words.clone(), words.t("gallery-provider"));
    page.base = BASE.into();
    page.csrf = "token-of-the-gallery".into();
    page.place = Some(words.t("gallery-place"));
    page.nav = vec![
        section("gallery-nav-overview", "/overview"),
        section("gallery-nav-people", "/people").count("48"),
        section("gallery-nav-form", "/form"),
        section("gallery-nav-empty", "/aliases"),
        section("gallery-nav-progress", "/progress"),
        section("gallery-nav-danger", "/delete"),
    ];
    page.account = Some(Account {
        name: "Anna de Vries".into(),
        email: "anna@bakkerijdevries.example".into(),
        sign_out: "/sign-out".into(),
        links: vec![Link::new(words.t("gallery-profile"), "/form")],
    });
    page.sign_in = Some("/form".into());
    page
}

fn november(values: &[i64]) -> Vec<(Date, i64)> {
    (1i8..).zip(values).map(|(day, value)| (date(2026, 11, day), *value)).collect()
}

const PEOPLE: [i64; 21] = [9, 9, 9, 10, 10, 14, 15, 15, 12, 12, 11, 11, 11, 11, 12, 12, 12, 12, 12, 12, 12];

fn overview(page: Page) -> Overview {
    let t = |key: &str| page.t(key);
    let gigabytes = |tenths: i64| tenths * 100_000_000;
    let stored: Vec<i64> = (0..21).map(|day| gigabytes(92 + day * 2 + day % 3)).collect();
    let included: Vec<i64> = PEOPLE.iter().map(|people| gigabytes(people * 10)).collect();
    let mails: Vec<i64> = (0..21).map(|day| if day % 7 == 0 { 40 } else { 900 + day * 37 % 410 }).collect();
    let people = Plot::new(t("gallery-plot-people"), Shape::Steps, november(&PEOPLE)).peak();
    let storage = Plot::new(t("gallery-plot-storage"), Shape::Line, november(&stored)).bytes();
    let lines = Listing::new("/overview", t("gallery-line"), 2)
        .column(Column::text(t("gallery-line")))
        .column(Column::number(t("gallery-quantity")))
        .column(Column::number(t("gallery-amount")))
        .scrolling();
    let month_end = date(2026, 11, 30);
    Overview {
        peak: date(2026, 11, 7),
        invoice: date(2026, 12, 1),
        people: people.until(month_end),
        storage: storage.limits(t("gallery-included"), november(&included)).until(month_end),
        mails: Plot::new(t("gallery-plot-mails"), Shape::Bars, november(&mails)).peak(),
        history: history(&page),
        states: states(&page),
        lines,
        page: page
            .clone()
            .titled("bakkerij.noordzee.example")
            .lead(t("gallery-overview-lead"))
            .badge(Badge::new(Tone::Good, t("gallery-running")))
            .action(t("gallery-add"), "/form")
            .flash(Some(Flash::done(t("gallery-flash")))),
    }
}

fn history(page: &Page) -> History {
    let entry = |key: &str, tone, minutes: i64| Entry {
        at: page.with("ui-minutes-ago", "n", minutes),
        exact: "2026-11-21T14:05:00+01:00".into(),
        what: page.t(key),
        who: (minutes == 3).then(|| page.t("gallery-who")),
        tone,
    };
    let entries = vec![
        entry("gallery-history-1", Tone::Good, 3),
        entry("gallery-history-2", Tone::Good, 34),
        entry("gallery-history-3", Tone::Warn, 51),
    ];
    History { entries }
}

fn states(page: &Page) -> Vec<Badge> {
    let state = |tone, key: &str| Badge::new(tone, page.t(key));
    vec![
        state(Tone::Good, "gallery-good"),
        state(Tone::Busy, "gallery-busy"),
        state(Tone::Warn, "gallery-warn"),
        state(Tone::Bad, "gallery-bad"),
        state(Tone::Quiet, "gallery-quiet"),
    ]
}

fn people(page: Page, query: ListQuery) -> People {
    let t = |key: &str| page.t(key);
    const NAMES: [&str; 8] = [
        "Anna de Vries",
        "Bram Jansen",
        "Cornelis van den Berg",
        "Dirk Mulder",
        "Els Bakker",
        "Fleur Smit",
        "Gijs Visser",
        "Hanneke Meijer",
    ];
    let states = states(&page);
    let person = |(index, name): (usize, &'static str)| Person {
        address: format!(
            "{}@bakkerijdevries.example",
            name.split(' ').next().unwrap_or_default().to_lowercase()
        ),
        name,
        state: states[[0, 0, 2, 0, 4, 0, 0, 3][index]].clone(),
        bytes: [1_240, 820, 9_970, 14, 0, 455, 3_100, 77][index] * 1_000_000,
    };
    let found: Vec<Person> = NAMES.into_iter().enumerate().map(person).collect();
    let found: Vec<Person> =
        found.into_iter().filter(|person| person.address.contains(query.term())).collect();
    let total = if query.term().is_empty() { 48 } else { found.len() as u64 };
    let list = Listing::new("/people", t("gallery-list-caption"), total)
        .column(Column::text(t("gallery-col-address")).sorted_by("address"))
        .column(Column::text(t("gallery-col-name")).sorted_by("name"))
        .column(Column::text(t("gallery-col-state")))
        .column(Column::number(t("gallery-col-used")).sorted_by("used"))
        .column(Column::actions(t("gallery-col-actions")))
        .search(t("gallery-list-search"))
        .query(query, 8);
    let tabs = vec![
        NavItem::new(t("gallery-tab-all"), "/people").count("48"),
        NavItem::new(t("gallery-tab-active"), "/people?q=a").count("45"),
        NavItem::new(t("gallery-tab-off"), "/people?q=nobody"),
    ];
    let page = page
        .clone()
        .titled(t("gallery-nav-people"))
        .action(t("gallery-add"), "/form")
        .crumb(t("gallery-nav-overview"), "/overview");
    People { page, tabs, list, people: found }
}

fn aliases(page: Page) -> People {
    let empty = Empty::new(page.t("gallery-empty-title"), page.t("gallery-empty-text"))
        .action(page.t("gallery-empty-do"), "/form");
    let list = Listing::new("/aliases", page.t("gallery-nav-empty"), 0)
        .column(Column::text(page.t("gallery-col-address")))
        .search(page.t("gallery-list-search"))
        .empty(empty);
    let title = page.t("gallery-nav-empty");
    People { page: page.titled(title), tabs: Vec::new(), list, people: Vec::new() }
}

fn mailbox_form(page: &Page) -> Form {
    let t = |key: &str| page.t(key);
    let languages = Lang::ALL.iter().map(|lang| Choice::new(lang.code(), lang.own_name())).collect();
    let kinds = vec![
        Choice::new("user", t("gallery-form-kind-user")).hint(t("gallery-form-kind-user-hint")),
        Choice::new("admin", t("gallery-form-kind-admin")).hint(t("gallery-form-kind-admin-hint")),
    ];
    let address = Field::text("address", t("gallery-form-address"))
        .hint(t("gallery-form-address-hint"))
        .after("@bakkerijdevries.example")
        .autocomplete("off");
    Form::new("/form", t("gallery-form-submit"))
        .field(Field::text("name", t("gallery-form-name")).autocomplete("name"))
        .field(address)
        .field(
            Field::password("password", t("gallery-form-password"), "new-password")
                .hint(t("gallery-form-password-hint")),
        )
        .field(Field::number("quota", t("gallery-form-quota")).after("GB").optional())
        .field(Field::select("language", t("gallery-form-language"), languages))
        .field(Field::radios("kind", t("gallery-form-kind"), kinds))
        .field(Field::area("note", t("gallery-form-note")).optional())
        .field(Field::file("picture", t("gallery-form-file")).optional())
        .field(Field::tick("welcome", t("gallery-form-welcome")).value("yes"))
        .cancel("/people")
}

fn form_page(page: Page) -> Part {
    let form = mailbox_form(&page);
    let (title, lead) = (page.t("gallery-form-title"), page.t("gallery-form-lead"));
    let page = page.crumb("bakkerij.noordzee.example", "/overview").titled(title).lead(lead).with_form(&form);
    Part { part: form.html(&page), page }
}

fn refused(page: Page) -> Part {
    let form = mailbox_form(&page)
        .fill("name", "Anna de Vries")
        .fill("address", "anna")
        .refuse("address", page.t("gallery-wrong-address"))
        .refuse("password", page.t("gallery-wrong-password"))
        .refuse("kind", page.t("gallery-wrong-kind"));
    let title = page.t("gallery-form-title");
    let page = page.titled(title).with_form(&form);
    Part { part: form.html(&page), page }
}

fn progress(page: Page, third: StepState) -> Part {
    let last = if third == StepState::Done { StepState::Done } else { StepState::Waiting };
    let third = Step::new(page.t("gallery-step-3"), third);
    let third = match third.state {
        StepState::Failed => third.detail(page.t("gallery-step-failed")),
        _ => third,
    };
    let steps = Steps::new(vec![
        Step::new(page.t("gallery-step-1"), StepState::Done).detail("14:05"),
        Step::new(page.t("gallery-step-2"), StepState::Done).detail("1.5 s"),
        third,
        Step::new(page.t("gallery-step-4"), last),
    ]);
    let (title, lead) = (page.t("gallery-progress-title"), page.t("gallery-progress-lead"));
    let page = page.titled(title).lead(lead).following(&steps);
    Part { part: steps.html(&page), page }
}

fn deletion(page: &Page) -> Confirm {
    Confirm::new("/delete", page.t("gallery-delete"), "bram")
        .consequence(page.t("gallery-delete-1"))
        .consequence(page.t("gallery-delete-2"))
        .consequence(page.t("gallery-delete-3"))
        .cancel("/people")
}

fn delete(page: Page) -> Part {
    let (title, lead) = (page.t("gallery-delete-title"), page.t("gallery-delete-lead"));
    let page = page.titled(title).lead(lead);
    Part { part: deletion(&page).html(&page), page }
}

fn delete_refused(page: Page) -> Part {
    let title = page.t("gallery-delete-title");
    let page = page.titled(title);
    let again = deletion(&page).check("Bran", &page).expect_err("another word");
    Part { part: again.html(&page), page }
}

fn problem(page: Page) -> ProblemPage {
    let t = |key: &str| page.t(key);
    ProblemPage {
        happened: t("gallery-problem-happened"),
        kept: Some(t("gallery-problem-kept")),
        advice: Some(t("gallery-problem-advice")),
        way_on: Some(Link::new(t("gallery-again"), "/overview")),
        code: "server-not-answering".into(),
        request: Some("req_019a9f0e7c1b".into()),
        page: page.clone().titled(t("gallery-problem")),
    }
}

fn visitor(page: Page) -> Part {
    let t = |key: &str| page.t(key);
    let form = Form::new("/visitor", t("gallery-visitor-submit"))
        .field(Field::number("users", t("gallery-visitor-users")).value("10"))
        .field(Field::number("gb", t("gallery-visitor-gb")).value("12").after("GB"));
    let page = page.clone().titled(t("gallery-visitor-title")).lead(t("gallery-visitor-lead"));
    Part { part: form.html(&page), page }
}
