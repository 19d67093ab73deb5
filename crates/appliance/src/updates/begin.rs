//! An installation begins: the wish is judged and written down, the package fetched, the installing program started.

use super::channel::Source;
use super::model::{Installation, Offer, Outcome, Step, Trouble, Way, Why, Wish};
use super::refusals::{UpdateRefused, UpdatesError};
use super::rules;
use super::shelf::{Shelf, Turn};
use crate::accounts::{Actor, Change};
use crate::app::App;
use crate::history::Action;
use hostler_licence::release::{Manifest, Verdict};
use std::fs::File;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::sleep;

/// How long the installing program may take until it has begun.
const HANDOVER: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(100);
/// The download's progress is written down after so many bytes.
const TOLD_BYTES: i64 = 1 << 20;

/// An installation that was begun and that nobody else can begin meanwhile.
#[derive(Debug)]
pub struct Begun {
    pub installation: Installation,
    /// None on the way back.
    manifest: Option<Manifest>,
    _turn: File,
}

/// Judges a wish by what the vendor says now, and begins. Who accepted that a version is not certified stands in the
/// history from here on (L11).
pub async fn begin(app: &App, actor: &Actor, wish: &Wish) -> Result<Begun, UpdatesError> {
    let (installed, vendor, shelf) = (super::installed(app)?, super::vendor(app)?, Shelf::of(&app.folders));
    let turn = free(&shelf)?;
    super::check(app).await?;
    let nothing = || UpdateRefused::NothingNew { installed: installed.version.clone() };
    let channel = shelf.heard()?.channel.ok_or_else(nothing)?;
    let (manifests, _) = rules::open(&vendor.root_key, &installed.product, &channel);
    let offers = rules::judge(&manifests, installed, &super::held(app));
    let offer = rules::choose(&offers, installed, wish)?;
    let manifest = manifests.iter().find(|manifest| manifest.version == offer.version).cloned();
    let installation = Installation {
        bytes: offer.bytes,
        accepted: accepted(offer),
        sha256: manifest.as_ref().map(|manifest| manifest.package.sha256.clone()),
        ..of(app, (actor, Way::Forward), (&installed.version, &offer.version))
    };
    note(app, actor, &installation).await?;
    shelf.keep_installation(&installation)?;
    Ok(Begun { installation, manifest, _turn: turn })
}

/// Begins the way back to the version that was kept.
pub async fn begin_way_back(app: &App, actor: &Actor) -> Result<Begun, UpdatesError> {
    let (installed, shelf) = (super::installed(app)?, Shelf::of(&app.folders));
    let turn = free(&shelf)?;
    let nothing = || UpdateRefused::NothingKept { installed: installed.version.clone() };
    let kept = shelf.kept_before(&installed.version).ok_or_else(nothing)?;
    let way = of(app, (actor, Way::Back), (&installed.version, &kept));
    let installation = Installation { step: Step::Keeping, ..way };
    note(app, actor, &installation).await?;
    shelf.keep_installation(&installation)?;
    Ok(Begun { installation, manifest: None, _turn: turn })
}

fn free(shelf: &Shelf) -> Result<File, UpdatesError> {
    let turn = shelf.take(Turn::Begin)?.ok_or(UpdateRefused::Runs)?;
    match shelf.take(Turn::Install)? {
        Some(_) => Ok(turn),
        None => Err(UpdateRefused::Runs.into()),
    }
}

fn accepted(offer: &Offer) -> Option<String> {
    match &offer.verdict {
        Verdict::AskFirst { scheme } => Some(scheme.clone()),
        _ => None,
    }
}

fn of(app: &App, (actor, way): (&Actor, Way), (from, to): (&str, &str)) -> Installation {
    Installation {
        id: hostler_kit::random::hex(&app.random.bytes::<8>()),
        way,
        from: from.to_string(),
        to: to.to_string(),
        by: actor.name.clone(),
        accepted: None,
        begun_at_ms: app.clock.now_ms(),
        step: Step::Downloading,
        loaded_bytes: 0,
        bytes: 0,
        sha256: None,
        ended_at_ms: None,
        outcome: None,
        told: false,
    }
}

async fn note(app: &App, actor: &Actor, installation: &Installation) -> Result<(), sqlx::Error> {
    let mut change = Change::begin(app, actor).await?;
    if let Some(scheme) = &installation.accepted {
        change.note(Action::UncertifiedAccepted, &installation.to, &scheme.to_uppercase()).await?;
    }
    let action = match installation.way {
        Way::Forward => Action::UpdateBegun,
        Way::Back => Action::WayBackBegun,
    };
    change.note(action, &installation.to, &installation.from).await?;
    change.commit().await
}

/// Fetches the package and hands over to the installing program. What goes wrong ends the installation, with nothing
/// changed; the installation as it is afterwards.
pub async fn carry(app: &App, begun: Begun) -> Result<Installation, UpdatesError> {
    let shelf = Shelf::of(&app.folders);
    let fetched = match &begun.manifest {
        Some(manifest) => fetch(app, &shelf, (manifest, &begun.installation)).await,
        None => Ok(()),
    };
    let handed = match fetched {
        Ok(()) => hand_over(app, &shelf).await,
        trouble => trouble,
    };
    match handed {
        Ok(()) => Ok(shelf.installation()?.unwrap_or(begun.installation)),
        Err(trouble) => {
            tracing::warn!(%trouble, version = begun.installation.to, "a version could not be installed");
            let (ended_at_ms, outcome) = (Some(app.clock.now_ms()), Some(Outcome::Failed { trouble }));
            let last = shelf.installation()?.unwrap_or(begun.installation);
            let ended = Installation { ended_at_ms, outcome, ..last };
            shelf.end(&ended)?;
            Ok(ended)
        }
    }
}

async fn fetch(
    app: &App,
    shelf: &Shelf,
    (manifest, installation): (&Manifest, &Installation),
) -> Result<(), Trouble> {
    let vendor = super::vendor(app).map_err(|error| Why::Download.said(error))?;
    let source = Source::of(vendor).map_err(|reason| Why::Download.said(reason))?;
    let mut now = installation.clone();
    let mut loaded = |bytes: i64| {
        if bytes >= now.loaded_bytes + TOLD_BYTES || bytes == manifest.package.bytes {
            now.loaded_bytes = bytes;
            // Only what a page shows of it.
            shelf.keep_installation(&now).ok();
        }
    };
    let place = shelf.package(&manifest.version);
    let named = (manifest.product.as_str(), manifest.version.as_str());
    source.download(named, &manifest.package, (&place, &mut loaded)).await
}

/// Starts the installing program and waits until it has begun: from then on it holds the turn.
async fn hand_over(app: &App, shelf: &Shelf) -> Result<(), Trouble> {
    let failed = |detail: String| Why::Handover.said(detail);
    let (program, words) = app.updates.installer.split_first().ok_or_else(|| failed("no program".into()))?;
    let mut start = Command::new(program);
    start.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It is a program of its own, not this one's child that goes with it.
    start.kill_on_drop(false).env_remove("NOTIFY_SOCKET");
    let mut child = start.spawn().map_err(|error| failed(format!("{program}: {error}")))?;
    let mut waited = Duration::ZERO;
    loop {
        let begun = shelf.installation().ok().flatten();
        let took = matches!(shelf.take(Turn::Install), Ok(None));
        if took || begun.is_some_and(|one| one.outcome.is_some()) {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait()
            && !status.success()
        {
            return Err(failed(format!("{program}: {status}")));
        }
        if waited >= HANDOVER {
            return Err(failed(format!("it did not begin within {} seconds", HANDOVER.as_secs())));
        }
        sleep(GLANCE).await;
        waited += GLANCE;
    }
}
