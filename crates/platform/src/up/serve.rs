//! The portal for people and programs, and the endpoint for servers.

use super::{Acme, Inbox, SERVERS_PORT, UpError};
use crate::app::App;
use crate::{certificates, inbox, portal, servers};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub(super) async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), UpError> {
    let failed = |source| UpError::Listen { listen: address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

pub(super) fn serve_portal(
    tasks: &mut JoinSet<()>,
    app: &Arc<App>,
    listener: TcpListener,
) -> Result<Handle<SocketAddr>, UpError> {
    let handle = Handle::new();
    let listener = listener.into_std().map_err(UpError::Certificate)?;
    let server = axum_server::from_tcp(listener).map_err(UpError::Certificate)?.handle(handle.clone());
    let service = portal::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tasks.spawn(async move {
        if let Err(error) = server.serve(service).await {
            tracing::error!(%error, "the portal ended");
        }
    });
    Ok(handle)
}

pub(super) async fn serve_internal(tasks: &mut JoinSet<()>, app: &Arc<App>) -> Result<(), UpError> {
    let gateway = servers::gateway(app);
    let leaf = app.authority.issue("platform", gateway)?;
    let tls = RustlsConfig::from_pem(leaf.certificate.into_bytes(), leaf.key.into_bytes()).await;
    let tls = tls.map_err(UpError::Certificate)?;
    let address = SocketAddr::new(gateway.into(), SERVERS_PORT);
    let listener = listen(address).await?.0.into_std().map_err(UpError::Certificate)?;
    let server = axum_server::from_tcp_rustls(listener, tls).map_err(UpError::Certificate)?;
    let service = portal::internal(app.clone()).into_make_service();
    tasks.spawn(async move {
        if let Err(error) = server.serve(service).await {
            tracing::error!(%error, "the endpoint for servers ended");
        }
    });
    Ok(())
}

/// Answers what a certificate authority asks about names, and nothing else, where that is asked for.
pub(super) async fn serve_challenges(
    tasks: &mut JoinSet<()>,
    app: &Arc<App>,
    asked: Option<&Acme>,
) -> Result<(), UpError> {
    let Some(address) = asked.and_then(|asked| asked.listen) else { return Ok(()) };
    let (listener, _) = listen(address).await?;
    let service = certificates::routes::router().with_state(app.clone()).into_make_service();
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, service).await {
            tracing::error!(%error, "questions about names are answered no more");
        }
    });
    Ok(())
}

/// Receives mail to the provider, where that is asked for.
pub(super) async fn serve_inbox(
    tasks: &mut JoinSet<()>,
    app: &Arc<App>,
    asked: Option<&Inbox>,
) -> Result<(), UpError> {
    let Some(asked) = asked else { return Ok(()) };
    let Some(address) = asked.listen else { return Ok(()) };
    let tls = asked.certificate.as_ref().map(|(certificate, key)| inbox::listen::tls(certificate, key));
    let tls = tls.transpose().map_err(UpError::InboxCertificate)?;
    let (listener, _) = listen(address).await?;
    let app = app.clone();
    tasks.spawn(async move { inbox::listen::serve(app, listener, tls).await });
    Ok(())
}
