//! Who counts, for people.

use super::users::users;
use crate::app::App;
use crate::web::Frame;
use crate::web::frame::shown;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Column, Listing, Page};
use hostler_licence::counting::{CountingRule, Holding, Kind};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new().route("/users", get(list))
}

/// Free items shown by name; of more, the number says enough.
const FREE_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "usage/users.html")]
struct UsersPage {
    page: Page,
    rule: CountingRule,
    rule_name: String,
    limit: Option<i64>,
    number: i64,
    counted_list: Listing,
    counted: Vec<Row>,
    free_list: Listing,
    free: Vec<Row>,
}

struct Row {
    what: String,
    name: String,
    why: String,
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => "kind-account",
        Kind::Administrator => "kind-administrator",
        Kind::Guest => "kind-guest",
        Kind::Alias => "kind-alias",
        Kind::MailingList => "kind-mailing-list",
        Kind::Domain => "kind-domain",
        Kind::Group => "kind-group",
        Kind::Resource => "kind-resource",
    }
}

fn listing(frame: &Frame, caption: &str, total: usize) -> Listing {
    Listing::new("/users", frame.t(caption), total as u64)
        .column(Column::text(frame.t("users-what")))
        .column(Column::text(frame.t("mailbox-name")))
        .column(Column::text(frame.t("users-why")))
}

async fn list(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let users = users(&app).await?;
    let people: BTreeMap<&str, (&str, &str)> = users
        .accounts
        .iter()
        .map(|one| (one.id.as_str(), (one.address.as_str(), one.name.as_str())))
        .collect();
    let row = |item: &str, of: Kind, why: String| match people.get(item) {
        Some((address, name)) => Row { what: address.to_string(), name: name.to_string(), why },
        None => Row { what: item.to_string(), name: frame.t(kind(of)), why },
    };
    let counted: Vec<Row> = users
        .count
        .counted
        .iter()
        .map(|one| row(&one.item, one.kind, frame.t(&format!("why-{}", one.why.code()))))
        .collect();
    let free: Vec<Row> = users
        .count
        .free
        .iter()
        .take(FREE_SHOWN)
        .map(|one| row(&one.item, one.kind, frame.t(&format!("why-{}", one.why.code()))))
        .collect();
    let page = frame.page().titled(frame.t("nav-users")).lead(frame.page().with(
        "users-lead",
        "count",
        users.count.number,
    ));
    shown(&UsersPage {
        page,
        rule: users.rule,
        rule_name: users.rule_name,
        limit: users.limit,
        number: users.count.number,
        counted_list: listing(&frame, "users-counted", counted.len()),
        counted,
        free_list: listing(&frame, "users-free", users.count.free.len()),
        free,
    })
}
