//! What every page of the console has around it.

use super::sign_in::Visitor;
use super::words::LANGUAGES;
use crate::app::App;
use crate::licensing;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Account, Flash, Link, NavItem, Notice, Page, Preferences, Words};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The rows of a page of a table.
pub const PER_PAGE: u64 = 50;

/// The page of the licence.
pub const LICENCE: &str = "/licence";

/// What every page says of the licence; all but the licence's own lead there.
fn notices(app: &App, page: &Page, here: &str) -> Vec<Notice> {
    let Some(stand) = licensing::standing(app) else { return Vec::new() };
    let link = (!here.starts_with(LICENCE)).then(|| Link::new(page.t("licence-to-page"), LICENCE));
    let warnings = licensing::warnings(&stand, &page.words, &app.zone).into_iter();
    warnings.map(|one| Notice { tone: one.tone, text: one.text, link: link.clone() }).collect()
}

/// A request to a page: who asks, in which words, for which address.
#[derive(Clone)]
pub struct Frame {
    pub visitor: Visitor,
    page: Page,
    zone: TimeZone,
    pub now_ms: i64,
}

impl Frame {
    pub fn of(app: &App, headers: &HeaderMap, here: &str, visitor: Visitor) -> Frame {
        let seen = Preferences::read(headers, visitor.lang());
        let mut page = Page::new(LANGUAGES.of(seen.lang), "Hostler");
        page.theme = seen.theme;
        page.base.clone_from(&visitor.prefix);
        page.place = Some(app.bootstrap.host.clone());
        page.csrf.clone_from(&visitor.sign_in.csrf);
        page.here = format!("{}{here}", visitor.prefix);
        let item = |key: &str, href: &str| NavItem::new(page.t(key), href);
        page.nav = vec![
            item("nav-overview", "/"),
            item("nav-mailboxes", "/mailboxes"),
            item("nav-aliases", "/aliases"),
            item("nav-domains", "/domains"),
            item("nav-users", "/users"),
            item("nav-history", "/history"),
        ];
        if app.bootstrap.licensed().is_some() {
            let own = NavItem::new(page.t("nav-licence"), LICENCE);
            page.nav.insert(5, own);
            let versions = NavItem::new(page.t("nav-updates"), "/updates");
            page.nav.insert(6, versions);
        }
        page.notices = notices(app, &page, here);
        page.account = visitor.address.clone().map(|email| Account {
            name: visitor.sign_in.name.clone(),
            email,
            sign_out: "/sign-out".into(),
            links: Vec::new(),
        });
        page.flash = done(here).map(|key| Flash::done(page.t(key)));
        Frame { visitor, page, zone: app.zone.clone(), now_ms: app.clock.now_ms() }
    }

    /// For somebody who is not signed in.
    pub fn outside(app: &App, headers: &HeaderMap) -> Frame {
        let sign_in = hostler_wire::SignIn {
            server: String::new(),
            person: String::new(),
            name: String::new(),
            language: String::new(),
            csrf: String::new(),
            expires_ms: 0,
        };
        let visitor = Visitor { sign_in, prefix: String::new(), address: None };
        let mut frame = Frame::of(app, headers, "/", visitor);
        frame.page.nav.clear();
        frame.page.notices.clear();
        frame
    }

    pub fn page(&self) -> Page {
        self.page.clone()
    }

    pub fn words(&self) -> &Arc<Words> {
        &self.page.words
    }

    pub fn t(&self, key: &str) -> String {
        self.page.t(key)
    }

    /// An instant on the provider's clock.
    pub fn at(&self, ms: i64) -> String {
        self.words().instant(instant(ms), &self.zone)
    }

    /// How long ago that is.
    pub fn ago(&self, ms: i64) -> String {
        self.words().relative(instant(ms), instant(self.now_ms))
    }

    /// To a page that says what was done.
    pub fn done(&self, path: &str, done: Done) -> Response {
        Redirect::to(&format!("{}{path}?done={}", self.page.base, done.code())).into_response()
    }
}

/// What the last step did; the next page's address carries its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    DomainAdded,
    DomainDeleted,
    MailboxCreated,
    MailboxSaved,
    MailboxDeleted,
    MailboxDisabled,
    MailboxEnabled,
    PasswordChanged,
    AliasCreated,
    AliasDeleted,
    LicenceInstalled,
    LicenceLeft,
    LicenceChecked,
    ReceiptSent,
    KeyRemoved,
    VersionsAsked,
    UpdateBegun,
}

impl Done {
    const ALL: [(Done, &'static str, &'static str); 17] = [
        (Done::DomainAdded, "domain-added", "done-domain-added"),
        (Done::DomainDeleted, "domain-deleted", "done-domain-deleted"),
        (Done::MailboxCreated, "mailbox-created", "done-mailbox-created"),
        (Done::MailboxSaved, "mailbox-saved", "done-mailbox-saved"),
        (Done::MailboxDeleted, "mailbox-deleted", "done-mailbox-deleted"),
        (Done::MailboxDisabled, "mailbox-disabled", "done-mailbox-disabled"),
        (Done::MailboxEnabled, "mailbox-enabled", "done-mailbox-enabled"),
        (Done::PasswordChanged, "password-changed", "done-password-changed"),
        (Done::AliasCreated, "alias-created", "done-alias-created"),
        (Done::AliasDeleted, "alias-deleted", "done-alias-deleted"),
        (Done::LicenceInstalled, "licence-installed", "done-licence-installed"),
        (Done::LicenceLeft, "licence-left", "done-licence-left"),
        (Done::LicenceChecked, "licence-checked", "done-licence-checked"),
        (Done::ReceiptSent, "receipt-sent", "done-receipt-sent"),
        (Done::KeyRemoved, "key-removed", "done-key-removed"),
        (Done::VersionsAsked, "versions-asked", "done-versions-asked"),
        (Done::UpdateBegun, "update-begun", "done-update-begun"),
    ];

    fn code(self) -> &'static str {
        let found = Done::ALL.iter().find(|(done, ..)| *done == self);
        found.map(|(_, code, _)| *code).expect("ALL has all")
    }
}

/// The sentence for `?done=…`.
fn done(here: &str) -> Option<&'static str> {
    let query = here.split_once('?')?.1;
    let code = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    Done::ALL.iter().find(|(_, own, _)| *own == code).map(|(.., key)| *key)
}

impl FromRequestParts<Arc<App>> for Frame {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Frame, Fault> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_string();
        Ok(Frame::of(app, &parts.headers, &here, visitor))
    }
}

/// A rendered page.
pub fn shown(template: &impl Template) -> Result<Response, Fault> {
    Ok(Html(template.render().map_err(Fault::broken)?).into_response())
}
