//! Who asks: a visitor, somebody of a customer, or staff.

use super::{FLASH_COOKIE, FORM_COOKIE, SESSION_COOKIE};
use crate::accounts::tokens::{self, TokenRefused};
use crate::accounts::{self, Customer, Doing, Opened, Person, Role, RoleRefused, Session, resellers};
use crate::app::App;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use hostler_kit::http::{Fault, Kind, Problem};
use hostler_kit::id::Id;
use hostler_kit::ui::words::{Lang, Words};
use hostler_kit::ui::{self, Account, Arg, Flash, Link, NavItem, Page, Preferences, Theme};
use std::sync::Arc;

/// Names the customer for whom a reseller's program asks.
const CUSTOMER: &str = "hostler-customer";

/// Rows on one page of a table.
pub const ROWS: u64 = 50;

/// One request: the reader's words and colours, and who they are.
#[derive(Clone)]
pub struct Visit {
    pub app: Arc<App>,
    pub words: Arc<Words>,
    theme: Theme,
    pub session: Option<Session>,
    /// The token of the session, if the request carried a good one.
    pub token: Option<String>,
    /// What each form must carry back.
    pub csrf: String,
    /// Whether the form cookie has to be set.
    pub(super) new_form_cookie: Option<String>,
    flash: Option<String>,
    method: Method,
    here: String,
    /// Where the request comes from, for rate limits.
    pub place: String,
    /// Why this request goes no further: its token is not good, or may not do this.
    pub(super) denied: Option<Fault>,
}

/// Who a request's token or session says is there.
#[derive(Default)]
struct Asking {
    session: Option<Session>,
    token: Option<String>,
    denied: Option<Fault>,
}

impl Asking {
    async fn of(app: &App, request: &Parts) -> Result<Asking, sqlx::Error> {
        let asking = match bearer(&request.headers) {
            Some(text) if tokens::is_token(&text) => Asking::by_token(app, &text, request).await?,
            bearer => {
                let token = bearer.or_else(|| cookie(&request.headers, SESSION_COOKIE));
                match token {
                    Some(token) => Asking::by_session(app, token).await?,
                    None => Asking::default(),
                }
            }
        };
        Ok(asking.for_customer(app, request).await)
    }

    async fn by_session(app: &App, token: String) -> Result<Asking, sqlx::Error> {
        let found = accounts::open(app, &token).await?;
        Ok(found.map_or(Asking::default(), |Opened { session, acting_ended }| Asking {
            session: Some(session),
            token: Some(token),
            denied: acting_ended,
        }))
    }

    /// Tokens are for the API alone; to a page, whoever brings one is a visitor.
    async fn by_token(app: &App, text: &str, request: &Parts) -> Result<Asking, sqlx::Error> {
        let (path, method) = (request.uri.path(), &request.method);
        if !path.starts_with("/api/v1/") {
            return Ok(Asking::default());
        }
        let session = tokens::open(app, text, &place(request)).await?;
        let may = |session: &Session| scoped(session, method, path);
        let denied = session.as_ref().map_or(Err(TokenRefused::NotGood), may).err().map(Fault::from);
        Ok(Asking { session, token: None, denied })
    }

    /// A program says in a header for which customer of theirs it asks.
    async fn for_customer(self, app: &App, request: &Parts) -> Asking {
        let named = request.headers.get(CUSTOMER).filter(|_| request.uri.path().starts_with("/api/v1/"));
        let (Some(named), None, Some(session)) = (named, &self.denied, &self.session) else { return self };
        let named = named.to_str().unwrap_or_default();
        match resellers::for_customer(app, session.clone(), named).await {
            Ok(session) => Asking { session: Some(session), ..self },
            Err(fault) => Asking { denied: Some(fault), ..self },
        }
    }
}

fn scoped(session: &Session, method: &Method, path: &str) -> Result<(), TokenRefused> {
    session.token.as_ref().map_or(Ok(()), |token| tokens::may(&token.scopes, method, path))
}

impl Visit {
    pub(super) async fn of(app: Arc<App>, request: &Parts) -> Result<Visit, sqlx::Error> {
        let headers = &request.headers;
        let Asking { session, token, denied } = Asking::of(&app, request).await?;
        let setting = session.as_ref().and_then(|session| Lang::parse(&session.person.language));
        // A program says itself for whom it asks; a browser's language is only a guess about its person.
        let said = bearer(headers).and(headers.get(ACCEPT_LANGUAGE));
        let preferences = Preferences::read(headers, if said.is_some() { None } else { setting });
        let form = cookie(headers, FORM_COOKIE).filter(|value| value.len() == 64);
        let new_form_cookie = (session.is_none() && form.is_none()).then(|| app.random.secret());
        let visitor = form.or(new_form_cookie.clone()).unwrap_or_default();
        Ok(Visit {
            words: app.languages.of(preferences.lang),
            theme: preferences.theme,
            csrf: session.as_ref().map_or(visitor, |session| session.csrf.clone()),
            token,
            denied,
            session,
            new_form_cookie,
            flash: cookie(headers, FLASH_COOKIE).filter(|key| key.starts_with("flash-")),
            method: request.method.clone(),
            here: path_and_query(&request.uri),
            place: place(request),
            app,
        })
    }

    /// A page in the reader's words and colours, with the sections they may see.
    pub fn page(&self, title: impl Into<String>) -> Page {
        let mut page = Page::new(self.words.clone(), self.app.catalogue.provider.name.clone()).titled(title);
        page.theme = self.theme;
        page.csrf = self.csrf.clone();
        page.here = self.here.clone();
        page.nav = self.sections();
        page.account = self.session.as_ref().map(|session| self.account(session));
        page.sign_in = self.session.is_none().then(|| "/sign-in".into());
        page.acting = self.acting();
        page.flash = self.flash.as_deref().map(|key| Flash::done(self.words.t(key)));
        page
    }

    fn account(&self, session: &Session) -> Account {
        Account {
            name: session.person.name.clone(),
            email: session.person.email.clone(),
            sign_out: "/sign-out".into(),
            links: vec![
                Link::new(self.words.t("nav-account"), "/account"),
                Link::new(self.words.t("tokens-title"), "/account/tokens"),
            ],
        }
    }

    /// For whom a reseller acts, and the way out of it.
    fn acting(&self) -> Option<ui::Acting> {
        let acting = self.session.as_ref()?.acting.as_ref()?;
        Some(ui::Acting {
            text: self.words.with("acting-for", "customer", acting.customer_name.as_str()),
            end: Link::new(self.words.t("acting-end"), "/acting/end"),
        })
    }

    /// What this request does, as the table of roles names it.
    fn doing(&self) -> Doing {
        let path = self.here.split('?').next().unwrap_or_default();
        Doing::of(&self.method, path)
    }

    fn sections(&self) -> Vec<NavItem> {
        let sections: Vec<(&str, &str)> = match &self.session {
            None => vec![
                ("nav-prices", "/"),
                ("nav-order", "/order"),
                ("nav-shop", "/shop"),
                ("nav-register", "/licences/register"),
            ],
            Some(session) if session.role == Role::Staff => STAFF_SECTIONS.to_vec(),
            Some(session) => customer_sections(session),
        };
        sections.iter().map(|(key, href)| NavItem::new(self.words.t(key), *href)).collect()
    }

    /// The sentence of a refusal in the reader's language.
    pub fn sentence(&self, fault: &Fault) -> String {
        sentence(&self.words, fault)
    }

    pub(super) fn here(&self) -> &str {
        &self.here
    }

    pub(super) fn had_flash(&self) -> bool {
        self.flash.is_some()
    }

    pub(super) fn problem(&self, fault: &Fault) -> Problem {
        Problem::new(fault, self.sentence(fault))
    }

    /// The signed-in person's language, or the one the page is in.
    pub fn language(&self) -> &'static str {
        self.words.lang().code()
    }
}

const STAFF_SECTIONS: &[(&str, &str)] = &[
    ("nav-staff", "/staff"),
    ("nav-customers", "/staff/customers"),
    ("nav-all-servers", "/staff/servers"),
    ("nav-monitoring", "/staff/monitoring"),
    ("nav-incidents", "/staff/incidents"),
    ("nav-backups", "/staff/backups"),
    ("nav-updates", "/staff/updates"),
    ("nav-jobs", "/staff/jobs"),
    ("nav-months", "/staff/months"),
    ("nav-all-invoices", "/staff/invoices"),
    ("nav-reminders", "/staff/reminders"),
    ("nav-ledger", "/staff/ledger"),
    ("nav-debits", "/staff/debits"),
    ("nav-payments", "/staff/payments"),
    ("nav-all-licences", "/staff/licences"),
    ("nav-expiry", "/staff/licences/expiry"),
    ("nav-licence-orders", "/staff/shop"),
    ("nav-releases", "/staff/releases"),
    ("nav-signing-keys", "/staff/signing-keys"),
    ("nav-mail", "/staff/mail"),
    ("nav-inbox", "/staff/inbox"),
    ("nav-fallback", "/staff/fallback"),
    ("nav-certificates", "/staff/certificates"),
    ("nav-people", "/staff/people"),
    ("nav-events", "/staff/events"),
    ("nav-webhooks", "/webhooks"),
];

/// What a customer's people find, and what it takes to see it.
const CUSTOMER_SECTIONS: &[(&str, &str, Doing)] = &[
    ("nav-servers", "/servers", Doing::SeeServers),
    ("nav-invoices", "/invoices", Doing::SeeInvoices),
    ("nav-payment", "/payment", Doing::SeeInvoices),
    ("nav-order", "/order", Doing::OrderServers),
    ("nav-prices", "/", Doing::SeeOrders),
    ("nav-shop", "/shop", Doing::BuyLicences),
    ("nav-shop-orders", "/shop/orders", Doing::SeeLicenceOrders),
    ("nav-licences", "/licences", Doing::SeeLicences),
    ("nav-downloads", "/downloads", Doing::SeeDownloads),
    ("nav-own-customers", "/customers", Doing::KeepCustomers),
    ("nav-people", "/people", Doing::SeePeople),
    ("nav-events", "/events", Doing::SeeEvents),
    ("nav-webhooks", "/webhooks", Doing::KeepWebhooks),
];

fn customer_sections(session: &Session) -> Vec<(&'static str, &'static str)> {
    let shown = |doing: Doing| {
        session.may(doing).is_ok() && (doing != Doing::KeepCustomers || session.reseller.is_some())
    };
    let sections = CUSTOMER_SECTIONS.iter().filter(|(_, _, doing)| shown(*doing));
    sections.map(|(key, href, _)| (*key, *href)).collect()
}

/// The sentence `refusal-<code>` of a refusal.
pub fn sentence(words: &Words, fault: &Fault) -> String {
    let args: Vec<(&str, Arg)> =
        fault.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    words.tr(&format!("refusal-{}", fault.code), &args)
}

/// Somebody of a customer, or a reseller who acts for it, whose role allows what the request does.
pub struct Member {
    pub visit: Visit,
    pub session: Session,
    pub person: Person,
    pub customer: Id<Customer>,
}

/// Somebody of the provider.
pub struct Staff {
    pub visit: Visit,
    pub session: Session,
}

/// Anybody who is signed in, of a customer or staff, whose role allows what the request does.
pub struct SignedIn {
    pub visit: Visit,
    pub session: Session,
}

fn signed_in(visit: &Visit) -> Result<Session, Fault> {
    visit.session.clone().ok_or(Fault::new(Kind::SignInNeeded, "sign-in-needed"))
}

impl FromVisit for SignedIn {
    fn from_visit(visit: Visit) -> Result<SignedIn, Fault> {
        let session = signed_in(&visit)?;
        session.may(visit.doing())?;
        Ok(SignedIn { visit, session })
    }
}

/// Who may come in by this door.
pub trait FromVisit: Sized {
    fn from_visit(visit: Visit) -> Result<Self, Fault>;
}

impl FromVisit for Visit {
    fn from_visit(visit: Visit) -> Result<Visit, Fault> {
        Ok(visit)
    }
}

impl FromVisit for Member {
    fn from_visit(visit: Visit) -> Result<Member, Fault> {
        let session = signed_in(&visit)?;
        session.may(visit.doing())?;
        let customer = session.person.customer_id.clone().ok_or(RoleRefused::CustomersOnly)?;
        Ok(Member { person: session.person.clone(), session, customer, visit })
    }
}

impl FromVisit for Staff {
    fn from_visit(visit: Visit) -> Result<Staff, Fault> {
        let session = signed_in(&visit)?;
        session.may(Doing::Provide)?;
        Ok(Staff { session, visit })
    }
}

macro_rules! extract_by_visit {
    ($($who:ty),*) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $who {
            type Rejection = Fault;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
                let visit = parts.extensions.get::<Visit>().cloned();
                <$who>::from_visit(visit.ok_or_else(|| Fault::broken("a route outside of web::around"))?)
            }
        }
    )*};
}
extract_by_visit!(Visit, Member, SignedIn, Staff);

/// Which rows of a table: LIMIT and OFFSET.
pub struct Paging {
    pub limit: i64,
    pub offset: i64,
}

impl Paging {
    pub fn of(query: &hostler_kit::ui::ListQuery) -> Paging {
        Paging { limit: ROWS as i64, offset: i64::try_from(query.offset(ROWS)).unwrap_or(i64::MAX) }
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::to_string)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, value)| *own == name && !value.is_empty()).map(|(_, value)| value.to_string())
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or("/".into(), |path| path.as_str().to_string())
}

fn place(request: &Parts) -> String {
    let peer = request.extensions.get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
    peer.map_or("somewhere".into(), |peer| peer.0.ip().to_string())
}
