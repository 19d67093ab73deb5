//! The people of a customer, and of the provider (W2): an owner invites others and says what they are, staff invite
//! staff.
//!
//! Whoever is invited gets a link, good once and for a week, and chooses name and password there. A customer keeps an
//! owner, the provider a member of staff, whatever two people do at the same instant. Who leaves is signed out, their
//! tokens end, and invitations that they sent are taken back; their name stays in what they did.

mod joining;
mod model;
pub mod pages;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use model::{House, Invitation};
pub use rules::{PeopleRefused, roles_of};
pub use store::Colleague;

use super::rules::{Doing, check_email, check_password, check_person_name};
use super::{AccountRefused, Customer, Person, Role, Session, store as accounts, tokens};
use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;
use hostler_kit::ui::words::Lang;

/// Everybody of a house, and who is invited.
pub struct Everybody {
    pub people: Vec<Colleague>,
    pub invitations: Vec<Invitation>,
}

pub async fn all(app: &App, house: &House) -> Result<Everybody, sqlx::Error> {
    Ok(Everybody {
        people: store::colleagues(&app.db, house).await?,
        invitations: store::waiting(&app.db, house, app.now_ms()).await?,
    })
}

/// Somebody of this house; anybody else does not exist for it.
pub async fn of(app: &App, house: &House, id: &Id<Person>) -> Result<Colleague, Fault> {
    store::colleague(&app.db, house, id).await?.ok_or_else(Fault::missing)
}

fn may_change(session: &Session) -> Result<House, Fault> {
    let house = House::of(session);
    let doing = if house == House::Provider { Doing::Provide } else { Doing::ChangePeople };
    session.may(doing)?;
    Ok(house)
}

/// Asks somebody by mail to join the house of who asks. An invitation of the same address that waits is replaced.
pub async fn invite(app: &App, session: &Session, email: &str, role: &str) -> Result<Invitation, Fault> {
    let house = may_change(session)?;
    let role = rules::check_role(&house, role)?;
    let email = free_email(app, email).await?;
    let subject = format!("invite {}", house.as_str());
    super::throttle(app, &subject).await?;
    let mut tx = app.db.begin().await?;
    accounts::note_attempt(&mut tx, &subject, app.now_ms()).await?;
    let wanted = Wanted { house, email, role };
    let (invitation, token) = write(app, &mut tx, session, &wanted).await?;
    tell(app, &mut tx, session, (&invitation, &token)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(invitation)
}

/// The address in small letters, if nobody signs in with it yet. Who never proved theirs does not count.
pub(super) async fn free_email(app: &App, email: &str) -> Result<String, Fault> {
    let email = email.trim().to_lowercase();
    check_email(&email)?;
    let known = accounts::person_by_email(&app.db, &email).await?;
    match known.and_then(|person| person.verified_at_ms) {
        Some(_) => Err(PeopleRefused::EmailKnown.into()),
        None => Ok(email),
    }
}

/// Who shall join where, and as what.
pub(super) struct Wanted {
    pub house: House,
    pub email: String,
    pub role: Role,
}

/// Writes an invitation and its event; the token of its link.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    wanted: &Wanted,
) -> Result<(Invitation, String), Fault> {
    let (token, now_ms) = (app.random.secret(), app.now_ms());
    store::take_change(tx, &wanted.house).await?;
    store::withdraw_of_email(tx, &wanted.house, &wanted.email, now_ms).await?;
    if store::count(tx, &wanted.house, now_ms).await? >= rules::MOST_PEOPLE {
        return Err(PeopleRefused::TooMany.into());
    }
    let invitation = Invitation {
        id: Id::new(now_ms, &app.random),
        customer_id: wanted.house.customer().cloned(),
        email: wanted.email.clone(),
        role: wanted.role.as_str().into(),
        invited_by: session.person.id.clone(),
        created_at_ms: now_ms,
        expires_at_ms: now_ms + rules::INVITATION_MS,
    };
    store::insert(tx, &invitation, &token_hash(&token)).await?;
    note_invitation(app, tx, &session.actor(), ("person.invited", &invitation)).await?;
    Ok((invitation, token))
}

async fn note_invitation(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (kind, invitation): (&'static str, &Invitation),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: invitation.customer_id.as_ref().map(Id::as_str),
        subject: invitation.id.as_str(),
        data: serde_json::json!({ "email": invitation.email, "role": invitation.role }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    (invitation, token): (&Invitation, &str),
) -> Result<(), Fault> {
    let language = session.person.language.clone();
    let house = house_name(app, &invitation.house()).await?;
    let letter = Letter { invitation, token, language, house, from: session.person.name.clone() };
    send(app, tx, "mail-invitation", letter).await
}

/// What a mail with an invitation says.
pub(super) struct Letter<'a> {
    pub invitation: &'a Invitation,
    pub token: &'a str,
    pub language: String,
    /// Whom the reader joins.
    pub house: String,
    pub from: String,
}

pub(super) async fn send(app: &App, tx: &mut Tx, key: &str, letter: Letter<'_>) -> Result<(), Fault> {
    let invitation = letter.invitation;
    let words = app.languages.of(Lang::parse(&letter.language).unwrap_or(Lang::En));
    let values = [
        ("link", format!("{}/join/{}", app.settings.portal_url, letter.token)),
        ("house", letter.house),
        ("from", letter.from),
        ("role", words.t(&format!("role-{}", invitation.role))),
        ("email", invitation.email.clone()),
    ];
    let reader = newcomer(app, invitation, (&invitation.email, &letter.language));
    mail::send(app, tx, &mail::Letter { to: &reader, key, values: &values }).await?;
    Ok(())
}

/// The name of a customer, or of the provider.
pub async fn house_name(app: &App, house: &House) -> Result<String, Fault> {
    match house.customer() {
        Some(customer) => {
            let customer = accounts::customer(&app.db, customer).await?.ok_or_else(Fault::missing)?;
            Ok(customer.name)
        }
        None => Ok(app.catalogue.provider.name.clone()),
    }
}

/// Whoever was invited, with nothing but what the invitation says.
fn newcomer(app: &App, invitation: &Invitation, (name, language): (&str, &str)) -> Person {
    let now_ms = app.now_ms();
    Person {
        id: Id::new(now_ms, &app.random),
        customer_id: invitation.customer_id.clone(),
        email: invitation.email.clone(),
        name: name.into(),
        password_hash: "none".into(),
        role: invitation.role.clone(),
        language: if language == "nl" { "nl".into() } else { "en".into() },
        verified_at_ms: Some(now_ms),
        created_at_ms: now_ms,
    }
}

/// The invitation of a link, while it is good.
pub async fn invitation(app: &App, token: &str) -> Result<Invitation, Fault> {
    let found = store::good(&app.db, &token_hash(token), app.now_ms()).await?;
    Ok(found.ok_or(PeopleRefused::BadInvitation)?)
}

/// What somebody types who joins.
pub struct Joining<'a> {
    pub name: &'a str,
    pub password: &'a str,
    pub language: &'a str,
}

/// Uses an invitation up: the person is there, their address is proven, and they are signed in. The session's token.
pub async fn join(app: &App, token: &str, typed: &Joining<'_>) -> Result<String, Fault> {
    let asked = invitation(app, token).await?;
    let name = check_person_name(typed.name)?;
    check_password(typed.password, &[&asked.email, &name])?;
    let hash = super::hashed(app, typed.password.to_string()).await;
    let mut tx = app.db.begin().await?;
    let taken = store::take(&mut tx, &token_hash(token), app.now_ms()).await?;
    let taken = taken.ok_or(PeopleRefused::BadInvitation)?;
    accounts::delete_unverified(&mut tx, &taken.email).await?;
    let person = Person { password_hash: hash, ..newcomer(app, &taken, (&name, typed.language)) };
    if !accounts::insert_person(&mut tx, &person).await? {
        return Err(AccountRefused::EmailTaken.into());
    }
    super::note(app, &mut tx, &person, "person.joined").await?;
    let session = super::start_session(app, &mut tx, &person).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(session)
}

/// Takes an invitation back: its link does not work any more.
pub async fn withdraw(app: &App, session: &Session, id: &Id<Invitation>) -> Result<(), Fault> {
    let house = may_change(session)?;
    let mut tx = app.db.begin().await?;
    let taken_back = store::withdraw(&mut tx, &house, id, app.now_ms()).await?.ok_or_else(Fault::missing)?;
    note_invitation(app, &mut tx, &session.actor(), ("person.invitation-withdrawn", &taken_back)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Makes somebody of the same customer something else; never oneself, and never the last owner.
pub async fn change_role(
    app: &App,
    session: &Session,
    id: &Id<Person>,
    role: &str,
) -> Result<Colleague, Fault> {
    let house = may_change(session)?;
    let before = of(app, &house, id).await?;
    let role = rules::check_role(&house, role)?;
    if *id == session.person.id {
        return Err(PeopleRefused::OwnRole.into());
    }
    let mut tx = app.db.begin().await?;
    store::take_change(&mut tx, &house).await?;
    if !store::set_role(&mut tx, &house, id, role.as_str()).await? {
        return Err(rules::last(&house).into());
    }
    if role != Role::Owner {
        store::withdraw_by(&mut tx, &house, id, app.now_ms()).await?;
    }
    let data = serde_json::json!({ "name": before.name, "from": before.role, "to": role.as_str() });
    note(app, &mut tx, session, ("person.role-changed", id, data)).await?;
    tx.commit().await?;
    app.wake.wake();
    of(app, &house, id).await
}

/// Somebody leaves: signed out everywhere, tokens ended, the address free again. Never the last owner.
pub async fn remove(app: &App, session: &Session, id: &Id<Person>) -> Result<(), Fault> {
    let house = may_change(session)?;
    let gone = of(app, &house, id).await?;
    let now_ms = app.now_ms();
    let mut tx = app.db.begin().await?;
    store::take_change(&mut tx, &house).await?;
    if !store::remove(&mut tx, &house, id, now_ms).await? {
        return Err(rules::last(&house).into());
    }
    accounts::delete_sessions_of(&mut tx, id).await?;
    tokens::revoke_all(app, &mut tx, id).await?;
    store::delete_links_of(&mut tx, id).await?;
    store::withdraw_by(&mut tx, &house, id, now_ms).await?;
    let data = serde_json::json!({ "name": gone.name, "email": gone.email, "role": gone.role });
    note(app, &mut tx, session, ("person.removed", id, data)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

async fn note(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    (kind, person, data): (&'static str, &Id<Person>, serde_json::Value),
) -> Result<(), sqlx::Error> {
    let customer: Option<&Id<Customer>> = session.person.customer_id.as_ref();
    let happened = Happened { kind, customer: customer.map(Id::as_str), subject: person.as_str(), data };
    events::record(app, tx, &session.actor(), happened).await?;
    Ok(())
}
