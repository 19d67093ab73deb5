//! One change of what is remembered: both memories are read, become one, are changed and written, and nobody else, in
//! this process or another, comes between.

use super::memory::Place;
use super::model::{Draft, Memory, Notes, Stand};
use super::refusals::{LicensingError, Refusal};
use super::rules::{self, Own};
use super::{detected, store};
use crate::app::App;
use hostler_kit::db::Tx;
use hostler_licence::registration::{Machine, identity};
use hostler_licence::signed::{self, SigningKey};
use std::fs::File;
use std::io;
use tokio::sync::MutexGuard;

/// How far the remembered clock may lie behind what is written: a turn each hour is enough.
const GUARD_MS: i64 = 3_600_000;

pub(super) struct Turn<'a> {
    app: &'a App,
    place: &'a Place,
    pub own: Own,
    pub here: Machine,
    pub key: SigningKey,
    pub memory: Memory,
    pub notes: Notes,
    pub draft: Draft,
    /// What stands in the file and in the database.
    written: [Option<Memory>; 2],
    _file: File,
    _turn: MutexGuard<'a, ()>,
}

impl<'a> Turn<'a> {
    pub async fn begin(app: &'a App) -> Result<Turn<'a>, LicensingError> {
        let (Some(place), Some(licensed)) = (&app.licensing.place, app.bootstrap.licensed()) else {
            return Err(Refusal::Hosted.into());
        };
        let root = signed::public_key(&licensed.vendor.root_key);
        let root = root.ok_or_else(|| io::Error::other("the vendor's root key in the settings is no key"))?;
        let turn = app.licensing.turn.lock().await;
        let file = place.lock()?;
        let kept = place.read(&app.random)?;
        let (memory, notes, draft) = match store::kept(&app.db).await? {
            Some(row) => (Some(row.memory), row.notes, row.draft),
            None => (None, Notes::default(), Draft::default()),
        };
        let written = [kept.memory.clone(), memory.clone()];
        let memory = match (kept.memory, memory) {
            (Some(one), Some(other)) => rules::stricter(one, other, &root),
            (one, other) => one.or(other).unwrap_or_else(|| Memory::fresh(app.clock.now_ms())),
        };
        let here = detected(app);
        let own = Own {
            root,
            product: app.bootstrap.product.clone(),
            machine: identity(&kept.key).0,
            fingerprint: here.fingerprint.clone(),
            zone: app.zone.clone(),
        };
        Ok(Turn {
            app,
            place,
            own,
            here,
            key: kept.key,
            memory,
            notes,
            draft,
            written,
            _file: file,
            _turn: turn,
        })
    }

    /// How the product stands by what is remembered and the clock.
    pub fn judge(&mut self, passed_ms: i64) -> Stand {
        let seen = rules::see(&mut self.memory.guard, self.app.clock.now_ms(), passed_ms);
        let stand = rules::judge(&self.own, &self.memory, seen);
        Stand { not_here: self.notes.not_here && stand.in_force().is_some(), ..stand }
    }

    /// Whether something of weight is not in both places.
    pub fn differs(&self) -> bool {
        let near = |kept: &Memory| {
            let behind = self.memory.guard.latest_ms - kept.guard.latest_ms;
            *kept == Memory { guard: kept.guard, ..self.memory.clone() } && behind < GUARD_MS
        };
        !self.written.iter().all(|kept| kept.as_ref().is_some_and(near))
    }

    /// Writes both places.
    pub async fn save(&self) -> Result<(), LicensingError> {
        let mut tx = self.app.db.begin().await?;
        self.save_in(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// The same within a transaction. The file goes first: if the transaction fails, what is stricter is remembered.
    pub async fn save_in(&self, tx: &mut Tx) -> Result<(), LicensingError> {
        self.place.write(&self.key, &self.memory)?;
        let (memory, notes, draft) = (self.memory.clone(), self.notes.clone(), self.draft.clone());
        Ok(store::keep(tx, &store::Kept { memory, notes, draft }).await?)
    }
}
