//! A package on its way in: streamed to a file beside the others, so that a release of a gigabyte needs no memory and
//! one that breaks off leaves nothing.

use super::{Arrived, ReleaseRefused, folder, rules};
use crate::app::App;
use axum::body::Body;
use futures_util::StreamExt;
use hostler_kit::http::{Fault, Kind};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

/// Takes in a package whole.
///
/// # Errors
/// It is empty or too large, or the connection broke off; nothing is kept.
pub async fn receive(app: &App, body: Body) -> Result<Arrived, Fault> {
    let incoming = folder(&app.settings.data).join("incoming");
    tokio::fs::create_dir_all(&incoming).await.map_err(Fault::broken)?;
    let path = incoming.join(app.random.secret());
    let taken = take(&path, body).await;
    if taken.is_err() {
        tokio::fs::remove_file(&path).await.ok();
    }
    let (bytes, sha256) = taken?;
    Ok(Arrived { path, bytes, sha256 })
}

async fn take(path: &std::path::Path, body: Body) -> Result<(i64, String), Fault> {
    let mut file = tokio::fs::File::create(path).await.map_err(Fault::broken)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut stream = body.into_data_stream();
    while let Some(part) = stream.next().await {
        let broken_off = |error: axum::Error| Fault {
            detail: error.to_string(),
            ..Fault::new(Kind::Invalid, "release-broken-off")
        };
        let part = part.map_err(broken_off)?;
        bytes += part.len() as i64;
        if bytes > rules::LARGEST {
            return Err(ReleaseRefused::TooLarge.into());
        }
        hash.update(&part);
        file.write_all(&part).await.map_err(Fault::broken)?;
    }
    if bytes == 0 {
        return Err(ReleaseRefused::Empty.into());
    }
    file.sync_all().await.map_err(Fault::broken)?;
    Ok((bytes, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}
