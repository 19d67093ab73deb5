//! A person's tokens: make one, see when each was last used, revoke it.

use super::routes::USUAL_DAYS;
use super::{Token, Wanted, rules};
use crate::app::App;
use crate::web::{Answer, Posted, SignedIn, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Choice, Column, Confirm, Empty, Field, Form, Listing, Page, Tone};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/account/tokens", get(list_page).post(make))
        .route("/account/tokens/{id}/revoke", get(revoke_page).post(revoke))
}

#[derive(askama::Template)]
#[template(path = "accounts/tokens/list.html")]
struct ListPage {
    page: Page,
    /// A token that was just made: shown here, once.
    made: Option<String>,
    list: Listing,
    rows: Vec<Row>,
    form: Form,
}

struct Row {
    name: String,
    badge: Badge,
    scopes: String,
    used: String,
    expires: String,
    revoke: Option<String>,
}

fn row(visit: &Visit, token: Token) -> Row {
    let (now_ms, zone) = (visit.app.now_ms(), visit.app.zone());
    let at = |ms: i64| visit.words.instant(instant(ms), zone);
    let (tone, key) = match token.revoked_at_ms {
        Some(_) => (Tone::Quiet, "token-revoked"),
        None if token.expires_at_ms <= now_ms => (Tone::Quiet, "token-expired"),
        None => (Tone::Good, "token-good"),
    };
    Row {
        badge: Badge::new(tone, visit.words.t(key)),
        used: match token.last_used_at_ms {
            Some(ms) => {
                let values = [("at", at(ms).into()), ("place", token.last_used_from.as_str().into())];
                visit.words.tr("token-used-from", &values)
            }
            None => visit.words.t("token-never-used"),
        },
        expires: at(token.expires_at_ms),
        revoke: (tone == Tone::Good).then(|| format!("/account/tokens/{}/revoke", token.id)),
        name: token.name,
        scopes: token.scopes,
    }
}

/// The choice that gives no scope.
const NOTHING: &str = "nothing";

/// A choice for each area: nothing, reading, or all.
fn form(who: &SignedIn) -> Form {
    let t = |key: &str| who.visit.words.t(key);
    let days = [30, USUAL_DAYS, rules::MOST_DAYS];
    let lives = days.map(|days| Choice::new(days.to_string(), who.visit.words.with("token-days", "n", days)));
    let mut form = Form::new("/account/tokens", t("token-make"))
        .field(Field::text("name", t("token-name")).hint(t("token-name-hint")))
        .field(Field::select("days", t("token-life"), lives.to_vec()).value(USUAL_DAYS.to_string()));
    for area in rules::areas_of(who.session.role) {
        let choices = vec![
            Choice::new(NOTHING, t("token-may-nothing")),
            Choice::new("read", t("token-may-read")),
            Choice::new("write", t("token-may-write")),
        ];
        let label = who.visit.words.with("token-area", "area", area);
        form = form.field(Field::select(format!("may_{area}"), label, choices).value(NOTHING));
    }
    form
}

async fn shown(who: &SignedIn, form: Form, made: Option<String>) -> Result<ListPage, Fault> {
    let visit = &who.visit;
    let t = |key: &str| visit.words.t(key);
    let tokens = super::all(&visit.app, &who.session.person.id).await?;
    let rows: Vec<Row> = tokens.into_iter().map(|token| row(visit, token)).collect();
    let list = Listing::new("/account/tokens", t("tokens-title"), rows.len() as u64)
        .column(Column::text(t("token-name")))
        .column(Column::text(t("token-state")))
        .column(Column::text(t("token-scopes")))
        .column(Column::text(t("token-last-used")))
        .column(Column::text(t("token-expires")))
        .column(Column::actions(t("token-revoke")))
        .empty(Empty::new(t("tokens-none"), t("tokens-none-do")));
    let frame = visit.page(t("tokens-title")).lead(t("tokens-lead")).crumb(t("nav-account"), "/account");
    Ok(ListPage { page: frame.with_form(&form), made, list, rows, form })
}

async fn list_page(who: SignedIn) -> Answer {
    let form = form(&who);
    page(&shown(&who, form, None).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

impl Typed {
    fn wanted(&self) -> Wanted {
        let scope = |(field, may): (&String, &String)| {
            let area = field.strip_prefix("may_").filter(|_| !may.is_empty() && may != NOTHING)?;
            Some(format!("{area}:{may}"))
        };
        Wanted {
            name: self.name.clone(),
            scopes: self.rest.iter().filter_map(scope).collect(),
            days: self.days.parse().unwrap_or(0),
        }
    }
}

async fn make(who: SignedIn, Posted(typed): Posted<Typed>) -> Answer {
    match super::create(&who.visit.app, &who.session, typed.wanted()).await {
        Ok((_, secret)) => {
            let form = form(&who);
            page(&shown(&who, form, Some(secret)).await?)
        }
        Err(fault) if fault.kind == Kind::Broken => Err(fault),
        Err(fault) => {
            let mut form = form(&who).fill("name", typed.name).fill("days", typed.days);
            for (field, value) in typed.rest {
                form = form.fill(&field, value);
            }
            let field = fault.field.filter(|field| *field != "scopes").unwrap_or_default();
            let form = form.refuse(field, who.visit.sentence(&fault));
            refused(&shown(&who, form, None).await?)
        }
    }
}

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

fn confirm(who: &SignedIn, token: &Token) -> (Page, Confirm) {
    let t = |key: &str| who.visit.words.t(key);
    let confirm =
        Confirm::new(format!("/account/tokens/{}/revoke", token.id), t("token-revoke"), &token.name)
            .consequence(t("token-revoke-stops"))
            .consequence(t("token-revoke-final"))
            .cancel("/account/tokens");
    let title = who.visit.words.with("token-revoke-title", "name", token.name.as_str());
    (who.visit.page(title).crumb(t("tokens-title"), "/account/tokens"), confirm)
}

async fn revoke_page(who: SignedIn, Path(id): Path<Id<Token>>) -> Answer {
    let token = super::of(&who.visit.app, &who.session, &id).await?;
    let (frame, confirm) = confirm(&who, &token);
    page(&ConfirmPage { page: frame, confirm })
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn revoke(who: SignedIn, Path(id): Path<Id<Token>>, Posted(typed): Posted<Confirmed>) -> Answer {
    let token = super::of(&who.visit.app, &who.session, &id).await?;
    let (frame, confirm) = confirm(&who, &token);
    if let Err(confirm) = confirm.check(&typed.confirm, &frame) {
        return refused(&ConfirmPage { page: frame, confirm: *confirm });
    }
    super::revoke(&who.visit.app, &who.session, &id).await?;
    Ok(see_told("/account/tokens", "flash-token-revoked"))
}
