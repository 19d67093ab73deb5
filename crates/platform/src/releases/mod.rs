//! Releases (L3, L11): the versions of a product that the provider has published for its customers' own machines.
//!
//! A release is a package and a signed manifest that says what it is and from which day. Both are public; whether a
//! machine may install it, the machine decides by its licence. What was published never changes; what turns out bad
//! is withdrawn, and is then offered to nobody any more.

mod model;
pub mod pages;
mod receive;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Announcement, Arrived, Release, Shown};
pub use receive::receive;
pub use rules::ReleaseRefused;
pub use store::find;

use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::signing::{self, Purpose};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_licence::release::{Manifest, Package, compare};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Publishes a package that has arrived.
pub async fn publish(
    app: &App,
    actor: &Actor,
    (product, version): (&str, &str),
    (arrived, announcement): (Arrived, Announcement),
) -> Result<Release, Fault> {
    let written = write(app, actor, (product, version), (&arrived, &announcement)).await;
    // Where it was refused, nothing is left of it.
    std::fs::remove_file(&arrived.path).ok();
    written
}

async fn write(
    app: &App,
    actor: &Actor,
    (product, version): (&str, &str),
    (arrived, announcement): (&Arrived, &Announcement),
) -> Result<Release, Fault> {
    let manifest = manifest(app, (product, version), (arrived, announcement))?;
    let mut tx = app.db.begin().await?;
    let signer = signing::signer(app, &mut tx, Purpose::Release).await?;
    let manifest = signer.sign(&Manifest { key_id: signer.id.clone(), ..manifest });
    let release = Release {
        product: product.into(),
        version: version.into(),
        released: announcement.released.unwrap_or(today(app)).to_string(),
        manifest,
        file: announcement.file.clone(),
        bytes: arrived.bytes,
        sha256: arrived.sha256.clone(),
        published_at_ms: app.now_ms(),
        withdrawn_at_ms: None,
        withdrawn_why: String::new(),
    };
    if !store::insert(&mut tx, &release).await? {
        return Err(ReleaseRefused::Known(version.into()).into());
    }
    let data = serde_json::json!({ "product": product, "version": version, "sha256": release.sha256 });
    let subject = format!("{product}/{version}");
    let happened = Happened { kind: "release.published", customer: None, subject: &subject, data };
    events::record(app, &mut tx, actor, happened).await?;
    keep(app, arrived, &release).map_err(Fault::broken)?;
    tx.commit().await?;
    app.wake.wake();
    Ok(release)
}

fn manifest(
    app: &App,
    (product, version): (&str, &str),
    (arrived, announcement): (&Arrived, &Announcement),
) -> Result<Manifest, ReleaseRefused> {
    if app.catalogue.licence(product).is_none() {
        return Err(ReleaseRefused::NoProduct(product.into()));
    }
    let (certificates, notes) = rules::check(announcement, version)?;
    let released = announcement.released.unwrap_or(today(app));
    if released > today(app) {
        return Err(ReleaseRefused::Ahead);
    }
    Ok(Manifest {
        key_id: String::new(),
        issued_at_ms: app.now_ms(),
        product: product.into(),
        version: version.into(),
        released,
        security: announcement.security == "yes",
        certificates,
        package: Package {
            file: announcement.file.clone(),
            bytes: arrived.bytes,
            sha256: arrived.sha256.clone(),
        },
        notes,
    })
}

/// The file lies at its place before the row says so; a file without a row is overwritten by the next try.
fn keep(app: &App, arrived: &Arrived, release: &Release) -> std::io::Result<()> {
    let place = package(app, release);
    std::fs::create_dir_all(place.parent().expect("a file below a folder"))?;
    std::fs::rename(&arrived.path, &place)?;
    std::fs::File::open(place.parent().expect("a file below a folder"))?.sync_all()
}

/// Where a release's package lies.
pub fn package(app: &App, release: &Release) -> PathBuf {
    folder(&app.settings.data).join(&release.product).join(&release.version).join(&release.file)
}

fn folder(data: &Path) -> PathBuf {
    data.join("releases")
}

fn today(app: &App) -> Date {
    instant(app.now_ms()).to_zoned(app.zone().clone()).date()
}

/// Offers a version to nobody any more; machines that have it keep it.
pub async fn withdraw(
    app: &App,
    actor: &Actor,
    (product, version): (&str, &str),
    why: &str,
) -> Result<Release, Fault> {
    let why = why.trim();
    if why.is_empty() || why.len() > 500 {
        return Err(ReleaseRefused::NoReason.into());
    }
    let mut tx = app.db.begin().await?;
    if store::withdraw(&mut tx, (product, version), app.now_ms(), why).await? {
        let data = serde_json::json!({ "product": product, "version": version, "reason": why });
        let subject = format!("{product}/{version}");
        let happened = Happened { kind: "release.withdrawn", customer: None, subject: &subject, data };
        events::record(app, &mut tx, actor, happened).await?;
    }
    tx.commit().await?;
    store::find(&app.db, product, version).await?.ok_or_else(Fault::missing)
}

/// The versions of a product (of all where it is empty), newest first.
pub async fn newest_first(app: &App, product: &str) -> Result<Vec<Release>, sqlx::Error> {
    let mut releases = store::all(&app.db, product).await?;
    releases.sort_by(|left, right| {
        let newer = compare(&right.version, &left.version).unwrap_or(std::cmp::Ordering::Equal);
        left.product.cmp(&right.product).then(newer)
    });
    Ok(releases)
}
