//! Writing licence files, and the list of withdrawn licences.

use super::model::{FileRow, Licence, Machine, read_day};
use super::redeem::Whole;
use super::refusals::LicenceRefused;
use super::store;
use super::store::files::ListRow;
use crate::app::App;
use crate::catalogue::{LicenceOffer, Product};
use crate::signing::{self, Purpose};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_licence::counting::{AddOn, Has, Holding, add_on_standing};
use hostler_licence::file::{self, Revocations, Revoked};
use hostler_licence::signed::LONGEST;
use jiff::civil::Date;

/// Signs the licence's next file, for the machines that hold it now. The licence must be locked and registered.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    whole: &Whole,
    request_hash: &str,
) -> Result<FileRow, Fault> {
    let licence = &whole.licence;
    let machines = store::machines::current(tx, &licence.id).await?;
    let signer = signing::signer(app, tx, Purpose::Licence).await?;
    let mut document = document(app, whole, &machines)?;
    document.key_id.clone_from(&signer.id);
    let row = FileRow {
        licence_id: licence.id.clone(),
        serial: document.serial,
        request_hash: request_hash.to_string(),
        text: signer.sign(&document),
        key_id: signer.id,
        issued_at_ms: document.issued_at_ms,
    };
    store::files::insert(tx, &row).await?;
    Ok(row)
}

fn document(app: &App, whole: &Whole, machines: &[Machine]) -> Result<file::Licence, Fault> {
    let Whole { licence, ledger, .. } = whole;
    let not_sold = || LicenceRefused::NotSold { product: licence.product.clone() };
    let product = app.catalogue.product(&licence.product).ok_or_else(not_sold)?;
    let bought = read_day(&licence.bought).map_err(Fault::broken)?;
    let add_ons = ledger.add_ons();
    Ok(file::Licence {
        key_id: String::new(),
        issued_at_ms: app.now_ms(),
        serial: licence.serial + 1,
        licence: licence.id.to_string(),
        number: licence.number.clone(),
        vendor: app.catalogue.provider.name.clone(),
        holder: licence.holder.clone(),
        product: licence.product.clone(),
        edition: licence.edition.clone(),
        price_class: licence.price_class.clone(),
        machines: machines.iter().map(|machine| machine.machine.clone()).collect(),
        users: ledger.users(),
        parts_of_base: product
            .licence
            .as_ref()
            .map_or(Vec::new(), |offer| parts_of_base(offer, bought, &add_ons)),
        add_ons,
        bought,
        maintenance: ledger
            .maintenance(&licence.zone)
            .ok_or_else(|| Fault::broken("a licence file before the first registration"))?,
        schemes: schemes(product, &licence.edition),
        rule: product.rule(Holding::Licence).ok_or_else(not_sold)?.clone(),
    })
}

/// What belongs to the base without being sold (P8), and add-ons that do because the licence is older than they are (P7,
/// D9).
fn parts_of_base(offer: &LicenceOffer, bought: Date, held: &[AddOn]) -> Vec<String> {
    let standing = |rule| add_on_standing(rule, bought, held);
    let standings = offer.add_ons.iter().map(|add_on| standing(&add_on.rule));
    let old = standings.filter(|standing| standing.has == Has::PartOfBase).map(|standing| standing.add_on);
    offer.part_of_base.iter().cloned().chain(old).collect()
}

/// The scheme whose certificates the edition promises (L11).
fn schemes(product: &Product, edition: &str) -> Vec<String> {
    let edition = product.licence.as_ref().and_then(|offer| offer.edition(edition));
    edition.and_then(|edition| edition.scheme.clone()).into_iter().collect()
}

/// Signs the licence's file anew where it does not say what holds any more, or its key was revoked. The answer is the
/// newest file; none where the licence is withdrawn or nobody holds it.
pub(super) async fn renew(app: &App, licence: &Licence) -> Result<Option<FileRow>, Fault> {
    let mut tx = app.db.begin().await?;
    let whole = super::redeem::load(&mut tx, &licence.id).await?;
    let held = !store::machines::current(&mut tx, &licence.id).await?.is_empty();
    if whole.licence.revoked_at_ms.is_some() || whole.ledger.registered.is_none() || !held {
        return Ok(None);
    }
    if !store::files::is_good(&mut tx, &licence.id).await? {
        let row = write(app, &mut tx, &whole, "").await?;
        tx.commit().await?;
        return Ok(Some(row));
    }
    drop(tx);
    Ok(store::files::newest(&app.db, &licence.id).await?)
}

/// The newest list of withdrawn licences, signed by a key that holds.
pub(super) async fn revocations(app: &App) -> Result<ListRow, Fault> {
    if let Some(found) = store::files::list(&app.db).await? {
        return Ok(found);
    }
    let mut tx = app.db.begin().await?;
    let row = write_revocations(app, &mut tx).await?;
    tx.commit().await?;
    Ok(row)
}

/// Signs the next list.
pub(super) async fn write_revocations(app: &App, tx: &mut Tx) -> Result<ListRow, Fault> {
    let signer = signing::signer(app, tx, Purpose::Licence).await?;
    let rows = store::files::revocations(tx).await?;
    let revoked = rows.into_iter().map(|row| Revoked {
        licence: row.licence_id,
        up_to_serial: row.up_to_serial,
        reason: row.reason,
    });
    let list = Revocations {
        key_id: signer.id.clone(),
        issued_at_ms: app.now_ms(),
        number: store::files::list_number(tx).await? + 1,
        revoked: revoked.collect(),
    };
    let row = ListRow {
        number: list.number,
        text: signer.sign(&list),
        key_id: signer.id.clone(),
        issued_at_ms: list.issued_at_ms,
    };
    if row.text.len() > LONGEST {
        return Err(LicenceRefused::RevocationsFull.into());
    }
    store::files::insert_list(tx, &row).await?;
    Ok(row)
}
