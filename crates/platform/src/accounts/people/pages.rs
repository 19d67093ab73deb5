//! Who belongs to a customer, and to the provider: the list, invitations, roles, removal.

use super::{Colleague, House, Invitation, joining, roles_of};
use crate::accounts::rules::{Doing, ROLES, TABLE};
use crate::accounts::{Person, Role, Session, resellers};
use crate::app::App;
use crate::web::{Answer, Member, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Choice, Column, Confirm, Empty, Field, Form, Link, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/people", get(customer_list).post(customer_invite))
        .route("/people/{id}/role", get(role_page).post(change_role))
        .route("/people/{id}/remove", get(customer_remove_page).post(customer_remove))
        .route("/people/invitations/{id}/withdraw", post(customer_withdraw))
        .route("/staff/people", get(staff_list).post(staff_invite))
        .route("/staff/people/{id}/remove", get(staff_remove_page).post(staff_remove))
        .route("/staff/people/invitations/{id}/withdraw", post(staff_withdraw))
        .merge(joining::router())
}

/// Who asks, about whose people, and under which address.
struct Asking {
    visit: Visit,
    session: Session,
    under: &'static str,
}

impl From<Member> for Asking {
    fn from(member: Member) -> Asking {
        Asking { visit: member.visit, session: member.session, under: "/people" }
    }
}

impl From<Staff> for Asking {
    fn from(staff: Staff) -> Asking {
        Asking { visit: staff.visit, session: staff.session, under: "/staff/people" }
    }
}

impl Asking {
    fn house(&self) -> House {
        House::of(&self.session)
    }

    /// Whether they may do more than look.
    fn may_change(&self) -> Option<()> {
        let doing = if self.house() == House::Provider { Doing::Provide } else { Doing::ChangePeople };
        self.session.may(doing).ok()
    }

    fn t(&self, key: &str) -> String {
        self.visit.words.t(key)
    }
}

#[derive(askama::Template)]
#[template(path = "accounts/people/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    form: Option<Form>,
    reseller: Option<Seller>,
    roles: Vec<String>,
    rules: Vec<Rule>,
}

struct Row {
    name: String,
    email: String,
    role: String,
    /// When they signed in last, or until when they are invited.
    seen: String,
    links: Vec<Link>,
    withdraw: Option<String>,
}

/// Who sells to the customer, and how to end it.
struct Seller {
    name: String,
    end: Option<&'static str>,
}

/// A line of the table of roles.
struct Rule {
    what: String,
    may: Vec<String>,
}

pub(super) fn role_name(visit: &Visit, role: &str) -> String {
    visit.words.t(&format!("role-{role}"))
}

fn person_row(asking: &Asking, person: Colleague) -> Row {
    let visit = &asking.visit;
    let at = |ms: i64| visit.words.instant(instant(ms), visit.app.zone());
    let under = format!("{}/{}", asking.under, person.id);
    let mut links = Vec::new();
    if asking.may_change().is_some() {
        if asking.house() != House::Provider && person.id != asking.session.person.id {
            links.push(Link::new(asking.t("people-change-role"), format!("{under}/role")));
        }
        links.push(Link::new(asking.t("people-remove"), format!("{under}/remove")));
    }
    Row {
        role: role_name(visit, &person.role),
        seen: person.last_sign_in_at_ms.map_or_else(|| asking.t("people-never"), at),
        name: person.name,
        email: person.email,
        links,
        withdraw: None,
    }
}

fn invitation_row(asking: &Asking, invitation: Invitation) -> Row {
    let visit = &asking.visit;
    let until = visit.words.instant(instant(invitation.expires_at_ms), visit.app.zone());
    let withdraw = format!("{}/invitations/{}/withdraw", asking.under, invitation.id);
    Row {
        name: asking.t("people-invited"),
        role: role_name(visit, &invitation.role),
        seen: visit.words.with("people-invited-until", "at", until),
        email: invitation.email,
        links: Vec::new(),
        withdraw: asking.may_change().map(|()| withdraw),
    }
}

fn invite_form(asking: &Asking) -> Form {
    let house = asking.house();
    let form = Form::new(asking.under, asking.t("people-invite"))
        .field(Field::email("email", asking.t("field-email")).hint(asking.t("people-invite-hint")));
    match roles_of(&house) {
        [_] => form,
        roles => form.field(Field::select("role", asking.t("people-role"), choices(&asking.visit, roles))),
    }
}

fn choices(visit: &Visit, roles: &[Role]) -> Vec<Choice> {
    roles.iter().map(|role| Choice::new(role.as_str(), role_name(visit, role.as_str()))).collect()
}

/// The table of roles in words: what customers' people, and resellers for them, may do.
fn rule_rows(visit: &Visit) -> Vec<Rule> {
    let told = TABLE.iter().filter(|(doing, _)| !matches!(doing, Doing::Provide | Doing::Anything));
    let mark = |may: &u8| visit.words.t(if *may == 1 { "doing-yes" } else { "doing-no" });
    let row = |(doing, may): &(Doing, [u8; 5])| Rule {
        what: visit.words.t(doing.key()),
        may: may.iter().take(4).map(mark).collect(),
    };
    told.map(row).collect()
}

async fn seller(asking: &Asking) -> Result<Option<Seller>, Fault> {
    let Some(customer) = &asking.session.person.customer_id else { return Ok(None) };
    let found = resellers::of_customer(&asking.visit.app.db, customer).await?;
    let end = asking.may_change().map(|()| "/reseller/end");
    Ok(found.map(|reseller| Seller { name: reseller.name, end }))
}

async fn shown(asking: &Asking, form: Option<Form>) -> Result<ListPage, Fault> {
    let (visit, house) = (&asking.visit, asking.house());
    let everybody = super::all(&visit.app, &house).await?;
    let mut rows: Vec<Row> = everybody.people.into_iter().map(|person| person_row(asking, person)).collect();
    rows.extend(everybody.invitations.into_iter().map(|invitation| invitation_row(asking, invitation)));
    let list = Listing::new(asking.under, asking.t("nav-people"), rows.len() as u64)
        .column(Column::text(asking.t("people-name")))
        .column(Column::text(asking.t("field-email")))
        .column(Column::text(asking.t("people-role")))
        .column(Column::text(asking.t("people-last-sign-in")))
        .column(Column::actions(asking.t("people-actions")))
        .empty(Empty::new(asking.t("people-none"), asking.t("people-none-do")));
    let form = asking.may_change().and(form);
    let frame = visit.page(asking.t("nav-people"));
    let frame = form.as_ref().map_or(frame.clone(), |form| frame.with_form(form));
    Ok(ListPage {
        page: frame,
        list,
        rows,
        form,
        reseller: seller(asking).await?,
        roles: ROLES.iter().take(4).map(|role| role_name(visit, role.as_str())).collect(),
        rules: if house == House::Provider { Vec::new() } else { rule_rows(visit) },
    })
}

async fn list(asking: Asking) -> Answer {
    let form = invite_form(&asking);
    page(&shown(&asking, Some(form)).await?)
}

async fn customer_list(member: Member) -> Answer {
    list(member.into()).await
}

async fn staff_list(staff: Staff) -> Answer {
    list(staff.into()).await
}

#[derive(Deserialize)]
struct Invited {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

async fn invite(asking: Asking, typed: Invited) -> Answer {
    let role = if asking.house() == House::Provider { "staff" } else { &typed.role };
    match super::invite(&asking.visit.app, &asking.session, &typed.email, role).await {
        Ok(_) => Ok(see_told(asking.under, "flash-person-invited")),
        Err(fault) if [Kind::Broken, Kind::Forbidden].contains(&fault.kind) => Err(fault),
        Err(fault) => {
            let form = invite_form(&asking).fill("email", typed.email).fill("role", typed.role);
            let form = form.refuse(fault.field.unwrap_or_default(), asking.visit.sentence(&fault));
            refused(&shown(&asking, Some(form)).await?)
        }
    }
}

async fn customer_invite(member: Member, Posted(typed): Posted<Invited>) -> Answer {
    invite(member.into(), typed).await
}

async fn staff_invite(staff: Staff, Posted(typed): Posted<Invited>) -> Answer {
    invite(staff.into(), typed).await
}

#[derive(Deserialize)]
struct Nothing {}

async fn withdraw(asking: Asking, id: Id<Invitation>) -> Answer {
    super::withdraw(&asking.visit.app, &asking.session, &id).await?;
    Ok(see_told(asking.under, "flash-invitation-withdrawn"))
}

async fn customer_withdraw(
    member: Member,
    Path(id): Path<Id<Invitation>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    withdraw(member.into(), id).await
}

async fn staff_withdraw(
    staff: Staff,
    Path(id): Path<Id<Invitation>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    withdraw(staff.into(), id).await
}

/// A page that is one form.
#[derive(askama::Template)]
#[template(path = "accounts/form.html")]
pub(super) struct FormPage {
    pub page: Page,
    pub form: Form,
    pub below: Vec<Link>,
}

fn role_form(asking: &Asking, person: &Colleague) -> FormPage {
    let choices = choices(&asking.visit, roles_of(&asking.house()));
    let form = Form::new(format!("/people/{}/role", person.id), asking.t("people-change-role"))
        .field(Field::select("role", asking.t("people-role"), choices).value(&person.role))
        .cancel("/people");
    let title = asking.visit.words.with("people-role-title", "name", person.name.as_str());
    let frame = asking.visit.page(title).crumb(asking.t("nav-people"), "/people");
    FormPage { page: frame, form, below: Vec::new() }
}

async fn role_page(member: Member, Path(id): Path<Id<Person>>) -> Answer {
    let asking = Asking::from(member);
    // Who may not change it has nothing to see here either.
    asking.session.may(Doing::ChangePeople)?;
    let person = super::of(&asking.visit.app, &asking.house(), &id).await?;
    page(&role_form(&asking, &person))
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    role: String,
}

async fn change_role(member: Member, Path(id): Path<Id<Person>>, Posted(typed): Posted<Chosen>) -> Answer {
    let asking = Asking::from(member);
    let person = super::of(&asking.visit.app, &asking.house(), &id).await?;
    match super::change_role(&asking.visit.app, &asking.session, &id, &typed.role).await {
        Ok(_) => Ok(see_told("/people", "flash-role-changed")),
        Err(fault) if [Kind::Broken, Kind::Forbidden].contains(&fault.kind) => Err(fault),
        Err(fault) => {
            let mut shown = role_form(&asking, &person);
            shown.form = shown.form.refuse(fault.field.unwrap_or_default(), asking.visit.sentence(&fault));
            shown.page = shown.page.with_form(&shown.form);
            refused(&shown)
        }
    }
}

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

fn confirm(asking: &Asking, person: &Colleague) -> ConfirmPage {
    let action = format!("{}/{}/remove", asking.under, person.id);
    let confirm = Confirm::new(action, asking.t("people-remove"), &person.email)
        .consequence(asking.t("people-remove-ends"))
        .consequence(asking.t("people-remove-keeps"))
        .cancel(asking.under);
    let title = asking.visit.words.with("people-remove-title", "name", person.name.as_str());
    ConfirmPage { page: asking.visit.page(title).crumb(asking.t("nav-people"), asking.under), confirm }
}

async fn remove_page(asking: Asking, id: Id<Person>) -> Answer {
    if asking.house() != House::Provider {
        asking.session.may(Doing::ChangePeople)?;
    }
    let person = super::of(&asking.visit.app, &asking.house(), &id).await?;
    page(&confirm(&asking, &person))
}

async fn customer_remove_page(member: Member, Path(id): Path<Id<Person>>) -> Answer {
    remove_page(member.into(), id).await
}

async fn staff_remove_page(staff: Staff, Path(id): Path<Id<Person>>) -> Answer {
    remove_page(staff.into(), id).await
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn remove(asking: Asking, id: Id<Person>, typed: Confirmed) -> Answer {
    let person = super::of(&asking.visit.app, &asking.house(), &id).await?;
    let shown = confirm(&asking, &person);
    if let Err(confirm) = shown.confirm.check(&typed.confirm, &shown.page) {
        return refused(&ConfirmPage { page: shown.page, confirm: *confirm });
    }
    super::remove(&asking.visit.app, &asking.session, &id).await?;
    Ok(see_told(asking.under, "flash-person-removed"))
}

async fn customer_remove(
    member: Member,
    Path(id): Path<Id<Person>>,
    Posted(typed): Posted<Confirmed>,
) -> Answer {
    remove(member.into(), id, typed).await
}

async fn staff_remove(staff: Staff, Path(id): Path<Id<Person>>, Posted(typed): Posted<Confirmed>) -> Answer {
    remove(staff.into(), id, typed).await
}
