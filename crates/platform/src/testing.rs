//! A platform for tests: a fixed clock, seeded randomness, a host in memory, the cast, and a browser that talks to a
//! router without a network.

pub mod bank;
pub mod bills;
mod journal;
pub mod schema;

pub use journal::Journal;

use crate::accounts::{self, Customer, Person, Role, insert_customer, insert_person};
use crate::app::{App, MIGRATIONS, Settings};
use crate::authority::Authority;
use crate::backup::Depot;
use crate::billing::invoices::jobs::IssueInvoice;
use crate::billing::reminders::jobs::RemindCustomer;
use crate::billing::vat::jobs::CheckVatNumber;
use crate::catalogue::Catalogue;
use crate::certificates::jobs::RenewCertificate;
use crate::drivers::host::{Fake, Host};
use crate::events::{Actor, jobs::TellOfEvent};
use crate::licences;
use crate::orders::Order;
use crate::servers::{self, Server};
use crate::shop::jobs::DeliverOrder;
use crate::webhooks::{Reach, jobs::DeliverEvent};
use crate::{web, words};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use hostler_kit::db::Db;
use hostler_kit::id::Id;
use hostler_kit::jobs::{Queue, Wake};
use hostler_kit::random::Random;
use hostler_kit::secret::Vault;
use hostler_kit::time::Clock;
use hostler_licence::ledger::GrantKind;
use http_body_util::BodyExt;
use jiff::Timestamp;
use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tower::ServiceExt;

/// When every test begins, in Amsterdam.
pub const BEGIN: &str = "2026-10-01T08:00:00+02:00";

/// An instant written as RFC 3339, in milliseconds.
pub fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().expect("an instant as RFC 3339").as_millisecond()
}

/// Runs `test` on a fresh platform over each database engine.
pub async fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Arc<App>) -> F) {
    hostler_kit::db::testing::on_each_engine(&MIGRATIONS, |db| test(app(db))).await;
}

/// A platform over this database.
pub fn app(db: Db) -> Arc<App> {
    Arc::new(platform(db))
}

/// The same, to be changed before it is shared.
pub fn platform(db: Db) -> App {
    rustls::crypto::ring::default_provider().install_default().ok();
    let authority = Authority::in_memory().expect("an authority is made");
    let client = servers::api::client(authority.certificate()).expect("a client is made");
    App {
        db,
        clock: Clock::fixed(BEGIN.parse().expect("an instant")),
        random: Random::seeded(1),
        vault: Vault::new([7; 32]),
        authority,
        catalogue: Catalogue::standard(),
        languages: Arc::new(words::load().expect("the words load")),
        host: Host::Fake(Fake::default()),
        wake: Wake::default(),
        checks: licences::CheckRows::default(),
        servers: client,
        outgoing: None,
        acme: None,
        vies: None,
        settings: Settings {
            data: "/nonexistent/data".into(),
            cache: "/nonexistent/cache".into(),
            portal_url: "http://127.0.0.1:8080".into(),
            servers_url: "https://10.83.0.1:8443".into(),
            network: (Ipv4Addr::new(10, 83, 0, 0), 16),
            binary: "/nonexistent/hostler".into(),
            webhooks: Reach::Public,
            inbox_dns: None,
            backups: Depot::Folder("/nonexistent/backups".into()),
        },
    }
}

/// Moves the platform's clock forward.
pub fn go_to(app: &App, instant: &str) {
    app.clock.advance_to(instant.parse().expect("an instant")).expect("the clock moves forward");
}

/// A customer with a verified owner, both of this name: `anna` is Anna of Bakery Anna, `anna@anna.test`.
pub async fn customer(app: &App, name: &str) -> (Customer, Person) {
    let capital = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let customer = Customer {
        id: Id::new(app.now_ms(), &app.random),
        name: format!("Bakkerij {capital}"),
        street: "Dorpsstraat 1".into(),
        postcode: "1234 AB".into(),
        city: "Haarlem".into(),
        country: "NL".into(),
        vat_number: String::new(),
        language: "nl".into(),
        created_at_ms: app.now_ms(),
        invoice_reference: String::new(),
        invoice_email: String::new(),
    };
    let mut tx = app.db.begin().await.expect("a transaction");
    insert_customer(&mut tx, &customer).await.expect("the customer is new");
    tx.commit().await.expect("it commits");
    let owner = person(app, Some(&customer), &capital, Role::Owner).await;
    (customer, owner)
}

/// A person of a customer, or of the provider without one.
pub async fn person(app: &App, customer: Option<&Customer>, name: &str, role: Role) -> Person {
    let domain = customer.map_or("provider".into(), |c| c.name.to_lowercase().replace(' ', "-"));
    let person = Person {
        id: Id::new(app.now_ms(), &app.random),
        customer_id: customer.map(|customer| customer.id.clone()),
        email: format!("{}@{domain}.test", name.to_lowercase()),
        name: name.into(),
        password_hash: "none".into(),
        role: role.as_str().into(),
        language: "en".into(),
        verified_at_ms: Some(app.now_ms()),
        created_at_ms: app.now_ms(),
    };
    let mut tx = app.db.begin().await.expect("a transaction");
    assert!(insert_person(&mut tx, &person).await.expect("the database answers"), "the address is new");
    tx.commit().await.expect("it commits");
    person
}

/// A server of the owner's customer, as an accepted order makes it; no job has run.
pub async fn server(app: &App, owner: &Person, name: &str) -> Server {
    let order = Order {
        id: Id::new(app.now_ms(), &app.random),
        customer_id: owner.customer_id.clone().expect("an owner has a customer"),
        person_id: owner.id.clone(),
        product: "connect".into(),
        server_name: name.into(),
        terms: "2026-11-01".into(),
        state: "placed".into(),
        server_id: None,
        placed_at_ms: app.now_ms(),
        accepted_at_ms: None,
    };
    let mut tx = app.db.begin().await.expect("a transaction");
    let server = servers::create(app, &mut tx, &order, owner).await.expect("the server is made");
    tx.commit().await.expect("it commits");
    server
}

/// A licence of Connect for five users, bought and not registered.
pub async fn licence(app: &App, customer: &Customer) -> licences::Issued {
    let base = licences::Wish {
        kind: GrantKind::Base,
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users: 5,
        add_ons: [].into(),
        years: 0,
        licence: None,
        arrives: licences::Arrives::AsKey,
    };
    let wanted =
        licences::Issue { customer: Some(customer), order: "", reason: "", zone: None, wishes: &[base] };
    let mut tx = app.db.begin().await.expect("a transaction");
    let issued = licences::issue(app, &mut tx, &Actor::platform(), &wanted).await.expect("it is issued");
    tx.commit().await.expect("it commits");
    issued.into_iter().next().expect("one for each wish")
}

/// What came back.
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Seen {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).expect("the body is JSON")
    }

    /// What is between `<main` and `</main>`: the page without the frame around it.
    pub fn main(&self) -> String {
        let text = self.text();
        let begin = text.find("<main").expect("a page has a main part");
        let end = text.find("</main>").expect("a page has a main part");
        text[begin..end].to_string()
    }

    /// What the page says, without markup: one line for each piece of text, for snapshots.
    pub fn said(&self) -> String {
        let main = self.main();
        let pieces = main.split('<').filter_map(|piece| piece.split_once('>'));
        let texts = pieces.map(|(_, text)| text.trim()).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Where a redirection leads.
    pub fn location(&self) -> &str {
        self.headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

/// Somebody at a browser, or a program with their token.
pub struct Browser {
    router: Router,
    token: Option<String>,
    csrf: String,
    headers: Vec<(&'static str, String)>,
}

impl Browser {
    /// Nobody is signed in.
    pub fn visitor(app: &Arc<App>, routes: Router<Arc<App>>) -> Browser {
        let around = axum::middleware::from_fn_with_state(app.clone(), web::around);
        let router = routes.layer(around).with_state(app.clone());
        Browser { router, token: None, csrf: "f".repeat(64), headers: Vec::new() }
    }

    /// This person is signed in.
    pub async fn of(app: &Arc<App>, routes: Router<Arc<App>>, person: &Person) -> Browser {
        let mut tx = app.db.begin().await.expect("a transaction");
        let token = accounts::start_session(app, &mut tx, person).await.expect("a session");
        tx.commit().await.expect("it commits");
        let session = accounts::session(app, &token).await.expect("the database answers").expect("a session");
        Browser { token: Some(token), csrf: session.csrf, ..Browser::visitor(app, routes) }
    }

    /// An owner of a reseller is signed in and acts for this customer.
    pub async fn acting(
        app: &Arc<App>,
        routes: Router<Arc<App>>,
        (person, customer): (&Person, &Id<Customer>),
    ) -> Browser {
        let browser = Browser::of(app, routes, person).await;
        let token = browser.token.clone().expect("they are signed in");
        let session = accounts::session(app, &token).await.expect("the database answers").expect("a session");
        accounts::resellers::begin_acting(app, &session, &token, customer).await.expect("it is theirs");
        let session = accounts::session(app, &token).await.expect("the database answers").expect("a session");
        Browser { csrf: session.csrf, ..browser }
    }

    /// The same with one more header in each request.
    pub fn sending(mut self, name: &'static str, value: impl Into<String>) -> Browser {
        self.headers.push((name, value.into()));
        self
    }

    /// What each of this browser's forms carries.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.send(self.request("GET", path), String::new()).await
    }

    /// Sends a form, with the value that proves where it comes from.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.csrf));
        self.post_bare(path, &fields).await
    }

    /// Sends a form as it is: without that value, unless it is among the fields.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = serde_urlencoded::to_string(fields).expect("plain strings");
        let form = ("content-type", "application/x-www-form-urlencoded");
        self.send(self.request("POST", path).header(form.0, form.1), body).await
    }

    /// Sends a form with a file, with the value that proves where it comes from.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &str)) -> Seen {
        let mut body = String::new();
        for (name, value) in fields.iter().chain(&[("csrf", self.csrf.as_str())]) {
            body += &format!("--rand\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        let (field, name, content) = file;
        let disposition = format!("content-disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        body +=
            &format!("--rand\r\n{disposition}\r\ncontent-type: text/plain\r\n\r\n{content}\r\n--rand--\r\n");
        let form = ("content-type", "multipart/form-data; boundary=rand");
        self.send(self.request("POST", path).header(form.0, form.1), body).await
    }

    /// Calls the API as a program.
    pub async fn api(&self, method: &str, path: &str, body: &impl serde::Serialize) -> Seen {
        let request = self.request(method, path).header("content-type", "application/json");
        self.send(request, serde_json::to_string(body).expect("plain data")).await
    }

    /// Sends bytes as they are, as a program that carries its token in a header.
    pub async fn put_bytes(&self, path: &str, bytes: &[u8]) -> Seen {
        let bearer = format!("Bearer {}", self.token.as_deref().unwrap_or_default());
        let request = self.request("PUT", path).header("content-type", "application/octet-stream");
        let request = request.header("authorization", bearer);
        self.send(request, bytes.to_vec()).await
    }

    /// Sends a text as it is, such as a machine's file.
    pub async fn text(&self, path: &str, text: &str) -> Seen {
        let mut request = self.request("POST", path).header("content-type", "text/plain");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request, text.to_string()).await
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let mut cookies = format!("hostler_form={}", "f".repeat(64));
        if let Some(token) = &self.token {
            cookies = format!("{cookies}; hostler_session={token}");
        }
        let request = Request::builder().method(method).uri(path).header("cookie", cookies);
        self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }

    async fn send(&self, request: axum::http::request::Builder, body: impl Into<Body>) -> Seen {
        let request = request.body(body.into()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body ends").to_bytes().to_vec();
        Seen { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Seen {
    /// The fields of a form that were refused.
    pub fn refused_fields(&self) -> Vec<String> {
        let text = self.text();
        let parts = text.split("class=\"error\" id=\"field-").skip(1);
        parts.filter_map(|part| Some(part.split_once("-error\"")?.0.to_string())).collect()
    }
}

/// What a visitor types to order: `anna` is Anna of Bakkerij Anna.
pub fn order_form<'a>(name: &'a str, email: &'a str, server: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("server_name", server),
        ("company", "Bakkerij de Vries"),
        ("street", "Dorpsstraat 1"),
        ("postcode", "1234 AB"),
        ("city", "Ede"),
        ("country", "NL"),
        ("name", name),
        ("email", email),
        ("password", PASSWORD),
        ("terms", "yes"),
    ]
}

pub const PASSWORD: &str = "stroopwafel met kaas";

/// The path of the last link of this kind (`/verify/`) that was mailed to an address.
pub async fn mailed(app: &App, email: &str, kind: &str) -> String {
    let mails = crate::mail::list(&app.db, email, 10, 0).await.expect("the database answers");
    let body = mails.iter().map(|mail| &mail.body).find(|body| body.contains(kind)).expect("it was mailed");
    let link = &body[body.find(kind).expect("it is in there")..];
    link.split_whitespace().next().expect("a path").to_string()
}

/// Runs every job that is due.
pub async fn work(app: &Arc<App>) {
    let queue = Queue::new(app.db.clone(), app.clock.clone(), app.wake.clone())
        .register::<RenewCertificate>()
        .register::<IssueInvoice>()
        .register::<CheckVatNumber>()
        .register::<DeliverOrder>()
        .register::<RemindCustomer>()
        .register::<TellOfEvent>()
        .register::<DeliverEvent>();
    while queue.work_one(app.clone()).await.expect("the queue answers") {}
}
