//! The engines' maps follow the accounts: rendered at start and after each change, tried again until it succeeds, and
//! never silently different. The mail of deleted mailboxes goes here too, before their address can be used again.

use crate::accounts::{self, Removal};
use crate::app::{App, Projection};
use crate::engines::maps::MapsError;
use crate::engines::{MailSetup, Maps, ProbeMailbox};
use crate::supervise::BackOff;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hostler_wire::bootstrap::Drill;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error(transparent)]
    Maps(#[from] MapsError),
    #[error("the accounts could not be read: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the mail of a deleted mailbox could not be removed: {0}")]
    Mail(#[from] io::Error),
}

/// Makes the engines' maps say what the accounts say, and removes the mail of deleted mailboxes.
pub async fn render(app: &App, maps: &mut Maps) -> Result<i64, RenderError> {
    let mail = app.folders.mail();
    let removals = accounts::removals(&app.db).await?;
    for removal in removals.iter().filter(|removal| removal.taken_again > 0) {
        set_aside(&mail, removal)?;
    }
    let (mut setup, revision) = accounts::mail_setup(&app.db, &app.bootstrap.host).await?;
    if let Some(drill) = app.drill() {
        open_all(&mut setup, drill);
    }
    maps.write(&MailSetup { probe: probe(app), ..setup }).await?;
    app.signals.projection.send_replace(Some(Projection { revision, error: None }));
    for removal in removals {
        if removal.taken_again == 0 {
            set_aside(&mail, &removal)?;
        }
        let aside = aside(&mail, &removal);
        tokio::task::spawn_blocking(move || remove(&aside)).await.map_err(io::Error::other)??;
        accounts::finish_removal(&app.db, &removal.account).await?;
    }
    Ok(revision)
}

/// The platform's mailbox, as the engines know it. Its password is as random as a key, so no slow hash protects it more;
/// it is checked several times a minute.
pub(crate) fn probe(app: &App) -> Option<ProbeMailbox> {
    let probe = app.bootstrap.hosted()?.probe.as_ref()?;
    let hash = BASE64.encode(Sha256::digest(probe.password.as_bytes()));
    Some(ProbeMailbox { address: probe.address.clone(), sign_in: format!("{{SHA256}}{hash}") })
}

/// In a drill every mailbox opens, with the drill's own password.
fn open_all(setup: &mut MailSetup, drill: &Drill) {
    for mailbox in &mut setup.mailboxes {
        mailbox.password_hash.clone_from(&drill.password_hash);
        mailbox.disabled = false;
    }
}

/// Moves a deleted mailbox's folder out of the way of the address's next owner.
fn set_aside(mail: &Path, removal: &Removal) -> io::Result<()> {
    let aside = aside(mail, removal);
    let Some((name, domain)) = removal.address.rsplit_once('@') else { return Ok(()) };
    // Moved once: what lies there now belongs to the next owner.
    if aside.exists() {
        return Ok(());
    }
    gone_is_fine(std::fs::rename(mail.join(domain).join(name), aside))
}

fn aside(mail: &Path, removal: &Removal) -> PathBuf {
    mail.join(format!(".deleted-{}", removal.account))
}

fn remove(path: &Path) -> io::Result<()> {
    gone_is_fine(std::fs::remove_dir_all(path))
}

fn gone_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The same into maps that are made anew where something else lies in their place.
async fn render_in_place(app: &App, maps: &mut Maps) -> Result<i64, RenderError> {
    if !maps.are_in_place() {
        *maps = Maps::open(&app.folders).await?;
    }
    render(app, maps).await
}

/// Renders after each change, until the task is dropped.
pub async fn run(app: &App, mut maps: Maps) {
    let mut pause = BackOff::default();
    loop {
        let changed = app.signals.changed.notified();
        match render_in_place(app, &mut maps).await {
            Ok(_) => {
                pause.reset();
                changed.await;
            }
            Err(error) => {
                tracing::error!(%error, "the engines do not know the newest accounts; trying again");
                app.signals.projection.send_modify(|seen| {
                    let revision = seen.as_ref().map_or(0, |seen| seen.revision);
                    *seen = Some(Projection { revision, error: Some(error.to_string()) });
                });
                tokio::time::sleep(pause.take()).await;
            }
        }
    }
}
