//! Incidents begin, grow and end.

use super::model::{Incident, IncidentRefused, KINDS, Line, Trouble};
use super::rules;
use super::store::incidents as store;
use super::told;
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers::Server;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Longest detail or note that is kept, in characters.
const LONGEST: usize = 2_000;

/// Opens an incident, or adds what was seen to the one of that kind that lasts. Staff and, of some kinds, the owners are
/// mailed when it begins, and webhooks hear of it. Part of the caller's transaction.
pub async fn raise(app: &App, tx: &mut Tx, trouble: Trouble<'_>) -> Result<(), sqlx::Error> {
    debug_assert!(KINDS.iter().any(|(kind, _)| *kind == trouble.kind), "{} is no kind", trouble.kind);
    let incident = Incident {
        id: Id::new(app.now_ms(), &app.random),
        server_id: trouble.server.map(|server| server.id.clone()),
        customer_id: trouble.server.map(|server| server.customer_id.clone()),
        kind: trouble.kind.into(),
        detail: short(&trouble.detail),
        began_at_ms: app.now_ms(),
        over_at_ms: None,
        escalated_at_ms: None,
        asked_at_ms: None,
        acknowledged_at_ms: None,
        acknowledged_by: String::new(),
    };
    if !store::insert(tx, &incident).await? {
        return seen_again(app, tx, &trouble).await;
    }
    line(app, tx, &incident.id, ("began", &trouble.detail, "")).await?;
    tell(app, tx, &Actor::platform(), (&incident, "incident.began")).await?;
    told::about(app, tx, (&incident, trouble.server), "mail-incident-began").await
}

/// What is seen again and again is written down once, and numbers that change now and then only.
async fn seen_again(app: &App, tx: &mut Tx, trouble: &Trouble<'_>) -> Result<(), sqlx::Error> {
    let id = trouble.server.map(|server| &server.id);
    let Some(incident) = store::lasting(tx, id, trouble.kind).await? else { return Ok(()) };
    let said = short(&trouble.detail);
    let before = store::seen_last(tx, &incident.id).await?;
    if rules::says_more(&before, &said, app.now_ms()) {
        line(app, tx, &incident.id, ("seen", &said, "")).await?;
    }
    Ok(())
}

/// Ends the incident of this kind, if one lasts: who was told of its begin is told of its end.
pub async fn over(
    app: &App,
    tx: &mut Tx,
    (server, kind): (Option<&Id<Server>>, &str),
) -> Result<(), sqlx::Error> {
    let Some(incident) = store::end(tx, (server, kind), app.now_ms()).await? else { return Ok(()) };
    line(app, tx, &incident.id, ("over", "", "")).await?;
    tell(app, tx, &Actor::platform(), (&incident, "incident.over")).await?;
    let server = match &incident.server_id {
        Some(id) => crate::servers::find(&app.db, id).await?,
        None => None,
    };
    told::about(app, tx, (&incident, server.as_ref()), "mail-incident-over").await
}

/// Writes down what was done about an incident: a word `incident-did-…`, and what there is to know.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    incident: &Id<Incident>,
    (what, detail): (&str, &str),
) -> Result<(), sqlx::Error> {
    line(app, tx, incident, (what, detail, "")).await
}

/// Somebody of staff takes it on: nobody is asked again.
///
/// # Errors
/// It is over, or somebody did so before.
pub async fn acknowledge(app: &App, by: &Actor, id: &Id<Incident>) -> Result<Incident, Fault> {
    let mut tx = app.db.begin().await?;
    let Some(incident) = store::acknowledge(&mut tx, id, (app.now_ms(), &by.name)).await? else {
        let there = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
        return Err(match there.over_at_ms {
            Some(_) => IncidentRefused::Over.into(),
            None => IncidentRefused::Acknowledged.into(),
        });
    };
    line(app, &mut tx, id, ("acknowledged", "", &by.name)).await?;
    tell(app, &mut tx, by, (&incident, "incident.acknowledged")).await?;
    tx.commit().await?;
    Ok(incident)
}

/// Adds what somebody of staff has to say; the customer reads it too.
///
/// # Errors
/// It says nothing.
pub async fn note(app: &App, by: &Actor, (id, text): (&Id<Incident>, &str)) -> Result<Incident, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(IncidentRefused::EmptyNote.into());
    }
    let incident = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    line(app, &mut tx, id, ("note", text, &by.name)).await?;
    tell(app, &mut tx, by, (&incident, "incident.noted")).await?;
    tx.commit().await?;
    Ok(incident)
}

fn short(text: &str) -> String {
    text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).take(LONGEST).collect()
}

async fn line(
    app: &App,
    tx: &mut Tx,
    incident: &Id<Incident>,
    (what, detail, by): (&str, &str, &str),
) -> Result<(), sqlx::Error> {
    let line = Line {
        incident_id: incident.clone(),
        number: store::next_line(tx, incident).await?,
        at_ms: app.now_ms(),
        what: what.into(),
        detail: short(detail),
        by_name: by.into(),
    };
    store::add_line(tx, &line).await
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (incident, kind): (&Incident, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: incident.customer_id.as_ref().map(Id::as_str),
        subject: incident.id.as_str(),
        data: serde_json::json!({
            "kind": incident.kind, "server": incident.server_id.as_ref().map(Id::as_str), "detail": incident.detail,
            "began_at_ms": incident.began_at_ms, "over_at_ms": incident.over_at_ms,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
