//! Answers at a server's address as an appliance whose engines run; ends when it is dropped.

use crate::app::App;
use crate::drivers::host::Host;
use crate::servers::{Server, address};
use crate::testing::{customer, server};
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, Router};
use axum_server::tls_rustls::RustlsConfig;
use hostler_wire::backup::{Manifest, Put, PutBack};
use hostler_wire::bootstrap::CONSOLE_PORT;
use hostler_wire::report::{Engine, EngineState, Report};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// What the server says of itself.
#[derive(Default)]
pub struct Says {
    pub accounts: Vec<String>,
    pub written: i64,
    pub bytes: i64,
    /// What its export holds; breaks off after it unless it is whole.
    pub export: Vec<u8>,
    pub broken: Option<()>,
    /// It answers nothing any more.
    pub silent: Option<()>,
    /// What it says it holds, when it is asked for a copy; none: it cannot.
    pub manifest: Option<Manifest>,
    /// Messages that were put back.
    pub put_back: Vec<(PutBack, Vec<u8>)>,
    /// Names that it answers with a status instead, so many times.
    pub refuses: Vec<(&'static str, StatusCode, usize)>,
}

pub struct Double {
    pub says: Arc<Mutex<Says>>,
    task: JoinHandle<()>,
}

impl Drop for Double {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The platform with its servers' addresses in `127.<net>.0.0/16`, and Anna's bakery on it, running.
pub async fn bakery(app: Arc<App>, net: u8) -> (Arc<App>, Server, Double) {
    let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
    app.settings.network = (Ipv4Addr::new(127, net, 0, 0), 16);
    assert!(matches!(app.host, Host::Fake(_)));
    let (_, anna) = customer(&app, "anna").await;
    let bakery = server(&app, &anna, "bakkerij").await;
    let app = Arc::new(app);
    let double = answer(&app, &bakery).await;
    super::work(&app).await;
    let bakery = crate::servers::find(&app.db, &bakery.id).await.unwrap().unwrap();
    assert_eq!(bakery.phase, "running");
    (app, bakery, double)
}

async fn answer(app: &App, server: &Server) -> Double {
    let address = address(app, server.slot);
    let leaf = app.authority.issue("bakkerij.hostler.test", address).unwrap();
    let tls = RustlsConfig::from_pem(leaf.certificate.into_bytes(), leaf.key.into_bytes()).await.unwrap();
    let listener = TcpListener::bind(SocketAddr::from((address, CONSOLE_PORT))).unwrap();
    listener.set_nonblocking(true).unwrap();
    let says = Arc::new(Mutex::new(Says::default()));
    let routes = Router::new()
        .route("/api/v1/report", get(report))
        .route("/api/v1/mailboxes", get(mailboxes))
        .route("/api/v1/export", get(export))
        .route("/api/v1/backup", get(manifest).post(manifest))
        .route("/api/v1/restored", put(put_back))
        .with_state(says.clone());
    let serving = axum_server::from_tcp_rustls(listener, tls).unwrap().serve(routes.into_make_service());
    Double { says, task: tokio::spawn(async move { serving.await.unwrap() }) }
}

type Shared = State<Arc<Mutex<Says>>>;

async fn report(State(says): Shared) -> Result<Json<Report>, StatusCode> {
    let says = says.lock().unwrap();
    if says.silent.is_some() {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let engine = |name: &str| Engine {
        name: name.into(),
        state: EngineState::Running,
        since_ms: 0,
        restarts: 0,
        reason: String::new(),
    };
    Ok(Json(Report {
        server: "srv".into(),
        version: "0".into(),
        users: 1,
        bytes: says.bytes,
        written: says.written,
        acknowledged: 0,
        engines: vec![engine("postfix"), engine("dovecot")],
        load: None,
        probe: String::new(),
    }))
}

async fn mailboxes(State(says): Shared) -> Result<Json<serde_json::Value>, StatusCode> {
    let says = says.lock().unwrap();
    if says.silent.is_some() {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let administrator = "admin@bakkerij.hostler.test".to_string();
    let items: Vec<_> = std::iter::once(&administrator)
        .chain(&says.accounts)
        .map(|address| serde_json::json!({ "address": address, "administrator_since_ms": 1 }))
        .collect();
    Ok(Json(serde_json::json!({ "total": items.len(), "items": items })))
}

async fn manifest(State(says): Shared) -> Result<Json<Manifest>, StatusCode> {
    says.lock().unwrap().manifest.clone().map(Json).ok_or(StatusCode::SERVICE_UNAVAILABLE)
}

async fn put_back(
    State(says): Shared,
    Query(to): Query<PutBack>,
    message: Bytes,
) -> Result<Json<Put>, StatusCode> {
    let mut says = says.lock().unwrap();
    let mut refuses = says.refuses.iter_mut();
    if let Some((_, status, times)) = refuses.find(|(name, _, times)| to.name.contains(name) && *times > 0) {
        *times -= 1;
        return Err(*status);
    }
    says.put_back.push((to, message.to_vec()));
    Ok(Json(Put::New))
}

async fn export(State(says): Shared) -> Body {
    let says = says.lock().unwrap();
    let mut pieces: Vec<Result<Vec<u8>, std::io::Error>> = vec![Ok(says.export.clone())];
    if says.broken.is_some() {
        pieces.push(Err(std::io::Error::other("tar could not read everything")));
    }
    Body::from_stream(futures_util::stream::iter(pieces))
}
