//! Registration at the web site (L7), in three steps like the console's: base key, further keys, who and where.
//!
//! Knowing the key is the permission; nobody has to sign in. Nothing is stored between the steps: the page carries what
//! was typed.

use super::facts::Speech;
use super::registered::Done;
use super::text_form;
use crate::app::App;
use crate::licences::public::limited;
use crate::licences::{Licence, look_up, preview, redeem_by_key};
use crate::web::{Answer, Posted, Visit, page, refused};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Field, Form, Page, Step, StepState, Steps};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/licences/register", get(begin).post(go_on))
}

/// What was typed so far.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Typed {
    /// What the button was: `base`, `add`, `remove`, `machine`, `keys`.
    pub step: String,
    pub key: String,
    /// The further keys, each on a line.
    pub keys: String,
    /// The one that is to be added, or taken out.
    pub more: String,
}

impl Typed {
    pub fn further(&self) -> Vec<String> {
        self.keys.lines().map(str::trim).filter(|key| !key.is_empty()).map(str::to_string).collect()
    }

    fn with(self, further: &[String]) -> Typed {
        Typed { keys: further.join("\n"), more: String::new(), ..self }
    }
}

/// Which of the three steps is being done.
pub fn steps(visit: &Visit, now: usize) -> Steps {
    let step = |(at, key): (usize, &str)| {
        let state = match at.cmp(&now) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Waiting,
        };
        Step::new(visit.words.t(key), state)
    };
    let keys = ["licence-step-base", "licence-step-further", "licence-step-machine"];
    Steps::new(keys.into_iter().enumerate().map(step).collect()).resting()
}

pub fn frame(visit: &Visit) -> Page {
    visit.page(visit.words.t("licence-register-title"))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/base.html")]
struct BasePage {
    page: Page,
    steps: Steps,
    form: Form,
}

fn base_form(visit: &Visit) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new("/licences/register", t("licence-go-on"))
        .field(key_field("key", t("licence-base-key")).hint(t("licence-base-key-hint")))
        .field(Field::hidden("step", "base"))
}

fn key_field(name: &str, label: String) -> Field {
    Field::text(name, label)
        .autocomplete("off")
        .attribute("spellcheck", "false")
        .attribute("autocapitalize", "characters")
}

async fn begin(visit: Visit) -> Answer {
    let form = base_form(&visit);
    page(&BasePage {
        page: frame(&visit).lead(visit.words.t("licence-register-lead")),
        steps: steps(&visit, 0),
        form,
    })
}

async fn go_on(visit: Visit, Posted(typed): Posted<Typed>) -> Answer {
    match typed.step.as_str() {
        "add" => add(&visit, typed).await,
        "remove" => remove(&visit, typed).await,
        "machine" => machine(&visit, typed).await,
        "keys" => keys_alone(&visit, typed).await,
        _ => base(&visit, typed).await,
    }
}

/// Whether a refusal is about what was typed; another is shown on a page of its own.
pub fn about_what_was_typed(fault: &Fault) -> bool {
    matches!(fault.kind, Kind::Invalid | Kind::Missing | Kind::Conflict)
}

async fn base(visit: &Visit, typed: Typed) -> Answer {
    match limited(visit, preview(&visit.app, (&typed.key, &[]))).await {
        Ok((licence, _)) => page(&further_page(visit, (typed.with(&[]), licence), None).await?),
        Err(fault) if about_what_was_typed(&fault) => {
            let form = base_form(visit).fill("key", &typed.key).refuse("key", visit.sentence(&fault));
            refused(&BasePage { page: frame(visit).with_form(&form), steps: steps(visit, 0), form })
        }
        Err(fault) => Err(fault),
    }
}

#[derive(askama::Template)]
#[template(path = "licences/pages/further.html")]
struct FurtherPage {
    page: Page,
    steps: Steps,
    typed: Typed,
    facts: Vec<(String, String)>,
    waiting: Vec<String>,
    keys: Vec<Further>,
    form: Form,
    /// What has to be added before the keys go together.
    uneven: Option<String>,
}

/// A further key, and what it brings.
struct Further {
    text: String,
    hint: String,
    brings: String,
}

fn further_form(visit: &Visit, typed: &Typed) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new("/licences/register", t("licence-add-key"))
        .field(key_field("more", t("licence-further-key")).hint(t("licence-further-key-hint")))
        .field(Field::hidden("key", &typed.key))
        .field(Field::hidden("keys", &typed.keys))
        .field(Field::hidden("step", "add"))
}

/// The second step, with what is wrong with the key that was just typed.
async fn further_page(
    visit: &Visit,
    (typed, licence): (Typed, Licence),
    wrong: Option<&Fault>,
) -> Result<FurtherPage, Fault> {
    let (app, speech) = (&visit.app, Speech(visit));
    let found = look_up(app, None, &typed.key).await?;
    let mut keys = Vec::new();
    for text in typed.further() {
        let found = look_up(app, None, &text).await?;
        keys.push(Further { text, hint: found.hint.clone(), brings: speech.brings(&found.grant) });
    }
    let waiting = found.licence.map(|licence| licence.waiting).unwrap_or_default();
    let mut form = further_form(visit, &typed);
    let mut uneven = None;
    match wrong {
        Some(fault) if fault.code == UNEVEN => uneven = Some(visit.sentence(fault)),
        Some(fault) => form = form.fill("more", &typed.more).refuse("more", visit.sentence(fault)),
        None => {}
    }
    Ok(FurtherPage {
        page: frame(visit).with_form(&form),
        steps: steps(visit, 1),
        facts: vec![
            (speech.t("licence-number"), licence.number.clone()),
            (speech.t("licence-product"), speech.product(&licence.product)),
            (speech.t("licence-users"), visit.words.number(licence.users)),
        ],
        waiting: waiting.iter().map(|grant| speech.brings(grant)).collect(),
        keys,
        form,
        uneven,
        typed,
    })
}

/// Add-ons that do not fit the users yet: the key that makes them fit may come next.
const UNEVEN: &str = "add-on-users-differ";

async fn add(visit: &Visit, typed: Typed) -> Answer {
    let mut further = typed.further();
    further.push(typed.more.trim().to_string());
    match limited(visit, preview(&visit.app, (&typed.key, &further))).await {
        Ok((licence, _)) => page(&further_page(visit, (typed.with(&further), licence), None).await?),
        Err(fault) if fault.code == UNEVEN => {
            let licence = preview(&visit.app, (&typed.key, &[])).await?.0;
            page(&further_page(visit, (typed.with(&further), licence), Some(&fault)).await?)
        }
        Err(fault) if about_what_was_typed(&fault) => {
            let licence = limited(visit, preview(&visit.app, (&typed.key, &[]))).await?.0;
            refused(&further_page(visit, (typed, licence), Some(&fault)).await?)
        }
        Err(fault) => Err(fault),
    }
}

async fn remove(visit: &Visit, typed: Typed) -> Answer {
    let further: Vec<String> = typed.further().into_iter().filter(|key| *key != typed.more).collect();
    again(visit, typed.with(&further)).await
}

/// The second step as it stands.
async fn again(visit: &Visit, typed: Typed) -> Answer {
    let further = typed.further();
    match limited(visit, preview(&visit.app, (&typed.key, &further))).await {
        Ok((licence, _)) => page(&further_page(visit, (typed, licence), None).await?),
        Err(fault) if fault.code == UNEVEN => {
            let licence = preview(&visit.app, (&typed.key, &[])).await?.0;
            refused(&further_page(visit, (typed, licence), Some(&fault)).await?)
        }
        Err(fault) => Err(fault),
    }
}

#[derive(askama::Template)]
#[template(path = "licences/pages/machine.html")]
pub struct MachinePage {
    pub page: Page,
    pub steps: Steps,
    pub typed: Typed,
    pub form: Form,
}

pub fn machine_form(visit: &Visit, typed: &Typed) -> Form {
    text_form("/licences/register/request", |key| visit.words.t(key), "licence-request-submit")
        .field(Field::hidden("key", &typed.key))
        .field(Field::hidden("keys", &typed.keys))
}

pub fn machine_page(visit: &Visit, typed: Typed, form: Form) -> MachinePage {
    MachinePage { page: frame(visit).with_form(&form), steps: steps(visit, 2), typed, form }
}

/// The third step, if the keys go together.
async fn machine(visit: &Visit, typed: Typed) -> Answer {
    let further = typed.further();
    match limited(visit, preview(&visit.app, (&typed.key, &further))).await {
        Ok(_) => {
            let form = machine_form(visit, &typed);
            page(&machine_page(visit, typed, form))
        }
        Err(_) => again(visit, typed).await,
    }
}

/// The keys enter the licence; its machine fetches the new file, or comes with a request.
async fn keys_alone(visit: &Visit, typed: Typed) -> Answer {
    let by = visit.session.as_ref().map(|session| session.actor());
    let further = typed.further();
    let done = limited(visit, redeem_by_key(&visit.app, by.as_ref(), (&typed.key, &further))).await;
    match done {
        Ok((licence, told)) => page(&Done::of_keys(visit, &licence, &told)),
        Err(_) => again(visit, typed).await,
    }
}
