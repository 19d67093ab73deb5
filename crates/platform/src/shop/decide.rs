//! Orders that wait: evidence is sent, staff approve or refuse, the customer cancels (L10).

use super::model::{Evidence, LicenceOrder, Sent, State};
use super::{ShopRefused, deliver, note, rules, store};
use crate::accounts::{Doing, Session};
use crate::app::App;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hostler_kit::http::Fault;
use hostler_kit::random::Random;
use hostler_kit::secret::Vault;

const DAY_MS: i64 = 24 * 3_600_000;

/// Keeps what shows that the customer may buy in the order's class; sent again, the newer holds.
pub async fn give_evidence(
    app: &App,
    session: &Session,
    order: &LicenceOrder,
    sent: Sent,
) -> Result<LicenceOrder, Fault> {
    owner(session)?;
    rules::check_waiting(order)?;
    let (sent, file_type) = rules::check_evidence(sent)?;
    let (vault, random, id) = (app.vault.clone(), app.random.clone(), order.id.to_string());
    let Sent { words, file } = sent;
    let (file_name, content) = file.unwrap_or_default();
    let file_bytes = i64::try_from(content.len()).map_err(Fault::broken)?;
    let sealed = app.blocking(move || sealed(&vault, &random, &id, &content)).await;
    let evidence = Evidence {
        order_id: order.id.clone(),
        words,
        file_name,
        file_type: file_type.into(),
        file_bytes,
        sealed,
        at_ms: app.now_ms(),
    };
    let mut tx = app.db.begin().await?;
    if !store::keep_evidence(&mut tx, &evidence).await? {
        return Err(changed(app, order).await);
    }
    note(app, &mut tx, &session.actor(), (order, "licence-order.evidence")).await?;
    tx.commit().await?;
    Ok(LicenceOrder { evidence_at_ms: Some(evidence.at_ms), ..order.clone() })
}

fn sealed(vault: &Vault, random: &Random, owner: &str, content: &[u8]) -> String {
    if content.is_empty() { String::new() } else { vault.seal(&STANDARD.encode(content), owner, random) }
}

/// The file that was sent with an order.
pub(super) async fn file(app: &App, order: &LicenceOrder) -> Result<(Evidence, Vec<u8>), Fault> {
    let found = store::whole_evidence(&app.db, &order.id).await?;
    let evidence = found.filter(|found| !found.sealed.is_empty()).ok_or_else(Fault::missing)?;
    let opened = app.vault.open(&evidence.sealed, order.id.as_str()).map_err(Fault::broken)?;
    let content = STANDARD.decode(opened).map_err(Fault::broken)?;
    Ok((Evidence { sealed: String::new(), ..evidence }, content))
}

/// Staff have looked at the evidence: the order goes on, and for a year the customer's orders in this class need
/// none.
pub async fn approve(app: &App, staff: &Session, order: &LicenceOrder) -> Result<LicenceOrder, Fault> {
    rules::check_waiting(order)?;
    if order.evidence_at_ms.is_none() {
        return Err(ShopRefused::NoEvidence.into());
    }
    let decided = store::Decided {
        by: &staff.person.id,
        at_ms: app.now_ms(),
        state: State::Waiting.code(),
        reason: "",
    };
    let mut tx = app.db.begin().await?;
    if !store::decide(&mut tx, &order.id, &decided).await? {
        return Err(changed(app, order).await);
    }
    let until_ms = app.now_ms() + rules::APPROVED_FOR_DAYS * DAY_MS;
    store::approve(&mut tx, order, (app.now_ms(), until_ms)).await?;
    note(app, &mut tx, &staff.actor(), (order, "licence-order.approved")).await?;
    let approved = LicenceOrder {
        decided_at_ms: Some(decided.at_ms),
        decided_by: Some(decided.by.clone()),
        ..order.clone()
    };
    let delivered = deliver::go_on(app, &mut tx, &staff.actor(), approved).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(delivered)
}

/// Staff refuse an order, with a reason that the customer reads.
pub async fn refuse(
    app: &App,
    staff: &Session,
    order: &LicenceOrder,
    reason: &str,
) -> Result<LicenceOrder, Fault> {
    let reason = rules::check_reason(reason)?;
    end(app, staff, order, (State::Refused, &reason)).await
}

/// The customer does not want it any more.
pub async fn cancel(app: &App, session: &Session, order: &LicenceOrder) -> Result<LicenceOrder, Fault> {
    owner(session)?;
    end(app, session, order, (State::Cancelled, "")).await
}

async fn end(
    app: &App,
    session: &Session,
    order: &LicenceOrder,
    (state, reason): (State, &str),
) -> Result<LicenceOrder, Fault> {
    let (at_ms, by) = (app.now_ms(), &session.person.id);
    let mut tx = app.db.begin().await?;
    if !store::decide(&mut tx, &order.id, &store::Decided { by, at_ms, state: state.code(), reason }).await? {
        return Err(changed(app, order).await);
    }
    let ended = LicenceOrder {
        state: state.code().into(),
        decided_at_ms: Some(at_ms),
        decided_by: Some(by.clone()),
        reason: reason.into(),
        ..order.clone()
    };
    let refused = state == State::Refused;
    let kind = if refused { "licence-order.refused" } else { "licence-order.cancelled" };
    note(app, &mut tx, &session.actor(), (&ended, kind)).await?;
    if refused {
        deliver::tell(app, &mut tx, &ended, "mail-licence-refused").await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(ended)
}

fn owner(session: &Session) -> Result<(), ShopRefused> {
    session.may(Doing::BuyLicences).map_err(|_| ShopRefused::NotTheOwner)
}

/// The order is not what it was: it says what it is now.
async fn changed(app: &App, order: &LicenceOrder) -> Fault {
    match store::find(&app.db, &order.id).await {
        Ok(Some(now)) => ShopRefused::OtherState { state: now.state().code() }.into(),
        Ok(None) => Fault::missing(),
        Err(error) => error.into(),
    }
}
