//! Customers and the people who sign in, for a customer or for the provider.
//!
//! A person signs up together with their customer, proves their address by a link in a mail, and from then on has
//! a session: a random token in a cookie of which the database holds only the hash.

pub mod details;
mod model;
pub mod pages;
pub mod people;
pub mod resellers;
pub mod routes;
mod rules;
mod sessions;
mod store;
#[cfg(test)]
mod tests;
pub mod tokens;

pub use model::{Acting, Customer, Person, Role, Session, SignUp, TokenUse};
pub use rules::{
    AccountRefused, BadNumber, Doing, RoleRefused, check_email, check_password, check_sign_up, check_vat,
    check_vat_number, is_apart, is_member, may, territory, tidied_vat_number,
};
pub use sessions::{Opened, open, session, sign_out, start_session};
pub use store::{
    count_customers, customer, customers, people_of, person, person_by_email, set_vat_number, staff,
};
#[cfg(test)]
pub use store::{insert_customer, insert_person};

use crate::app::App;
use crate::events::{self, Happened};
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::{hash_password, token_hash, verify_password};
use rules::{ATTEMPTS_WINDOW_MS, LINK_MS, MOST_ATTEMPTS};
use store::LinkRow;

/// Writes a customer and their owner; the address is not verified yet. `form` has passed [`check_sign_up`].
pub async fn sign_up(app: &App, tx: &mut Tx, form: &SignUp, hash: String) -> Result<Person, Fault> {
    let now_ms = app.now_ms();
    store::delete_unverified(tx, &form.email).await?;
    let customer = Customer::of_form(Id::new(now_ms, &app.random), form, now_ms);
    let person = Person {
        id: Id::new(now_ms, &app.random),
        customer_id: Some(customer.id.clone()),
        email: form.email.clone(),
        name: form.name.clone(),
        password_hash: hash,
        role: Role::Owner.as_str().into(),
        language: form.language.clone(),
        verified_at_ms: None,
        created_at_ms: now_ms,
    };
    store::insert_customer(tx, &customer).await?;
    if !store::insert_person(tx, &person).await? {
        return Err(AccountRefused::EmailTaken.into());
    }
    note(app, tx, &person, "person.signed-up").await?;
    send_link(app, tx, &person, Purpose::Verify).await?;
    Ok(person)
}

/// Writes down what a person did about their own account.
async fn note(app: &App, tx: &mut Tx, person: &Person, kind: &'static str) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: person.customer_id.as_ref().map(Id::as_str),
        subject: person.id.as_str(),
        data: serde_json::json!({ "role": person.role }),
    };
    events::record(app, tx, &person.actor(), happened).await?;
    Ok(())
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Verify,
    Reset,
    Setup,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Purpose::Verify => "verify",
            Purpose::Reset => "reset",
            Purpose::Setup => "setup",
        }
    }
}

/// Mails a person a link, good for a day and once.
async fn send_link(app: &App, tx: &mut Tx, person: &Person, purpose: Purpose) -> Result<(), Fault> {
    let token = make_link(app, tx, Some(&person.id), purpose).await?;
    let (key, path) = match purpose {
        Purpose::Verify => ("mail-verify", "verify"),
        Purpose::Reset => ("mail-reset", "reset"),
        Purpose::Setup => ("mail-setup", "setup"),
    };
    let link = format!("{}/{path}/{token}", app.settings.portal_url);
    mail::send(app, tx, &mail::Letter { to: person, key, values: &[("link", link)] }).await?;
    Ok(())
}

async fn make_link(
    app: &App,
    tx: &mut Tx,
    person: Option<&Id<Person>>,
    purpose: Purpose,
) -> Result<String, sqlx::Error> {
    let (token, now_ms) = (app.random.secret(), app.now_ms());
    let link = LinkRow {
        token_hash: token_hash(&token),
        person_id: person.cloned(),
        purpose: purpose.as_str().into(),
        created_at_ms: now_ms,
        expires_at_ms: now_ms + LINK_MS,
    };
    store::insert_link(tx, &link).await?;
    Ok(token)
}

/// The one-time address at which the first member of staff signs up; none once there is one.
pub async fn setup_link(app: &App) -> Result<Option<String>, sqlx::Error> {
    if store::count_staff(&app.db).await? > 0 {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    let token = make_link(app, &mut tx, None, Purpose::Setup).await?;
    tx.commit().await?;
    Ok(Some(format!("{}/setup/{token}", app.settings.portal_url)))
}

/// Makes the first member of staff through a setup link.
pub async fn set_up_staff(app: &App, token: &str, form: &SignUp) -> Result<Person, Fault> {
    let email = form.email.trim().to_lowercase();
    let name = form.name.trim().to_string();
    if name.is_empty() {
        return Err(AccountRefused::Missing { field: "name" }.into());
    }
    check_email(&email)?;
    check_password(&form.password, &[&email, &name])?;
    let hash = hashed(app, form.password.clone()).await;
    let now_ms = app.now_ms();
    let person = Person {
        id: Id::new(now_ms, &app.random),
        customer_id: None,
        email,
        name,
        password_hash: hash,
        role: Role::Staff.as_str().into(),
        language: if form.language == "nl" { "nl".into() } else { "en".into() },
        verified_at_ms: Some(now_ms),
        created_at_ms: now_ms,
    };
    let mut tx = app.db.begin().await?;
    store::use_link(&mut tx, &token_hash(token), "setup", now_ms).await?.ok_or(AccountRefused::BadLink)?;
    if !store::insert_person(&mut tx, &person).await? {
        return Err(AccountRefused::EmailTaken.into());
    }
    note(app, &mut tx, &person, "person.signed-up").await?;
    tx.commit().await?;
    Ok(person)
}

/// Hashes a password off the async threads.
pub async fn hashed(app: &App, password: String) -> String {
    let random = app.random.clone();
    app.blocking(move || hash_password(&password, &random)).await
}

/// Checks address and password, from `place` (the caller's address), and starts a session: its token.
pub async fn sign_in(app: &App, email: &str, password: &str, place: &str) -> Result<String, Fault> {
    let email = email.trim().to_lowercase();
    let subjects = [format!("sign-in {email}"), format!("sign-in from {place}")];
    for subject in &subjects {
        throttle(app, subject).await?;
    }
    let person = store::person_by_email(&app.db, &email).await?;
    // A stranger's address costs as much time as a known one, so the answer does not tell which it is.
    let hash = person.as_ref().map_or_else(|| NOBODY.to_string(), |person| person.password_hash.clone());
    let password = password.to_string();
    let fits = app.blocking(move || verify_password(&password, &hash)).await;
    let mut tx = app.db.begin().await?;
    let Some(person) = person.filter(|_| fits) else {
        for subject in &subjects {
            store::note_attempt(&mut tx, subject, app.now_ms()).await?;
        }
        tx.commit().await?;
        return Err(AccountRefused::WrongSignIn.into());
    };
    if person.verified_at_ms.is_none() {
        return Err(AccountRefused::NotVerified.into());
    }
    store::forget_attempts(&mut tx, &subjects[0]).await?;
    let token = start_session(app, &mut tx, &person).await?;
    tx.commit().await?;
    Ok(token)
}

/// The hash of a password that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aG9zdGxlciBub2JvZHkh$jYGB0Y1d1zq5ZpMp6ozHbqOLpAbGwJXDn8sHRNZB7qY";

/// Refuses when `subject` has had its attempts.
pub async fn throttle(app: &App, subject: &str) -> Result<(), Fault> {
    throttle_after(app, subject, MOST_ATTEMPTS).await
}

/// The same for what is allowed more often.
pub async fn throttle_after(app: &App, subject: &str, most: i64) -> Result<(), Fault> {
    let since = app.now_ms() - ATTEMPTS_WINDOW_MS;
    if store::attempts_since(&app.db, subject, since).await? >= most {
        return Err(AccountRefused::TooManyAttempts.into());
    }
    Ok(())
}

/// Counts an attempt towards what [`throttle`] allows.
pub async fn count_attempt(app: &App, subject: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::note_attempt(&mut tx, subject, app.now_ms()).await?;
    tx.commit().await
}

/// Uses a verification link up: the address is proven. The caller goes on with the orders that waited for it.
pub async fn verify(app: &App, tx: &mut Tx, token: &str) -> Result<Person, Fault> {
    let now_ms = app.now_ms();
    let link = store::use_link(tx, &token_hash(token), "verify", now_ms).await?;
    let person = link.and_then(|link| link.person_id).ok_or(AccountRefused::BadLink)?;
    let person = store::person(&app.db, &person).await?.ok_or(AccountRefused::BadLink)?;
    if store::set_verified(tx, &person.id, now_ms).await? {
        note(app, tx, &person, "person.verified").await?;
    }
    Ok(person)
}

/// Mails a link for a new password, if the address belongs to somebody; the answer does not tell.
pub async fn request_reset(app: &App, email: &str) -> Result<(), Fault> {
    let email = email.trim().to_lowercase();
    check_email(&email)?;
    let subject = format!("reset {email}");
    throttle(app, &subject).await?;
    let mut tx = app.db.begin().await?;
    store::note_attempt(&mut tx, &subject, app.now_ms()).await?;
    if let Some(person) = store::person_by_email(&app.db, &email).await? {
        send_link(app, &mut tx, &person, Purpose::Reset).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Sets a new password through a link: proves the address too, and ends all sessions.
pub async fn reset_password(app: &App, token: &str, password: &str) -> Result<(), Fault> {
    check_password(password, &[])?;
    let hash = hashed(app, password.to_string()).await;
    let now_ms = app.now_ms();
    let mut tx = app.db.begin().await?;
    let link = store::use_link(&mut tx, &token_hash(token), "reset", now_ms).await?;
    let person = link.and_then(|link| link.person_id).ok_or(AccountRefused::BadLink)?;
    store::set_password(&mut tx, &person, &hash).await?;
    store::set_verified(&mut tx, &person, now_ms).await?;
    store::delete_sessions_of(&mut tx, &person).await?;
    let person = store::person(&app.db, &person).await?.ok_or(AccountRefused::BadLink)?;
    note(app, &mut tx, &person, "person.password-changed").await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the password of somebody who is signed in; their other sessions end, and this one starts anew.
pub async fn change_password(app: &App, person: &Person, present: &str, new: &str) -> Result<String, Fault> {
    throttle(app, &format!("sign-in {}", person.email)).await?;
    let (present, hash) = (present.to_string(), person.password_hash.clone());
    if !app.blocking(move || verify_password(&present, &hash)).await {
        count_attempt(app, &format!("sign-in {}", person.email)).await?;
        return Err(AccountRefused::WrongPassword.into());
    }
    check_password(new, &[&person.email, &person.name])?;
    let hash = hashed(app, new.to_string()).await;
    // Themselves, whoever they act for now.
    let person = &store::person(&app.db, &person.id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    store::set_password(&mut tx, &person.id, &hash).await?;
    store::delete_sessions_of(&mut tx, &person.id).await?;
    let token = start_session(app, &mut tx, person).await?;
    note(app, &mut tx, person, "person.password-changed").await?;
    tx.commit().await?;
    Ok(token)
}

/// Who is told what became of something that a person did for a customer: that person, while they belong to the
/// customer or to its reseller, else an owner. None where the customer has no people yet.
pub async fn told(
    app: &App,
    customer: &Id<Customer>,
    did: &Id<Person>,
) -> Result<Option<Person>, sqlx::Error> {
    let person = store::person(&app.db, did).await?;
    let seller = resellers::of_customer(&app.db, customer).await?.map(|reseller| reseller.id);
    let near = |person: &Person| {
        person.customer_id.as_ref().is_some_and(|own| own == customer || seller.as_ref() == Some(own))
    };
    if let Some(person) = person.filter(near) {
        return Ok(Some(person));
    }
    let people = store::people_of(&app.db, customer).await?;
    Ok(people.into_iter().find(|person| Role::of(&person.role) == Some(Role::Owner)))
}

/// Removes what has expired. Called now and then.
pub async fn sweep(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::sweep(&mut tx, app.now_ms(), app.now_ms() - ATTEMPTS_WINDOW_MS).await?;
    tx.commit().await
}

/// The language of a person's mails, and of pages where the device says nothing else.
pub async fn set_language(app: &App, person: &Person, language: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::set_language(&mut tx, &person.id, language).await?;
    tx.commit().await
}
