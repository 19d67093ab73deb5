//! Registration (L7, L8): a machine's request becomes a licence file.

use super::model::{FileRow, Licence, Machine};
use super::redeem::{Whole, load, redeem_keys, refuse_revoked, sums};
use super::refusals::{At, LicenceRefused};
use super::rules::{self, Takes};
use super::{What, file, machine_actor, note, store};
use crate::app::App;
use crate::signing;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_licence::registration::{self, Request};
use hostler_wire::registration::Registered;

/// Answers the text of a request file. The clock of the machine that wrote it does not matter. The same request gets
/// the same file again.
///
/// # Errors
/// Why not; nothing was changed. [`LicenceRefused::Held`] says that another machine holds the licence.
pub async fn register(app: &App, text: &str) -> Result<Registered, Fault> {
    let request: Request = registration::open(text).map_err(LicenceRefused::from)?;
    let (base, further) = rules::keys_of(&request)?;
    let mut tx = app.db.begin().await?;
    let row = store::keys::in_tx(&mut tx, &base.id()).await?;
    let row = row.ok_or(LicenceRefused::UnknownKey { at: At::Base })?;
    rules::check_base(&row)?;
    let id = row.licence_id.clone().ok_or_else(|| Fault::broken("a base key without a licence"))?;
    let whole = load(&mut tx, &id).await?.in_zone(&request.machine.zone);
    refuse_revoked(&whole.licence)?;
    rules::check_product(&whole.licence, &request.product)?;
    let hash = rules::request_hash(&request);
    if let Some(before) = store::files::answer_to(&mut tx, &id, &hash).await? {
        drop(tx);
        return answer(app, &whole, &before, &request).await;
    }
    let whole = redeem_keys(app, &mut tx, whole, (row, &further)).await?.registered(app);
    let file = write(app, &mut tx, &whole, &request).await?;
    tx.commit().await?;
    answer(app, &whole, &file, &request).await
}

/// Binds the machine and writes the file.
async fn write(app: &App, tx: &mut Tx, whole: &Whole, request: &Request) -> Result<FileRow, Fault> {
    let mut licence = whole.licence.clone();
    if licence.holder.is_empty() {
        licence.holder = [&request.owner.company, &request.owner.name]
            .into_iter()
            .find(|name| !name.is_empty())
            .cloned()
            .unwrap_or_default();
    }
    store::set_sums(tx, &licence).await?;
    bind(app, tx, &licence, request).await?;
    let whole = Whole { licence, ledger: whole.ledger.clone(), grants: whole.grants.clone() };
    let file = file::write(app, tx, &whole, &rules::request_hash(request)).await?;
    let actor = machine_actor(&request.key_id, &request.machine.host);
    let mut data = sums(&whole);
    data["serial"] = file.serial.into();
    data["host"] = request.machine.host.clone().into();
    note(app, tx, &actor, (What::to(&whole.licence, "licence.registered"), data)).await?;
    Ok(file)
}

/// The machine holds the licence from now on, alone or with the one that it stands in for.
async fn bind(app: &App, tx: &mut Tx, licence: &Licence, request: &Request) -> Result<(), Fault> {
    let holders = store::machines::current(tx, &licence.id).await?;
    let taken = || LicenceRefused::Held { number: licence.number.clone() };
    match rules::takes(&licence.number, &holders, &request.key_id, request.partner.as_deref())? {
        Takes::Stays(own) => {
            let now = described(app, licence, request);
            let kept = Machine {
                id: own.id,
                part: own.part,
                from_ms: own.from_ms,
                from_serial: own.from_serial,
                ..now
            };
            store::machines::describe(tx, &kept).await?;
        }
        Takes::Main => {
            if !store::machines::insert(tx, &described(app, licence, request)).await? {
                return Err(taken().into());
            }
        }
        Takes::Partner => {
            let partner = Machine { part: "partner".into(), ..described(app, licence, request) };
            if !store::machines::insert(tx, &partner).await? {
                return Err(taken().into());
            }
        }
    }
    Ok(())
}

fn described(app: &App, licence: &Licence, request: &Request) -> Machine {
    let says = |text: &str| text.chars().take(LONGEST_TEXT).collect::<String>();
    Machine {
        id: Id::new(app.now_ms(), &app.random),
        licence_id: licence.id.clone(),
        machine: request.key_id.clone(),
        part: "main".into(),
        host: says(&request.machine.host),
        system: says(&request.machine.system),
        hardware: says(&request.machine.hardware),
        fingerprint: says(&request.machine.fingerprint),
        version: says(&request.version),
        owner: serde_json::to_string(&request.owner).unwrap_or_default(),
        from_ms: app.now_ms(),
        from_serial: licence.serial + 1,
        asked_serial: licence.serial + 1,
        asked_ms: request.issued_at_ms,
        until_ms: None,
        until_serial: None,
        left_by: String::new(),
        reason: String::new(),
    }
}

/// Longest text about a machine that is kept, in characters.
const LONGEST_TEXT: usize = 200;

async fn answer(app: &App, whole: &Whole, file: &FileRow, request: &Request) -> Result<Registered, Fault> {
    Ok(Registered {
        nonce: request.nonce.clone(),
        licence: whole.licence.id.to_string(),
        number: whole.licence.number.clone(),
        serial: file.serial,
        licence_file: file.text.clone(),
        keyring: signing::newest_keyring(app).await?.text,
        revocations: file::revocations(app).await?.text,
        explanation: whole.told(),
    })
}

/// The base key that a request names, if it was issued: for limits on attempts.
pub(super) fn base_key_of(text: &str) -> Option<String> {
    let request: Request = registration::open(text).ok()?;
    Some(rules::read_key(&request.base_key, At::Base).ok()?.id())
}
