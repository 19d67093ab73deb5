//! Who may come in by which door: each route, asked by everybody. A route that is not in the table fails the test.

mod table;

use crate::accounts::tokens::{self, Wanted};
use crate::accounts::{self, Person, Role, Session};
use crate::app::App;
use crate::billing::invoices::{close, store as invoices};
use crate::events::Whose;
use crate::orders::{self, TERMS, Wish};
use crate::portal;
use crate::servers::{self, Server};
use crate::shop;
use crate::testing::{Browser, Journal, at, customer, go_to, licence, on_each_engine, person, work};
use crate::web::Paging;
use crate::webhooks;
use axum::Router;
use hostler_licence::key::Key;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use table::TABLE;

const WHO: [&str; 5] = ["visitor", "another customer's owner", "administrator", "owner", "staff"];

/// Everybody, and the ids of what belongs to Anna.
struct Cast {
    app: Arc<App>,
    people: [Option<Person>; 5],
    order: String,
    server: String,
    invoice: String,
    customer: String,
    job: String,
    token: String,
    webhook: String,
    delivery: String,
    mail: String,
    licence: String,
    key: String,
    licence_order: String,
}

async fn cast(app: Arc<App>) -> Cast {
    let (bakery, anna) = customer(&app, "anna").await;
    let (_, bram) = customer(&app, "bram").await;
    let henk = person(&app, Some(&bakery), "Henk", Role::Administrator).await;
    let sofie = person(&app, None, "Sofie", Role::Staff).await;
    let (order, server) = ordered(&app, &anna).await;
    let mut journal = Journal::of(&server);
    journal.create("2026-10-01T09:00:00+02:00", 1..=3);
    journal.store("2026-11-01T00:30:00+01:00", 1_000);
    go_to(&app, "2026-11-02T09:00:00+01:00");
    journal.send(&app).await;
    close(&app, "2026-10".parse().unwrap(), &sofie).await.unwrap();
    work(&app).await;
    accounts::request_reset(&app, &anna.email).await.unwrap();
    let invoice = invoices::list(&app.db, "", &Paging { limit: 1, offset: 0 }).await.unwrap().remove(0);
    let job: String = sqlx::query_scalar("SELECT id FROM jobs WHERE kind = 'reconcile-server'")
        .fetch_one(app.db.read())
        .await
        .unwrap();
    let mail = crate::mail::list(&app.db, "", 1, 0).await.unwrap().remove(0);
    let session = session(&app, &anna).await;
    let wish = webhooks::Wish { url: Some("https://hooks.bakkerij.test/".into()), ..Default::default() };
    let ours = Whose::Customer(bakery.id.to_string());
    let (webhook, _) = webhooks::create(&app, &ours, wish, &session.actor()).await.unwrap();
    let delivery = webhooks::ping(&app, &webhook, &session.actor()).await.unwrap();
    let wanted = Wanted { name: "Kassa".into(), scopes: vec!["orders:read".into()], days: 1 };
    let (token, _) = tokens::create(&app, &session, wanted).await.unwrap();
    let licence = licence(&app, &bakery).await;
    let licence_order = licence_ordered(&app, &session).await;
    Cast {
        licence_order,
        key: licence.key.unwrap(),
        licence: licence.licence.unwrap().to_string(),
        token: token.id.to_string(),
        webhook: webhook.id.to_string(),
        delivery: delivery.id.to_string(),
        people: [None, Some(bram), Some(henk), Some(anna), Some(sofie)],
        order,
        server: server.id.to_string(),
        invoice: invoice.id.to_string(),
        customer: bakery.id.to_string(),
        job,
        mail: mail.id.to_string(),
        app,
    }
}

/// An order that waits for evidence.
async fn licence_ordered(app: &App, owner: &Session) -> String {
    let wish = serde_json::json!({ "kind": "new", "product": "connect", "users": 5, "class": "edu" });
    let wish: shop::quote::Wish = serde_json::from_value(wish).unwrap();
    let quote = shop::price(app, owner.person.customer_id.as_ref(), &wish).await.unwrap();
    let asked = shop::Asked {
        wish,
        reference: String::new(),
        terms: TERMS.into(),
        seen_minor: Some(quote.gross_minor),
        form: String::new(),
    };
    shop::place_as(app, owner, asked).await.unwrap().id.to_string()
}

async fn ordered(app: &App, owner: &Person) -> (String, Server) {
    let session = session(app, owner).await;
    let wish = Wish { product: "connect".into(), server_name: "bakkerij".into(), terms: TERMS.into() };
    let order = orders::place_as(app, &session, wish).await.unwrap();
    let server = servers::find(&app.db, &order.server_id.unwrap()).await.unwrap().unwrap();
    (order.id.to_string(), server)
}

async fn session(app: &App, person: &Person) -> Session {
    let mut tx = app.db.begin().await.unwrap();
    let token = accounts::start_session(app, &mut tx, person).await.unwrap();
    tx.commit().await.unwrap();
    accounts::session(app, &token).await.unwrap().unwrap()
}

impl Cast {
    /// A route's address, about what is Anna's.
    fn path(&self, route: &str) -> String {
        let key_id = self.key.parse::<Key>().unwrap().id();
        let id = match route {
            route if route.starts_with("/staff/keys") => &key_id,
            route if route.contains("/shop/") => &self.licence_order,
            route if route.contains("licences") => &self.licence,
            route if route.contains("webhooks") => &self.webhook,
            route if route.contains("tokens") => &self.token,
            route if route.contains("invoices") => &self.invoice,
            route if route.contains("servers") => &self.server,
            route if route.contains("orders") => &self.order,
            route if route.contains("customers") => &self.customer,
            route if route.contains("jobs") => &self.job,
            _ => &self.mail,
        };
        // November is not over.
        let month = if route.contains("api") && route.ends_with("close") { "2026-11" } else { "2026-10" };
        let path = route.replace("{id}", id).replace("{month}", month).replace("{*path}", "mailboxes");
        let path = path
            .replace("{delivery}", &self.delivery)
            .replace("{key}", if route.contains("/api/") { &self.key } else { &key_id });
        let path =
            path.replace("{what}", "revoke").replace("{purpose}", "licence").replace("{product}", "connect");
        let path = path.replace("/readings", "/readings?month=2026-10");
        path.replace("{token}", &"0".repeat(64)).replace("{version}", "none").replace("{name}", "none.css")
    }

    async fn asks(&self, who: usize, method: &str, route: &str) -> u16 {
        let routes = Router::new().fallback_service(portal::router(self.app.clone()));
        let browser = match &self.people[who] {
            Some(person) => Browser::of(&self.app, routes, person).await,
            None => Browser::visitor(&self.app, routes),
        };
        let path = self.path(route);
        // Without having accepted the terms.
        let order = serde_json::json!({ "product": "connect", "server_name": "winkel" });
        let body = if route.ends_with("/orders") { order } else { serde_json::json!({}) };
        let seen = match method {
            "GET" => browser.get(&path).await,
            "POST" if !path.starts_with("/api/") => browser.post(&path, &[]).await,
            _ => browser.api(method, &path, &body).await,
        };
        seen.status.as_u16()
    }
}

#[tokio::test]
async fn each_route_lets_in_whom_it_should() {
    on_each_engine(|app| async move {
        assert_eq!(app.now_ms(), at(crate::testing::BEGIN));
        let cast = cast(app).await;
        let mut wrong = Vec::new();
        for (method, route, doors) in TABLE {
            for (who, expect) in doors.iter().enumerate() {
                let status = cast.asks(who, method, route).await;
                if status != *expect {
                    wrong.push(format!("{method} {route} as {}: {status}, not {expect}", WHO[who]));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[test]
fn no_route_is_forgotten() {
    let found = routes();
    let known: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, route, _)| (method.to_string(), route.to_string())).collect();
    assert!(found.len() > 40, "the sources were read");
    assert_eq!(
        found.difference(&known).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "not in the table"
    );
    assert_eq!(known.difference(&found).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "in no source");
}

/// Method and path of every route of the platform, from the sources.
pub(super) fn routes() -> BTreeSet<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for folder in ["src", "../kit/src/ui"] {
        routes_in(&root.join(folder), &mut found);
    }
    found
}

fn routes_in(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            routes_in(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            text.split(".route(").skip(1).filter_map(route).for_each(|routes| found.extend(routes));
        }
    }
}

/// Path and methods of a route's two arguments.
fn route(text: &str) -> Option<Vec<(String, String)>> {
    let (path, handlers) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let mut open = 1;
    let end = handlers.find(|sign| {
        open += match sign {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open == 0
    })?;
    let handlers = &handlers[..end];
    let methods =
        [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("patch(", "PATCH"), ("delete(", "DELETE")];
    let named = methods.iter().filter(|(call, _)| handlers.contains(call)).map(|(_, method)| *method);
    let any = if handlers.contains("any(") { vec!["GET", "POST"] } else { Vec::new() };
    Some(named.chain(any).map(|method| (method.to_string(), path.to_string())).collect())
}
