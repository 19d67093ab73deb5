//! The end of a registration at the web site: the licence file as a file, as text and as a QR code, with every number
//! explained; or, without a machine, what the licence is now.

use super::facts::Speech;
use super::register::{Typed, about_what_was_typed, frame, machine_form, machine_page};
use super::sent_text;
use crate::app::App;
use crate::licences::model::Licence;
use crate::licences::public::{limited, registered};
use crate::licences::{At, LicenceRefused, redeem_by_key, rules};
use crate::web::{Answer, Posted, Uploaded, Visit, page, refused};
use axum::Router;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Html, Page, qr};
use hostler_licence::registration::{self, Request};
use hostler_wire::registration::{Registered, Told};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/licences/register/request", get(request_page).post(request))
        .route("/licences/register/file", post(download))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/done.html")]
pub struct Done {
    page: Page,
    lead: String,
    facts: Vec<(String, String)>,
    explained: Vec<String>,
    file: Option<File>,
}

/// What goes to the machine.
struct File {
    text: String,
    /// None where no code holds so much.
    code: Option<Html>,
    /// The request that it answers: asked again, the same file comes.
    request: String,
}

async fn request_page(visit: Visit) -> Answer {
    let typed = Typed::default();
    let form = machine_form(&visit, &typed);
    page(&machine_page(&visit, typed, form))
}

async fn request(visit: Visit, sent: Uploaded) -> Answer {
    let field = |name: &str| sent.text(name).to_string();
    let typed = Typed { key: field("key"), keys: field("keys"), ..Typed::default() };
    let text = sent_text(&sent);
    match answered(&visit, &typed, &text).await {
        Ok((request, answer)) => page(&Done::of_machine(&visit, (&request, text), &answer)),
        Err(fault) if about_what_was_typed(&fault) => {
            let form = machine_form(&visit, &typed).fill("text", sent.text("text"));
            let form = form.refuse("text", visit.sentence(&fault));
            refused(&machine_page(&visit, typed, form))
        }
        Err(fault) => Err(fault),
    }
}

/// Adds the keys that were typed here, then answers the machine.
async fn answered(visit: &Visit, typed: &Typed, text: &str) -> Result<(Request, Registered), Fault> {
    let request: Request =
        limited(visit, async { registration::open(text).map_err(LicenceRefused::from).map_err(Fault::from) })
            .await?;
    if !typed.key.is_empty() {
        let same = rules::read_key(&typed.key, At::Base)? == rules::read_key(&request.base_key, At::Base)?;
        if !same {
            return Err(LicenceRefused::RequestOfOtherKey.into());
        }
        let by = visit.session.as_ref().map(|session| session.actor());
        limited(visit, redeem_by_key(&visit.app, by.as_ref(), (&typed.key, &typed.further()))).await?;
    }
    Ok((request, registered(visit, text).await?))
}

impl Done {
    fn of_machine(visit: &Visit, (request, text): (&Request, String), answer: &Registered) -> Done {
        let speech = Speech(visit);
        let (owner, machine) = (&request.owner, &request.machine);
        let who = [&owner.company, &owner.name, &owner.email].into_iter().filter(|part| !part.is_empty());
        let facts = vec![
            (speech.t("licence-number"), answer.number.clone()),
            (speech.t("licence-who"), who.cloned().collect::<Vec<_>>().join(", ")),
            (speech.t("licence-host"), machine.host.clone()),
            (speech.t("licence-system"), format!("{}, {}", machine.system, machine.hardware)),
        ];
        let file = whole(answer);
        let label = speech.t("licence-qr");
        let code = qr::svg(&file, &label).or_else(|| qr::svg(&answer.licence_file, &label));
        Done {
            page: frame(visit),
            lead: visit.words.with("licence-registered", "number", answer.number.as_str()),
            facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            explained: explained(&speech, &request.product, &answer.explanation),
            file: Some(File { text: file, code: code.map(askama::filters::Safe), request: text }),
        }
    }

    /// Without a machine.
    pub fn of_keys(visit: &Visit, licence: &Licence, told: &[Told]) -> Done {
        let speech = Speech(visit);
        let held = if licence.serial > 0 { "licence-keys-added-held" } else { "licence-keys-added-new" };
        Done {
            page: frame(visit),
            lead: visit.words.with(held, "number", licence.number.as_str()),
            facts: vec![
                (speech.t("licence-number"), licence.number.clone()),
                (speech.t("licence-users"), visit.words.number(licence.users)),
            ],
            explained: explained(&speech, &licence.product, told),
            file: None,
        }
    }
}

fn explained(speech: &Speech<'_>, product: &str, told: &[Told]) -> Vec<String> {
    told.iter().map(|line| speech.because(product, line)).collect()
}

/// The licence file, with the keyring and the list that a machine without a network also needs.
fn whole(answer: &Registered) -> String {
    let parts = [&answer.keyring, &answer.revocations, &answer.licence_file];
    parts.map(|part| format!("{}\n", part.trim_end())).concat()
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    request: String,
}

async fn download(visit: Visit, Posted(asked): Posted<Asked>) -> Answer {
    let answer = registered(&visit, &asked.request).await?;
    let name = format!("attachment; filename=\"{}.licence\"", answer.number);
    let kind = "text/plain; charset=utf-8".to_string();
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], whole(&answer)).into_response())
}
