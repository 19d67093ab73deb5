//! What is done about a server that a notice names: given where its sender is an owner for certain; else the owners
//! that are known are asked. Who wrote it, unless they are one of these, never hears of it.

use super::model::{Act, Message};
use super::sender::Sender;
use super::store::{self, NoticeLink};
use crate::accounts::{self, Person, Role};
use crate::app::App;
use crate::mail;
use crate::servers::ending::{self, Ending, EndingRefused, Way, rules};
use crate::servers::plan::Desired;
use crate::servers::{self, Server};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;
use hostler_kit::time::day;
use hostler_kit::ui::words::Lang;

/// How long a link to confirm a notice is good.
const LINK_MS: i64 = 7 * 86_400_000;
/// Owners are asked about a server once in so long, however many mails come.
const ASKED_EVERY_MS: i64 = 86_400_000;

/// Does what is to be done about one host, once.
pub async fn on(app: &App, message: &Message, host: &str, sender: &Sender) -> Result<(), Fault> {
    if store::acted(&app.db, &message.id, host).await? {
        return Ok(());
    }
    let label = host.split('.').next().unwrap_or_default();
    let Some(server) = servers::by_name(&app.db, label).await? else {
        return write(app, message, (host, None), "unknown").await;
    };
    let acting = Acting { app, message, host, server: &server };
    if server.desired() == Desired::Gone {
        return write(app, message, (host, Some(&server.id)), "gone").await;
    }
    match owner(app, &server, sender).await? {
        Some(owner) => acting.give(&owner).await,
        None => acting.ask(sender).await,
    }
}

/// The owner that the sender is for certain.
async fn owner(app: &App, server: &Server, sender: &Sender) -> Result<Option<Person>, Fault> {
    if !sender.is_verified() {
        return Ok(None);
    }
    let owners = owners(app, server).await?;
    Ok(owners.into_iter().find(|person| person.email == sender.address && person.verified_at_ms.is_some()))
}

async fn owners(app: &App, server: &Server) -> Result<Vec<Person>, sqlx::Error> {
    let people = accounts::people_of(&app.db, &server.customer_id).await?;
    Ok(people.into_iter().filter(|person| Role::of(&person.role) == Some(Role::Owner)).collect())
}

async fn write(
    app: &App,
    message: &Message,
    (host, server): (&str, Option<&Id<Server>>),
    what: &str,
) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let act = Act {
        message_id: message.id.clone(),
        host: host.into(),
        server_id: server.cloned(),
        what: what.into(),
        detail: String::new(),
        at_ms: app.now_ms(),
    };
    store::insert_act(&mut tx, &act).await?;
    tx.commit().await?;
    Ok(())
}

/// A message about a server.
struct Acting<'a> {
    app: &'a App,
    message: &'a Message,
    host: &'a str,
    server: &'a Server,
}

impl Acting<'_> {
    /// False if something was done about this host before.
    async fn begin(&self, tx: &mut Tx, what: &str, detail: &str) -> Result<bool, sqlx::Error> {
        let act = Act {
            message_id: self.message.id.clone(),
            host: self.host.into(),
            server_id: Some(self.server.id.clone()),
            what: what.into(),
            detail: detail.into(),
            at_ms: self.app.now_ms(),
        };
        store::insert_act(tx, &act).await
    }

    async fn give(&self, owner: &Person) -> Result<(), Fault> {
        let app = self.app;
        if let Some(ending) = ending::standing(app, &self.server.id).await? {
            return self.answer(owner, ("standing", "mail-inbox-standing"), (&ending.last_day, &[])).await;
        }
        let left = ending::left(app, self.server).await?;
        if !left.accounts.is_empty() {
            let last_day = rules::end_of_notice(app.now_ms(), app.zone()).0.to_string();
            return self
                .answer(owner, ("accounts", "mail-inbox-accounts"), (&last_day, &left.accounts))
                .await;
        }
        let mut tx = app.db.begin().await?;
        if !self.begin(&mut tx, "given", "").await? {
            return Ok(());
        }
        ending::write(app, &mut tx, self.server, (&owner.actor(), Way::Mail)).await?;
        tx.commit().await?;
        app.wake.wake();
        Ok(())
    }

    /// Answers an owner who is known for certain.
    async fn answer(
        &self,
        owner: &Person,
        (what, key): (&str, &str),
        (last_day, accounts): (&str, &[String]),
    ) -> Result<(), Fault> {
        let mut tx = self.app.db.begin().await?;
        if !self.begin(&mut tx, what, &rules::named(accounts)).await? {
            return Ok(());
        }
        let link = format!("{}/servers/{}/ending", self.app.settings.portal_url, self.server.id);
        let words = self.app.languages.of(Lang::parse(&owner.language).unwrap_or(Lang::En));
        let last_day =
            last_day.parse().map_or(last_day.to_string(), |day: jiff::civil::Date| words.date(day));
        let values = [
            ("host", self.host.to_string()),
            ("day", last_day),
            ("accounts", rules::named(accounts)),
            ("n", accounts.len().to_string()),
            ("link", link),
        ];
        mail::send(self.app, &mut tx, &mail::Letter { to: owner, key, values: &values }).await?;
        tx.commit().await?;
        self.app.wake.wake();
        Ok(())
    }

    /// Asks the owners that are known whether it is meant.
    async fn ask(&self, sender: &Sender) -> Result<(), Fault> {
        let now_ms = self.app.now_ms();
        let asked = store::asked_since(&self.app.db, &self.server.id, now_ms - ASKED_EVERY_MS).await?;
        let mut tx = self.app.db.begin().await?;
        let what = if asked > 0 { "often" } else { "confirmation" };
        if !self.begin(&mut tx, what, "").await? {
            return Ok(());
        }
        if asked == 0 {
            for owner in owners(self.app, self.server).await? {
                self.ask_one(&mut tx, &owner, sender).await?;
            }
        }
        tx.commit().await?;
        self.app.wake.wake();
        Ok(())
    }

    async fn ask_one(&self, tx: &mut Tx, owner: &Person, sender: &Sender) -> Result<(), Fault> {
        let (app, token, now_ms) = (self.app, self.app.random.secret(), self.app.now_ms());
        let link = NoticeLink {
            token_hash: token_hash(&token),
            server_id: self.server.id.clone(),
            person_id: owner.id.clone(),
            message_id: self.message.id.clone(),
            created_at_ms: now_ms,
            expires_at_ms: now_ms + LINK_MS,
        };
        store::insert_link(tx, &link).await?;
        let words = app.languages.of(Lang::parse(&owner.language).unwrap_or(Lang::En));
        let last_day = rules::end_of_notice(now_ms, app.zone()).0;
        let values = [
            ("host", self.host.to_string()),
            ("from", if sender.address.is_empty() { "?".into() } else { sender.address.clone() }),
            ("day", words.date(last_day)),
            ("until", words.date(day(link.expires_at_ms, app.zone()))),
            ("link", format!("{}/notice/{token}", app.settings.portal_url)),
        ];
        mail::send(app, tx, &mail::Letter { to: owner, key: "mail-notice-confirm", values: &values }).await?;
        Ok(())
    }
}

/// An owner confirms by the link in their mail.
pub async fn confirm(app: &App, token: &str) -> Result<Ending, Fault> {
    let (link, server) = linked(app, token).await?;
    let owner = accounts::person(&app.db, &link.person_id).await?;
    let is_owner = |person: &Person| {
        Role::of(&person.role) == Some(Role::Owner)
            && person.customer_id.as_ref() == Some(&server.customer_id)
    };
    let owner = owner.filter(is_owner).ok_or(accounts::AccountRefused::BadLink)?;
    if let Some(ending) = ending::standing(app, &server.id).await? {
        return Err(EndingRefused::Given { last_day: ending.last_day }.into());
    }
    ending::check_empty(app, &server).await?;
    let mut tx = app.db.begin().await?;
    if !store::use_link(&mut tx, &link.token_hash, app.now_ms()).await? {
        return Err(accounts::AccountRefused::BadLink.into());
    }
    let ending = ending::write(app, &mut tx, &server, (&owner.actor(), Way::Mail)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(ending)
}

/// What a link that is good is about.
pub async fn linked(app: &App, token: &str) -> Result<(NoticeLink, Server), Fault> {
    let link = store::good_link(&app.db, &token_hash(token), app.now_ms()).await?;
    let link = link.ok_or(accounts::AccountRefused::BadLink)?;
    let server = servers::find(&app.db, &link.server_id).await?.ok_or_else(Fault::missing)?;
    Ok((link, server))
}
