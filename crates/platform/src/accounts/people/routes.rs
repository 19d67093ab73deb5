//! People for programs that hold a session: `hostler people`. No token opens these.

use super::{Colleague, House, Invitation};
use crate::accounts::{Person, Session};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Member, Staff};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hostler_kit::id::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/people", get(customer_list))
        .route("/api/v1/people/invitations", post(customer_invite))
        .route("/api/v1/people/invitations/{id}", delete(customer_withdraw))
        .route("/api/v1/people/{id}", delete(customer_remove).patch(change_role))
        .route("/api/v1/staff/people", get(staff_list))
        .route("/api/v1/staff/people/invitations", post(staff_invite))
        .route("/api/v1/staff/people/invitations/{id}", delete(staff_withdraw))
        .route("/api/v1/staff/people/{id}", delete(staff_remove))
}

pub fn describe(api: &mut Api) {
    let all = "The customer's people, and who is invited";
    api.get("/api/v1/people", all).by(Who::Customer).not_by_token().answers::<Everybody>(200);
    let path = "/api/v1/people/invitations";
    api.post(path, "Invite somebody by mail; the link is good once and for a week")
        .by(Who::Owner)
        .not_by_token()
        .takes::<Asked>()
        .answers::<Invited>(201);
    let path = "/api/v1/people/invitations/{id}";
    api.delete(path, "Take an invitation back").by(Who::Owner).not_by_token().answers_nothing(204);
    api.patch("/api/v1/people/{id}", "Change somebody's role, never one's own")
        .by(Who::Owner)
        .not_by_token()
        .takes::<NewRole>()
        .answers::<Shown>(200);
    api.delete("/api/v1/people/{id}", "Remove somebody: signed out, tokens ended")
        .by(Who::Owner)
        .not_by_token()
        .answers_nothing(204);
    describe_staff(api);
}

fn describe_staff(api: &mut Api) {
    let path = "/api/v1/staff/people";
    api.get(path, "The provider's people").by(Who::Staff).not_by_token().answers::<Everybody>(200);
    api.post("/api/v1/staff/people/invitations", "Invite somebody to the staff")
        .by(Who::Staff)
        .not_by_token()
        .takes::<AskedStaff>()
        .answers::<Invited>(201);
    let path = "/api/v1/staff/people/invitations/{id}";
    api.delete(path, "Take an invitation back").by(Who::Staff).not_by_token().answers_nothing(204);
    let path = "/api/v1/staff/people/{id}";
    api.delete(path, "Remove a member of staff").by(Who::Staff).not_by_token().answers_nothing(204);
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "People")]
pub(in crate::accounts) struct Everybody {
    people: Vec<Shown>,
    /// Invitations that wait.
    invitations: Vec<Invited>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Person")]
pub(in crate::accounts) struct Shown {
    id: String,
    name: String,
    email: String,
    /// `owner`, `administrator`, `accountant` or `staff`.
    role: String,
    last_sign_in_at_ms: Option<i64>,
}

impl From<Colleague> for Shown {
    fn from(person: Colleague) -> Shown {
        Shown {
            id: person.id.to_string(),
            name: person.name,
            email: person.email,
            role: person.role,
            last_sign_in_at_ms: person.last_sign_in_at_ms,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Invitation")]
pub(in crate::accounts) struct Invited {
    id: String,
    email: String,
    role: String,
    /// The person's id.
    invited_by: String,
    created_at_ms: i64,
    expires_at_ms: i64,
}

impl From<Invitation> for Invited {
    fn from(invitation: Invitation) -> Invited {
        Invited {
            id: invitation.id.to_string(),
            email: invitation.email,
            role: invitation.role,
            invited_by: invitation.invited_by.to_string(),
            created_at_ms: invitation.created_at_ms,
            expires_at_ms: invitation.expires_at_ms,
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewInvitation")]
pub(in crate::accounts) struct Asked {
    #[serde(default)]
    email: String,
    /// `owner`, `administrator` or `accountant`.
    #[serde(default)]
    role: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewStaffInvitation")]
pub(in crate::accounts) struct AskedStaff {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize, JsonSchema)]
pub(in crate::accounts) struct NewRole {
    /// `owner`, `administrator` or `accountant`.
    #[serde(default)]
    role: String,
}

async fn list(app: &App, session: &Session) -> Answer {
    let all = super::all(app, &House::of(session)).await?;
    let people = all.people.into_iter().map(Shown::from).collect();
    let invitations = all.invitations.into_iter().map(Invited::from).collect();
    Ok(Json(Everybody { people, invitations }).into_response())
}

async fn customer_list(member: Member) -> Answer {
    list(&member.visit.app, &member.session).await
}

async fn staff_list(staff: Staff) -> Answer {
    list(&staff.visit.app, &staff.session).await
}

async fn customer_invite(member: Member, Json(asked): Json<Asked>) -> Answer {
    let invited = super::invite(&member.visit.app, &member.session, &asked.email, &asked.role).await?;
    Ok((StatusCode::CREATED, Json(Invited::from(invited))).into_response())
}

async fn staff_invite(staff: Staff, Json(asked): Json<AskedStaff>) -> Answer {
    let invited = super::invite(&staff.visit.app, &staff.session, &asked.email, "staff").await?;
    Ok((StatusCode::CREATED, Json(Invited::from(invited))).into_response())
}

async fn customer_withdraw(member: Member, Path(id): Path<Id<Invitation>>) -> Answer {
    super::withdraw(&member.visit.app, &member.session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn staff_withdraw(staff: Staff, Path(id): Path<Id<Invitation>>) -> Answer {
    super::withdraw(&staff.visit.app, &staff.session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn change_role(member: Member, Path(id): Path<Id<Person>>, Json(asked): Json<NewRole>) -> Answer {
    let person = super::change_role(&member.visit.app, &member.session, &id, &asked.role).await?;
    Ok(Json(Shown::from(person)).into_response())
}

async fn customer_remove(member: Member, Path(id): Path<Id<Person>>) -> Answer {
    super::remove(&member.visit.app, &member.session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn staff_remove(staff: Staff, Path(id): Path<Id<Person>>) -> Answer {
    super::remove(&staff.visit.app, &staff.session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
