//! What people do with their webhooks. Each is one transaction and one line in the event log.

use super::jobs::DeliverEvent;
use super::model::{Before, Delivery, Secrets, Webhook, Wish};
use super::reach::Reach;
use super::rules::{MOST_REPLAYED, MOST_WEBHOOKS, OVERLAP_MS, WebhookRefused, tidy};
use super::{sign, store};
use crate::app::App;
use crate::events::{self, Actor, Event, Happened, Whose};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// How far these people's webhooks may lead: customers' to the public internet, unless this installation says otherwise.
pub(super) fn reach(app: &App, whose: &Whose) -> Reach {
    match whose {
        Whose::Customer(_) => app.settings.webhooks,
        Whose::Everybody => Reach::Anywhere,
    }
}

/// Makes a webhook: with its signing secret, which is shown now and after each rotation only.
pub async fn create(app: &App, whose: &Whose, wish: Wish, by: &Actor) -> Result<(Webhook, String), Fault> {
    let wish = tidy(Wish { url: Some(wish.url.unwrap_or_default()), ..wish }, reach(app, whose))?;
    let (id, secret) = (Id::<Webhook>::new(app.now_ms(), &app.random), sign::secret(&app.random));
    let secrets = Secrets { present: secret.clone(), before: None };
    let webhook = Webhook {
        sealed: sealed(app, &id, &secrets),
        id,
        customer_id: match whose {
            Whose::Customer(customer) => Some(customer.clone()),
            Whose::Everybody => None,
        },
        url: wish.url.unwrap_or_default(),
        description: wish.description.unwrap_or_default(),
        kinds: wish.kinds.unwrap_or_default(),
        state: wish.state.unwrap_or_else(|| "on".into()),
        created_at_ms: app.now_ms(),
    };
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &webhook, MOST_WEBHOOKS).await? {
        return Err(WebhookRefused::TooMany.into());
    }
    events::listen(&mut tx, whose).await?;
    note(app, &mut tx, by, (&webhook, "webhook.created")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok((webhook, secret))
}

/// Changes what the wish names.
pub async fn change(app: &App, webhook: Webhook, wish: Wish, by: &Actor) -> Result<Webhook, Fault> {
    let wish = tidy(wish, reach(app, &webhook.whose()))?;
    let webhook = Webhook {
        url: wish.url.unwrap_or(webhook.url),
        description: wish.description.unwrap_or(webhook.description),
        kinds: wish.kinds.unwrap_or(webhook.kinds),
        state: wish.state.unwrap_or(webhook.state),
        ..webhook
    };
    let mut tx = app.db.begin().await?;
    if !store::update(&mut tx, &webhook).await? {
        return Err(Fault::missing());
    }
    note(app, &mut tx, by, (&webhook, "webhook.changed")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(webhook)
}

/// A new secret; the one before stays good for a day beside it.
pub async fn rotate(app: &App, webhook: &Webhook, by: &Actor) -> Result<String, Fault> {
    let present = sign::secret(&app.random);
    let before = Before { secret: secrets(app, webhook)?.present, until_ms: app.now_ms() + OVERLAP_MS };
    let secrets = Secrets { present: present.clone(), before: Some(before) };
    let mut tx = app.db.begin().await?;
    if !store::set_sealed(&mut tx, webhook, &sealed(app, &webhook.id, &secrets)).await? {
        return Err(Fault::missing());
    }
    note(app, &mut tx, by, (webhook, "webhook.rotated")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(present)
}

/// Nothing is sent there any more; what was sent stays in the database.
pub async fn delete(app: &App, webhook: &Webhook, by: &Actor) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !store::set_state(&mut tx, &webhook.id, "gone").await? {
        return Err(Fault::missing());
    }
    note(app, &mut tx, by, (webhook, "webhook.deleted")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Sends a test event to this webhook alone, whatever kinds it asks for.
pub async fn ping(app: &App, webhook: &Webhook, by: &Actor) -> Result<Delivery, Fault> {
    if webhook.state != "on" {
        return Err(WebhookRefused::Off.into());
    }
    let mut tx = app.db.begin().await?;
    let event = note(app, &mut tx, by, (webhook, "webhook.pinged")).await?;
    let id = offer(app, &mut tx, &webhook.id, &event).await?.ok_or_else(Fault::missing)?;
    tx.commit().await?;
    app.wake.wake();
    store::delivery(&app.db, &id).await?.ok_or_else(Fault::missing)
}

/// Sends an ended delivery again, with all its attempts.
pub async fn replay(app: &App, webhook: &Webhook, delivery: &Delivery) -> Result<Delivery, Fault> {
    if webhook.state != "on" {
        return Err(WebhookRefused::Off.into());
    }
    let mut tx = app.db.begin().await?;
    if !again(app, &mut tx, &delivery.id).await? {
        return Err(WebhookRefused::Waits.into());
    }
    tx.commit().await?;
    app.wake.wake();
    store::delivery(&app.db, &delivery.id).await?.ok_or_else(Fault::missing)
}

/// Sends again what failed since an instant, at most a thousand at a time, oldest first; how many that are.
pub async fn replay_failed_since(app: &App, webhook: &Webhook, since_ms: i64) -> Result<i64, Fault> {
    if webhook.state != "on" {
        return Err(WebhookRefused::Off.into());
    }
    let failed = store::failed_since(&app.db, &webhook.id, since_ms, MOST_REPLAYED).await?;
    let (mut tx, mut replayed) = (app.db.begin().await?, 0);
    for id in &failed {
        replayed += i64::from(again(app, &mut tx, id).await?);
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(replayed)
}

async fn again(app: &App, tx: &mut Tx, id: &Id<Delivery>) -> Result<bool, sqlx::Error> {
    if !store::again(tx, id, app.now_ms()).await? {
        return Ok(false);
    }
    hostler_kit::jobs::enqueue(tx, &DeliverEvent { delivery: id.clone() }, app.now_ms()).await?;
    Ok(true)
}

/// Makes a delivery and the job for it; none if the event is on its way there already.
pub(super) async fn offer(
    app: &App,
    tx: &mut Tx,
    webhook: &Id<Webhook>,
    event: &Id<Event>,
) -> Result<Option<Id<Delivery>>, sqlx::Error> {
    let now_ms = app.now_ms();
    let id = Id::<Delivery>::new(now_ms, &app.random);
    if !store::insert_delivery(tx, &store::NewDelivery { id: id.clone(), webhook, event, now_ms }).await? {
        return Ok(None);
    }
    hostler_kit::jobs::enqueue(tx, &DeliverEvent { delivery: id.clone() }, now_ms).await?;
    Ok(Some(id))
}

/// Writes down what became of a webhook.
pub(super) async fn note(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (webhook, kind): (&Webhook, &'static str),
) -> Result<Id<Event>, sqlx::Error> {
    let happened = Happened {
        kind,
        customer: webhook.customer_id.as_deref(),
        subject: webhook.id.as_str(),
        data: serde_json::json!({ "url": webhook.url, "kinds": webhook.kinds, "state": webhook.state }),
    };
    events::record(app, tx, by, happened).await
}

fn sealed(app: &App, id: &Id<Webhook>, secrets: &Secrets) -> String {
    let text = serde_json::to_string(secrets).expect("plain texts");
    app.vault.seal(&text, id.as_str(), &app.random)
}

pub(super) fn secrets(app: &App, webhook: &Webhook) -> Result<Secrets, Fault> {
    let text = app.vault.open(&webhook.sealed, webhook.id.as_str()).map_err(Fault::broken)?;
    serde_json::from_str(&text).map_err(Fault::broken)
}
