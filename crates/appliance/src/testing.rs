//! A server for tests: that of Bakkerij de Vries, on 3 November 2026, with the same chance each time.

use crate::accounts::{self, Account, Actor, NewMailbox};
use crate::app::{App, MIGRATOR};
use crate::console;
use crate::licensing::Licensing;
use crate::server::Folders;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use hostler_kit::db::{Db, testing::on_each_engine};
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_wire::bootstrap::{Administrator, ClockKind, Holding, Hosted, Licensed, Vendor};
use hostler_wire::sign_in::{HEADER, PREFIX_HEADER};
use hostler_wire::{Bootstrap, SignIn};
use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tower::ServiceExt;

pub const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
pub const CSRF: &str = "csrf-of-anna";
pub const PREFIX: &str = "/servers/srv_bakery/console";
pub const NOON: &str = "2026-11-03T12:00:00Z";

pub fn hosted() -> Hosted {
    Hosted {
        address: Ipv4Addr::new(10, 83, 0, 2),
        gateway: Ipv4Addr::new(10, 83, 0, 1),
        platform: "https://10.83.0.1:8443".into(),
        credential: "credential-of-the-bakery".into(),
        sign_in_key: KEY.into(),
        authority: String::new(),
        certificate: String::new(),
        key: String::new(),
        administrator: Administrator {
            address: "admin@bakery.hostler.test".into(),
            name: "Anna de Vries".into(),
            language: "nl".into(),
        },
        probe: None,
        drill: None,
    }
}

pub fn bootstrap() -> Bootstrap {
    held(Holding::Hosted(hosted()))
}

/// The bakery's server, held so.
pub fn held(holding: Holding) -> Bootstrap {
    Bootstrap {
        server: "srv_bakery".into(),
        product: "connect".into(),
        host: "bakery.hostler.test".into(),
        zone: "Europe/Amsterdam".into(),
        clock: ClockKind::System,
        clock_offset_ms: 0,
        holding,
    }
}

/// The bakery's own machine.
pub fn licensed() -> Bootstrap {
    let vendor = Vendor {
        name: "Hostler".into(),
        portal: "https://portal.hostler.test".into(),
        root_key: "00".repeat(32),
    };
    let machine = held(Holding::Licence(Licensed { vendor }));
    Bootstrap { server: "mch_bakery".into(), host: "mail.bakery.test".into(), ..machine }
}

/// The server on one database, with its data in a folder of its own.
pub struct Server {
    pub app: Arc<App>,
    /// Its data, and its database if that is the test's own: they go when the test ends.
    _folders: Vec<tempfile::TempDir>,
}

impl Server {
    pub async fn new(db: Db) -> Server {
        Server::with(db, bootstrap(), Clock::fixed(NOON.parse().unwrap())).await
    }

    pub async fn with(db: Db, bootstrap: Bootstrap, clock: Clock) -> Server {
        Server::with_licensing(db, bootstrap, clock, Licensing::default()).await
    }

    /// A customer's own machine, which remembers its licence there.
    pub async fn with_licensing(db: Db, bootstrap: Bootstrap, clock: Clock, licensing: Licensing) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(bootstrap, db, clock, Random::seeded(7)).unwrap();
        let app = App { licensing, ..app.in_folders(Folders::at(folder.path())) }.shared();
        std::fs::create_dir(app.folders.mail()).unwrap();
        accounts::ensure_administrator(&app).await.unwrap();
        Server { app, _folders: vec![folder] }
    }

    pub fn router(&self) -> Router {
        console::router(self.app.clone())
    }

    pub fn assertion(&self) -> SignIn {
        SignIn {
            server: "srv_bakery".into(),
            person: "per_anna".into(),
            name: "Anna de Vries".into(),
            language: "en".into(),
            csrf: CSRF.into(),
            expires_ms: self.app.clock.now_ms() + 60_000,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// A request of Anna's, signed in; a body is sent as JSON.
    pub async fn call(&self, method: &str, path: &str, body: &str) -> Answer {
        let request = self.request(method, path, &self.assertion());
        self.send(request.header("content-type", "application/json").body(body.to_string().into()).unwrap())
            .await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path, &self.assertion()).body(Body::empty()).unwrap()).await
    }

    /// A page in Dutch.
    pub async fn get_nl(&self, path: &str) -> Answer {
        let dutch = SignIn { language: "nl".into(), ..self.assertion() };
        self.send(self.request("GET", path, &dutch).body(Body::empty()).unwrap()).await
    }

    /// A form with its value against cross-site requests.
    pub async fn post(&self, path: &str, fields: &str) -> Answer {
        let form = format!("csrf={CSRF}&{fields}");
        let request = self.request("POST", path, &self.assertion());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(form.into()).unwrap()).await
    }

    pub fn request(&self, method: &str, path: &str, who: &SignIn) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        request.header(HEADER, who.sign(KEY.as_bytes())).header(PREFIX_HEADER, PREFIX)
    }

    pub fn anna() -> Actor {
        Actor { person: "per_anna".into(), name: "Anna de Vries".into() }
    }

    /// A mailbox without a password.
    pub async fn mailbox(&self, address: &str, name: &str) -> Account {
        let new = NewMailbox { address: address.into(), name: name.into(), ..NewMailbox::default() };
        accounts::create_mailbox(&self.app, &Server::anna(), &new).await.unwrap()
    }

    pub async fn domain(&self, name: &str) {
        accounts::add_domain(&self.app, &Server::anna(), name).await.unwrap();
    }

    /// The bakery's own domain with two people and an alias.
    pub async fn staffed(db: Db) -> Server {
        let server = Server::new(db).await;
        server.domain("bakery.test").await;
        server.mailbox("bram@bakery.test", "Bram Visser").await;
        server.mailbox("chloe@bakery.test", "Chloë Jansen").await;
        let targets = ["bram@bakery.test".to_string()];
        accounts::create_alias(&server.app, &Server::anna(), "orders@bakery.test", &targets).await.unwrap();
        server
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_string()
    }

    /// Status and code of a refusal, for tables.
    pub fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.code())
    }
}

pub async fn each<F: Future<Output = ()>>(test: impl Fn(Db) -> F) {
    on_each_engine(&MIGRATOR, test).await;
}

/// A staffed server on SQLite only: for pages, which are the same on each engine.
pub async fn on_sqlite() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite:{}/t.sqlite", folder.path().display()), &MIGRATOR).await.unwrap();
    let mut server = Server::staffed(db).await;
    server._folders.push(folder);
    server
}

/// A staffed server whose database is a file, and where that lies.
pub async fn on_sqlite_file() -> (Server, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("appliance.sqlite");
    let db = Db::open(&format!("sqlite:{}", file.display()), &MIGRATOR).await.unwrap();
    let mut server = Server::staffed(db).await;
    server._folders.push(folder);
    (server, file)
}
