//! A small server that answers for an appliance.

use crate::app::App;
use crate::servers::{Server, address, host_name};
use axum::routing::get;
use axum::{Json, Router};
use axum_server::tls_rustls::RustlsConfig;
use hostler_wire::bootstrap::CONSOLE_PORT;
use hostler_wire::report::{Engine, EngineState, Report};
use std::net::{SocketAddr, TcpListener};
use tokio::task::JoinHandle;

/// Answers at the server's address as an appliance whose engines run; ends when it is dropped.
pub struct Appliance(JoinHandle<()>);

impl Drop for Appliance {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn appliance(app: &App, server: &Server) -> Appliance {
    let address = address(app, server.slot);
    let leaf = app.authority.issue(&host_name(app, server), address).unwrap();
    let tls = RustlsConfig::from_pem(leaf.certificate.into_bytes(), leaf.key.into_bytes()).await.unwrap();
    let listener = TcpListener::bind(SocketAddr::from((address, CONSOLE_PORT))).unwrap();
    listener.set_nonblocking(true).unwrap();
    let engine = |name: &str| Engine {
        name: name.into(),
        state: EngineState::Running,
        since_ms: 0,
        restarts: 0,
        reason: String::new(),
    };
    let report = Report {
        server: server.id.to_string(),
        version: "0".into(),
        users: 1,
        bytes: 0,
        written: 0,
        acknowledged: 0,
        engines: vec![engine("postfix"), engine("dovecot")],
        load: None,
        probe: String::new(),
    };
    let routes = Router::new().route("/api/v1/report", get(async move || Json(report)));
    let serving = axum_server::from_tcp_rustls(listener, tls).unwrap().serve(routes.into_make_service());
    Appliance(tokio::spawn(async move { serving.await.unwrap() }))
}
