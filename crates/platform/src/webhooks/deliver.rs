//! One attempt at a delivery: sign, send, judge the answer, write it all down.

use super::jobs::DeliverEvent;
use super::model::{Attempt, Delivery, Webhook};
use super::reach::{check, client};
use super::rules::{Verdict, verdict};
use super::{change, sign, store};
use crate::app::App;
use crate::events::routes::Shown;
use crate::events::{self, Actor, Event};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use serde_json::json;

/// Of an answer so much is kept.
const KEPT_OF_ANSWER: usize = 2_000;

/// Tries a delivery that waits. One that does not, is left as it is.
pub async fn attempt(app: &App, id: &Id<Delivery>) -> Result<(), Fault> {
    let Some(delivery) = store::delivery(&app.db, id).await? else { return Ok(()) };
    if delivery.state != "waiting" {
        return Ok(());
    }
    let webhook = store::find(&app.db, &delivery.webhook_id).await?.ok_or_else(Fault::missing)?;
    let event = events::find(&app.db, &delivery.event_id).await?.ok_or_else(Fault::missing)?;
    let attempt = match webhook.state.as_str() {
        "on" => send(app, &webhook, &event, delivery.attempts + 1).await?,
        _ => not_sent(app, delivery.attempts + 1, "the webhook was switched off"),
    };
    write(app, &webhook, &delivery, attempt).await
}

/// The body: the specification's `type`, `timestamp` and `data`.
fn body(event: Event) -> String {
    let at = instant(event.at_ms).to_string();
    let kind = event.kind.clone();
    json!({ "type": kind, "timestamp": at, "data": Shown::from(event) }).to_string()
}

async fn send(app: &App, webhook: &Webhook, event: &Event, number: i64) -> Result<Attempt, Fault> {
    let reach = change::reach(app, &webhook.whose());
    let Ok(url) = check(&webhook.url, reach) else {
        return Ok(not_sent(app, number, "nothing is sent to this address"));
    };
    let (at_ms, body) = (app.now_ms(), body(event.clone()));
    let at_s = at_ms.div_euclid(1_000);
    let secrets = change::secrets(app, webhook)?;
    let signature =
        sign::header(&secrets.good(at_ms), event.id.as_str(), at_s, &body).map_err(Fault::broken)?;
    let headers = [
        ("content-type", "application/json".to_string()),
        ("webhook-id", event.id.to_string()),
        ("webhook-timestamp", at_s.to_string()),
        ("webhook-signature", signature),
    ];
    let mut request = match client(reach) {
        Ok(client) => client.post(url),
        Err(error) => return Ok(not_sent(app, number, &why(&error))),
    };
    for (name, value) in &headers {
        request = request.header(*name, value);
    }
    let answer = request.body(body.clone()).send().await;
    let sent = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
    let begun = Attempt { at_ms, request: format!("{sent}\n{body}"), ..not_sent(app, number, "") };
    let attempt = match answer {
        Ok(answer) => answered(begun, answer).await,
        Err(error) => Attempt { error: why(&error), ..begun },
    };
    Ok(Attempt { took_ms: app.now_ms() - at_ms, ..attempt })
}

async fn answered(begun: Attempt, mut answer: reqwest::Response) -> Attempt {
    let status = i64::from(answer.status().as_u16());
    let mut bytes = Vec::new();
    while let Ok(Some(part)) = answer.chunk().await {
        bytes.extend_from_slice(&part);
        if bytes.len() >= KEPT_OF_ANSWER {
            break;
        }
    }
    bytes.truncate(KEPT_OF_ANSWER);
    // PostgreSQL keeps no zero byte in a text.
    let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
    Attempt { status: Some(status), answer: text, ..begun }
}

fn not_sent(app: &App, number: i64, error: &str) -> Attempt {
    Attempt {
        number,
        at_ms: app.now_ms(),
        took_ms: 0,
        request: String::new(),
        status: None,
        answer: String::new(),
        error: error.into(),
    }
}

/// An error and what caused it, without the address, which may hold a secret of the receiver's.
fn why(error: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    if causes.is_empty() { "no answer".into() } else { causes.join(": ") }
}

async fn write(app: &App, webhook: &Webhook, delivery: &Delivery, attempt: Attempt) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let status = attempt.status.and_then(|status| u16::try_from(status).ok());
    let judged = match webhook.state.as_str() {
        "on" => verdict(status, attempt.number - delivery.attempts_before),
        _ => Verdict::Failed,
    };
    let left = match judged {
        Verdict::Delivered => store::Left { state: "delivered", next_at_ms: None, ended_at_ms: Some(now_ms) },
        Verdict::Failed | Verdict::Gone => {
            store::Left { state: "failed", next_at_ms: None, ended_at_ms: Some(now_ms) }
        }
        Verdict::Again(pause) => {
            store::Left { state: "waiting", next_at_ms: Some(now_ms + pause), ended_at_ms: None }
        }
    };
    let mut tx = app.db.begin().await?;
    if !store::insert_attempt(&mut tx, &delivery.id, &attempt, &left).await? {
        return Ok(());
    }
    if let Some(at_ms) = left.next_at_ms {
        let job = DeliverEvent { delivery: delivery.id.clone() };
        hostler_kit::jobs::enqueue_at(&mut tx, &job, now_ms, at_ms).await?;
    }
    if judged == Verdict::Gone && store::set_state(&mut tx, &webhook.id, "off").await? {
        let off = Webhook { state: "off".into(), ..webhook.clone() };
        change::note(app, &mut tx, &Actor::platform(), (&off, "webhook.disabled")).await?;
    }
    tx.commit().await?;
    Ok(())
}
