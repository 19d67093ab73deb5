//! The fallback mail server beside the jobs: started last, ended in good order.

use super::{END_WITHIN, Fallback, UpError};
use crate::app::App;
use crate::fallback::greets;
use crate::fallback::keeper::{self, Place};
use crate::servers;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

/// The port of SMTP.
const PORT: u16 = 25;

/// A fallback that runs until it is told to end.
pub(super) struct Running {
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Where nobody named an address and the usual one is taken, the platform goes on without.
pub(super) async fn start(
    tasks: &mut JoinSet<()>,
    app: &Arc<App>,
    asked: Option<Fallback>,
) -> Result<Option<Running>, UpError> {
    let Some(Fallback { listen, certificate, rspamd, clamd }) = asked else { return Ok(None) };
    let usual = SocketAddr::new(servers::gateway(app).into(), PORT);
    let place = Place { listen: listen.unwrap_or(usual), certificate, rspamd, clamd };
    let kept = match keeper::start(app, place).await {
        Ok(kept) => kept,
        Err(error) if listen.is_none() => {
            tracing::error!(%error, "the fallback mail server does not run; give it an address with --fallback");
            greets::not_started(app, &format!("{error}; give it an address with --fallback, or `off`")).await;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    greets::found(app, &kept.relay.found).await;
    let (asked, shows) = (app.clone(), kept.shows);
    tasks.spawn(async move { greets::watch(&asked, shows).await });
    let looked_up = app.clone();
    tasks.spawn(async move { keeper::look_up_all(&looked_up, shows).await });
    let (end, ended) = oneshot::channel();
    let task = tokio::spawn(keeper::run(app.clone(), kept, ended));
    Ok(Some(Running { end, task }))
}

impl Running {
    pub(super) async fn end(self) {
        let _ = self.end.send(());
        let abort = self.task.abort_handle();
        if tokio::time::timeout(END_WITHIN, self.task).await.is_err() {
            // What was promised is on disk.
            abort.abort();
        }
    }
}
