//! Everybody who asks at each door, and what is behind it.

use crate::accounts::tokens::{self, Wanted};
use crate::accounts::{self, Customer, Person, Role, Session, people, resellers};
use crate::app::App;
use crate::billing::invoices::{close, store as invoices};
use crate::billing::payments;
use crate::events::{Actor, Whose};
use crate::inbox::{self, Envelope, Message};
use crate::monitoring::maintenance::{Announced, announce};
use crate::monitoring::{self, Trouble};
use crate::orders::{self, TERMS, Wish};
use crate::portal;
use crate::servers::{self, Server};
use crate::shop;
use crate::testing::bank::{Day, Line};
use crate::testing::{Browser, Journal, customer, go_to, licence, person, work};
use crate::web::Paging;
use crate::webhooks;
use axum::Router;
use hostler_kit::id::Id;
use hostler_licence::key::Key;
use std::sync::Arc;

/// Everybody, and the ids of what belongs to Anna.
pub struct Cast {
    pub app: Arc<App>,
    people: [Option<Person>; 5],
    order: String,
    server: String,
    invoice: String,
    pub customer: Customer,
    /// Of the same customer, but neither its owner nor an administrator.
    pub accountant: Person,
    /// Whoever is removed.
    colleague: String,
    invitation: String,
    staff: String,
    staff_invitation: String,
    /// The owner of this customer's reseller.
    pub reseller: Person,
    job: String,
    /// Of the invoice in the ledger.
    entry: String,
    token: String,
    webhook: String,
    delivery: String,
    mail: String,
    /// A mail that came to the provider.
    inbox: String,
    licence: String,
    key: String,
    licence_order: String,
    payment: String,
    matched: String,
    refund: String,
    /// An incident of the server, and maintenance of all.
    watched: (String, String),
}

pub async fn cast(app: Arc<App>) -> Cast {
    let (bakery, anna) = customer(&app, "anna").await;
    let (_, bram) = customer(&app, "bram").await;
    let henk = person(&app, Some(&bakery), "Henk", Role::Administrator).await;
    let sofie = person(&app, None, "Sofie", Role::Staff).await;
    let (order, server) = ordered(&app, &anna).await;
    used_and_billed(&app, &server, &sofie).await;
    accounts::request_reset(&app, &anna.email).await.unwrap();
    let invoice = invoices::list(&app.db, "", &Paging { limit: 1, offset: 0 }).await.unwrap().remove(0);
    let job: String = sqlx::query_scalar("SELECT id FROM jobs WHERE kind = 'reconcile-server'")
        .fetch_one(app.db.read())
        .await
        .unwrap();
    let entry: String =
        sqlx::query_scalar("SELECT id FROM ledger_entries").fetch_one(app.db.read()).await.unwrap();
    let mail = crate::mail::list(&app.db, "", 1, 0).await.unwrap().remove(0);
    let inbox = received(&app).await;
    let session = session(&app, &anna).await;
    let wish = webhooks::Wish { url: Some("https://hooks.bakkerij.test/".into()), ..Default::default() };
    let ours = Whose::Customer(bakery.id.to_string());
    let (webhook, _) = webhooks::create(&app, &ours, wish, &session.actor()).await.unwrap();
    let delivery = webhooks::ping(&app, &webhook, &session.actor()).await.unwrap();
    let wanted = Wanted { name: "Kassa".into(), scopes: vec!["orders:read".into()], days: 1 };
    let (token, _) = tokens::create(&app, &session, wanted).await.unwrap();
    let licence = licence(&app, &bakery).await;
    let invitation = people::invite(&app, &session, "dirk@bakkerij.test", "accountant").await.unwrap();
    let staff = self::session(&app, &sofie).await;
    let staff_invitation = people::invite(&app, &staff, "tess@provider.test", "staff").await.unwrap();
    let reseller = reseller_of(&app, &staff, &bakery).await;
    let licence_order = licence_ordered(&app, &session).await;
    let (payment, matched, refund) = paid(&app, &bakery).await;
    Cast {
        watched: watched(&app, &server).await,
        payment,
        matched,
        refund,
        accountant: person(&app, Some(&bakery), "Carla", Role::Accountant).await,
        colleague: person(&app, Some(&bakery), "Iris", Role::Administrator).await.id.to_string(),
        invitation: invitation.id.to_string(),
        staff: person(&app, None, "Tom", Role::Staff).await.id.to_string(),
        staff_invitation: staff_invitation.id.to_string(),
        reseller,
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
        customer: bakery,
        job,
        entry,
        mail: mail.id.to_string(),
        inbox: inbox.to_string(),
        app,
    }
}

/// Three accounts through October, and its invoice.
async fn used_and_billed(app: &Arc<App>, server: &Server, staff: &Person) {
    let mut journal = Journal::of(server);
    journal.create("2026-10-01T09:00:00+02:00", 1..=3);
    journal.store("2026-11-01T00:30:00+01:00", 1_000);
    go_to(app, "2026-11-02T09:00:00+01:00");
    journal.send(app).await;
    close(app, "2026-10".parse().unwrap(), staff).await.unwrap();
    work(app).await;
}

async fn received(app: &App) -> Id<Message> {
    let envelope = Envelope {
        peer: "192.0.2.1".parse().unwrap(),
        helo: "mail.bakkerij.test".into(),
        mail_from: "anna@bakkerij.test".into(),
        recipient: "info@hostler.test".into(),
    };
    inbox::receive(app, &envelope, b"From: anna@bakkerij.test\r\nSubject: Brood\r\n\r\nDank\r\n")
        .await
        .unwrap()
}

/// Rens, whose customer is a reseller and has this one.
async fn reseller_of(app: &App, staff: &Session, customer: &Customer) -> Person {
    let (seller, rens) = crate::testing::customer(app, "rens").await;
    resellers::mark(app, staff, &seller.id).await.unwrap();
    let mut tx = app.db.begin().await.unwrap();
    assert!(resellers::take(&mut tx, &seller.id, &customer.id, (app.now_ms(), 1)).await.unwrap());
    tx.commit().await.unwrap();
    rens
}

/// A payment, a part of which is the customer's credit, of which a part is to be paid back.
async fn paid(app: &App, customer: &Customer) -> (String, String, String) {
    let platform = Actor::platform();
    let day = Day::new("2026-11-01", 1, 0).line(Line::of(2500, "Onbekend", "?"));
    payments::import(app, &platform, "day.xml", day.camt("001.08").into_bytes()).await.unwrap();
    let paging = Paging { limit: 1, offset: 0 };
    let payment =
        payments::found(app, &payments::Wanted::default(), &paging).await.unwrap().payments.remove(0);
    let parts = vec![payments::Part::Credit { customer: customer.id.clone(), amount_minor: 1000 }];
    payments::settle_by_hand(app, &platform, &payment.id, parts).await.unwrap();
    let matched = payments::of_customer(&app.db, &customer.id, 1).await.unwrap().remove(0).0;
    let iban = "NL91ABNA0417164300".into();
    let wish = payments::Wish { customer: customer.id.clone(), amount_minor: 500, iban, name: String::new() };
    let refund = payments::ask_refund(app, &platform, &wish).await.unwrap();
    (payment.id.to_string(), matched.id.to_string(), refund.id.to_string())
}

/// An order that waits for evidence.
async fn licence_ordered(app: &App, owner: &Session) -> String {
    let wish = serde_json::json!({ "kind": "new", "product": "connect", "users": 5, "class": "edu" });
    let wish: shop::quote::Wish = serde_json::from_value(wish).unwrap();
    let quote = shop::price(app, shop::Buyer::Customer(owner.person.customer_id.as_ref().unwrap()), &wish)
        .await
        .unwrap();
    let asked = shop::Asked {
        wish,
        reference: String::new(),
        terms: TERMS.into(),
        seen_minor: Some(quote.gross_minor),
        form: String::new(),
    };
    shop::place_as(app, owner, asked).await.unwrap().id.to_string()
}

/// An incident of the server, and maintenance of all.
async fn watched(app: &App, server: &Server) -> (String, String) {
    let mut tx = app.db.begin().await.unwrap();
    let trouble =
        Trouble { server: Some(server), kind: "service-down", detail: "imaps: connect: refused".into() };
    monitoring::raise(app, &mut tx, trouble).await.unwrap();
    tx.commit().await.unwrap();
    let incident = monitoring::running(&app.db).await.unwrap().remove(0).id.to_string();
    let announced = Announced {
        server: None,
        begins_at_ms: app.now_ms(),
        ends_at_ms: app.now_ms() + 60_000,
        reason: "New disks",
    };
    let window = announce(app, &Actor::platform(), announced).await.unwrap();
    (incident, window.id.to_string())
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
            route if route.contains("staff/incidents") => self.watched.0.as_str(),
            route if route.contains("/updates/") => "rol_00000000000000000000000000000000",
            route if route.contains("maintenance") => self.watched.1.as_str(),
            route if route.contains("monitoring") => self.server.as_str(),
            route if route.contains("payments/matches") => self.matched.as_str(),
            route if route.contains("refunds") => self.refund.as_str(),
            route if route.contains("staff/payments") => self.payment.as_str(),
            route if route.starts_with("/staff/keys") => key_id.as_str(),
            route if route.contains("staff/people/invitations") => self.staff_invitation.as_str(),
            route if route.contains("staff/people") => self.staff.as_str(),
            route if route.contains("people/invitations") => self.invitation.as_str(),
            route if route.contains("people") => self.colleague.as_str(),
            route if route.contains("ledger/entries") => self.entry.as_str(),
            route if route.contains("/shop/") => self.licence_order.as_str(),
            route if route.contains("inbox") => self.inbox.as_str(),
            route if route.contains("licences") => self.licence.as_str(),
            route if route.contains("webhooks") => self.webhook.as_str(),
            route if route.contains("tokens") => self.token.as_str(),
            route if route.contains("invoices") => self.invoice.as_str(),
            route if route.contains("/batches/") => "bat_00000000000000000000000000000000",
            route if route.contains("/vantages/") => "vtg_00000000000000000000000000000000",
            route if route.contains("/mandates/") => "man_00000000000000000000000000000000",
            route if route.contains("servers") || route.contains("/backups/") => self.server.as_str(),
            route if route.contains("orders") => self.order.as_str(),
            route if route.contains("customers") => self.customer.id.as_str(),
            route if route.contains("jobs") => self.job.as_str(),
            _ => self.mail.as_str(),
        };
        // November is not over.
        let month = if route.contains("api") && route.ends_with("close") { "2026-11" } else { "2026-10" };
        let path = route.replace("{id}", id).replace("{month}", month).replace("{*path}", "mailboxes");
        let path = path
            .replace("{delivery}", &self.delivery)
            .replace("{key}", if route.contains("/api/") { &self.key } else { &key_id });
        let path = path.replace("{account}", "debtors").replace("{incident}", &self.watched.0);
        let path = path.replace("{domain}", "bakkerij.test");
        let path = path.replace("{message}", "0000000000000001").replace("{act}", "hold");
        let path = path.replace("{what}", "revoke").replace("{purpose}", "licence");
        let path = path.replace("/readings", "/readings?month=2026-10");
        let path = match path.strip_suffix("/messages") {
            Some(of) => format!("{of}/messages?address=anna@bakkerij.test"),
            None => path,
        };
        let path =
            path.replace("{product}", "connect").replace("{export}", "exp_00000000000000000000000000000000");
        let path = path.replace("{backup}", "bak_00000000000000000000000000000000");
        let path = path.replace("{restore}", "rst_00000000000000000000000000000000");
        path.replace("{token}", &"0".repeat(64)).replace("{version}", "none").replace("{name}", "none.css")
    }

    pub async fn asks(&self, who: usize, method: &str, route: &str) -> u16 {
        let browser = match &self.people[who] {
            Some(person) => Browser::of(&self.app, self.routes(), person).await,
            None => Browser::visitor(&self.app, self.routes()),
        };
        self.asked(&browser, method, route).await
    }

    pub fn routes(&self) -> Router<Arc<App>> {
        Router::new().fallback_service(portal::router(self.app.clone()))
    }

    /// What this browser, or program, is answered.
    pub async fn asked(&self, browser: &Browser, method: &str, route: &str) -> u16 {
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
