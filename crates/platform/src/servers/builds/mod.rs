//! Builds (K4): what a server runs, which is an image and the appliance's program on it. Each server has one that it shall
//! run, and keeps it until a rollout gives it another: neither an upgrade of the platform nor a newer image changes it.

mod store;

pub use store::{Build, all, find, of, released};

use super::{Note, Server, note, store as servers};
use crate::app::App;
use crate::drivers::image::Recipe;
use crate::drivers::{image, program};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::path::PathBuf;

/// An image and a program, by their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    pub image: String,
    pub program: String,
}

impl Parts {
    /// As the host writes it down; empty if nothing is known.
    pub fn label(&self) -> String {
        if self.image.is_empty() { String::new() } else { format!("{} {}", self.image, self.program) }
    }

    pub fn of_label(label: &str) -> Option<Parts> {
        let (image, program) = label.trim().split_once(' ')?;
        Some(Parts { image: image.into(), program: program.into() })
    }

    /// Where the root file system lies. A server of before builds takes that of the recipe.
    pub fn root(&self, app: &App) -> PathBuf {
        match self.image.is_empty() {
            true => Recipe::connect().path(&app.settings.cache),
            false => image::root(&app.settings.cache, &self.image),
        }
    }

    /// Where the program lies; none: the host's own.
    pub fn program(&self, app: &App) -> Option<PathBuf> {
        let kept = program::path(&app.settings.data, &self.program);
        Some(kept).filter(|_| !self.program.is_empty())
    }
}

/// Keeps this program, writes down which builds there are, and sees to it that every server has one. Does nothing the
/// second time.
pub async fn take_stock(app: &App) -> Result<(), Fault> {
    let (data, binary, cache) =
        (app.settings.data.clone(), app.settings.binary.clone(), app.settings.cache.clone());
    let kept = app.blocking(move || program::keep(&data, &binary)).await.map_err(Fault::broken)?;
    take_images(app, &kept, &cache).await
}

/// Writes down the builds of the images that are there now with this program.
async fn take_images(app: &App, program: &str, cache: &std::path::Path) -> Result<(), Fault> {
    let recipe = Recipe::connect();
    let mut images = recipe.built(cache).map_err(Fault::broken)?;
    if images.is_empty() {
        // The first order builds it.
        images.push(recipe.name().to_string());
    }
    let mut tx = app.db.begin().await?;
    for image in &images {
        let parts = Parts { image: image.clone(), program: program.into() };
        store::insert(&mut tx, &Build::new(app, &parts)).await?;
    }
    let first = Parts { image: images[0].clone(), program: program.into() };
    let newest = Parts { image: images[images.len() - 1].clone(), program: program.into() };
    if servers::count_alive(&mut tx).await? == 0 {
        // There is nobody whom it could disturb.
        store::release(&mut tx, (PRODUCT, &newest), app.now_ms()).await?;
    } else if store::released_in(&mut tx, PRODUCT).await?.is_none() {
        store::release(&mut tx, (PRODUCT, &first), app.now_ms()).await?;
    }
    if let Some(released) = store::released_in(&mut tx, PRODUCT).await? {
        servers::adopt(&mut tx, &released.parts()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Looks for images that were built meanwhile. `program` is one that is kept.
pub async fn look_for_images(app: &App) -> Result<(), Fault> {
    let newest = store::newest(&app.db, PRODUCT).await?;
    match newest {
        Some(newest) => take_images(app, &newest.program, &app.settings.cache).await,
        None => Ok(()),
    }
}

const PRODUCT: &str = "connect";

/// From now on new servers get this build.
pub async fn release(app: &App, tx: &mut Tx, build: &Build) -> Result<(), sqlx::Error> {
    store::release(tx, (&build.product, &build.parts()), app.now_ms()).await
}

/// From now on a server shall run this; the reconciler stops it, keeps its database as it is, and starts it with that.
pub async fn set(app: &App, tx: &mut Tx, (server, parts): (&Server, &Parts)) -> Result<bool, sqlx::Error> {
    if !servers::set_build(tx, &server.id, parts).await? {
        return Ok(false);
    }
    note(app, tx, &server.id, Note("build-wanted", &short(app, parts).await?)).await?;
    Ok(true)
}

/// A build in a few words: the program's version, and what tells image and program apart.
pub async fn short(app: &App, parts: &Parts) -> Result<String, sqlx::Error> {
    Ok(match store::of(&app.db, parts).await? {
        Some(build) => build.short(),
        None => parts.label(),
    })
}

/// Deletes images and programs that no server needs and that are no new server's either.
pub async fn clear_up(app: &App, spared: &[Id<Build>]) -> Result<(), Fault> {
    let builds = store::all(&app.db).await?;
    let used = servers::used_builds(&app.db).await?;
    let newest = store::newest(&app.db, PRODUCT).await?.map(|build| build.id);
    let released = released(&app.db, PRODUCT).await?.map(|build| build.id);
    let is_needed = |build: &Build| {
        let own = build.parts();
        used.contains(&own)
            || [&newest, &released].into_iter().flatten().chain(spared).any(|id| *id == build.id)
    };
    let (needed, idle): (Vec<Build>, Vec<Build>) =
        builds.into_iter().filter(|build| build.removed_at_ms.is_none()).partition(is_needed);
    for build in idle {
        let mut tx = app.db.begin().await?;
        store::set_removed(&mut tx, &build.id, app.now_ms()).await?;
        tx.commit().await?;
        let (cache, data) = (app.settings.cache.clone(), app.settings.data.clone());
        let image_goes = !needed.iter().any(|other| other.image == build.image);
        let program_goes = !needed.iter().any(|other| other.program == build.program);
        let done = app.blocking(move || {
            if image_goes {
                image::remove(&cache, &build.image).map_err(Fault::broken)?;
            }
            if program_goes {
                program::remove(&data, &build.program).map_err(Fault::broken)?;
            }
            Ok::<(), Fault>(())
        });
        done.await?;
    }
    Ok(())
}

impl Build {
    fn new(app: &App, parts: &Parts) -> Build {
        Build {
            id: Id::new(app.now_ms(), &app.random),
            product: PRODUCT.into(),
            image: parts.image.clone(),
            program: parts.program.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            seen_at_ms: app.now_ms(),
            released_at_ms: None,
            removed_at_ms: None,
        }
    }

    pub fn parts(&self) -> Parts {
        Parts { image: self.image.clone(), program: self.program.clone() }
    }

    /// Such as `0.5.0 (4c9231f9dbdd, 9f86d081)`.
    pub fn short(&self) -> String {
        let image = self.image.split_once('-').map_or(self.image.as_str(), |(_, digits)| digits);
        let program: String = self.program.chars().take(8).collect();
        format!("{} ({image}, {program})", self.version)
    }
}

#[cfg(test)]
mod tests;
