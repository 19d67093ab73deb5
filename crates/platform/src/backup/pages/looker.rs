//! Who looks into a server's backups: somebody of its customer, or staff. Both find the same pages, each below their own
//! addresses.

use crate::accounts::{Doing, Role, Session, may};
use crate::app::App;
use crate::backup::model::Backup;
use crate::events::Actor;
use crate::servers::{self, Server, host_name};
use crate::web::{Member, Staff, Visit};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::Page;
use std::collections::HashMap;

pub struct Looker {
    pub visit: Visit,
    pub session: Session,
    pub server: Server,
}

impl<S: Send + Sync> FromRequestParts<S> for Looker {
    type Rejection = Fault;

    /// The server's id is the path's `{id}`. Somebody of a customer finds their own servers only.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Looker, Fault> {
        let (visit, session, customer) = if parts.uri.path().starts_with("/staff/") {
            let staff = Staff::from_request_parts(parts, state).await?;
            (staff.visit, staff.session, None)
        } else {
            let member = Member::from_request_parts(parts, state).await?;
            (member.visit, member.session, Some(member.customer))
        };
        let names = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Path(names) = names.map_err(|_| Fault::missing())?;
        let id = names.get("id").and_then(|id| id.parse::<Id<Server>>().ok()).ok_or_else(Fault::missing)?;
        let found = servers::find(&visit.app.db, &id).await?;
        let theirs = |server: &Server| customer.as_ref().is_none_or(|own| *own == server.customer_id);
        Ok(Looker { server: found.filter(theirs).ok_or_else(Fault::missing)?, visit, session })
    }
}

impl Looker {
    pub fn app(&self) -> &App {
        &self.visit.app
    }

    pub fn actor(&self) -> Actor {
        self.session.actor()
    }

    pub fn is_staff(&self) -> bool {
        self.session.role == Role::Staff
    }

    /// Whether they may look into backups and restore.
    pub fn may_restore(&self) -> bool {
        self.is_staff() || may(self.session.role, Doing::Anything).is_ok()
    }

    /// The server's address, as they have it.
    pub fn at(&self) -> String {
        match self.is_staff() {
            true => format!("/staff/servers/{}", self.server.id),
            false => format!("/servers/{}", self.server.id),
        }
    }

    pub fn backups(&self) -> String {
        format!("{}/backups", self.at())
    }

    pub fn of(&self, backup: &Backup) -> String {
        format!("{}/{}", self.backups(), backup.id)
    }

    /// The backup, if it is this server's.
    pub async fn backup(&self, id: &Id<Backup>) -> Result<Backup, Fault> {
        crate::backup::of(self.app(), &self.server, id).await
    }

    /// A page below the server.
    pub fn page(&self, title: String) -> Page {
        let frame = self.visit.page(title);
        let frame = match self.is_staff() {
            true => frame.crumb(self.visit.words.t("staff-backups"), "/staff/backups"),
            false => frame.crumb(self.visit.words.t("nav-servers"), "/servers"),
        };
        frame.crumb(host_name(self.app(), &self.server), self.at())
    }

    /// A page below its backups.
    pub fn page_below(&self, title: String) -> Page {
        self.page(title).crumb(self.visit.words.t("backups-crumb"), self.backups())
    }
}
