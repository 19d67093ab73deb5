//! The mandate's text, as the scheme prescribes it (EPC016-06, annex VII, and EPC098-13 for the wording in Dutch): who
//! may collect, what for, by which reference, and what the signer's rights are.

use super::model::Mandate;
use super::rules;
use crate::accounts::Customer;
use crate::app::App;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Arg, Words};

/// What somebody is asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Name and value, in the order of the form.
    pub facts: Vec<(String, String)>,
    /// The paragraphs above the signature.
    pub paragraphs: Vec<String>,
    pub reference: String,
}

/// The text that this customer can sign now: a new mandate, or the same one for another account.
pub async fn of(app: &App, words: &Words, customer: &Customer) -> Result<Text, Fault> {
    let terms = super::terms(app)?;
    let (reference, creditor_id) = match super::mandate_of(&app.db, &customer.id).await? {
        Some(Mandate { reference, creditor_id, .. }) => (reference, creditor_id),
        None => {
            let number = super::store::mandates::number_of(&app.db, &customer.id).await? + 1;
            (rules::reference(&customer.id, number), terms.creditor_id.clone())
        }
    };
    let (provider, seller) = (&app.catalogue.provider, &app.catalogue.seller);
    let place = format!("{}, {} {}, {}", seller.street, seller.postcode, seller.city, provider.country);
    let facts = [
        ("mandate-creditor", provider.name.clone()),
        ("mandate-creditor-place", place),
        ("mandate-creditor-id", creditor_id),
        ("mandate-reference", reference.clone()),
        ("mandate-type", words.t("mandate-recurrent")),
        ("mandate-for", words.t("mandate-for-invoices")),
        ("mandate-debtor", customer.name.clone()),
    ];
    let creditor: [(&str, Arg); 2] =
        [("creditor", provider.name.as_str().into()), ("days", terms.pre_notification_days.into())];
    let keys = ["mandate-text-authorise", "mandate-text-refund", "mandate-text-notice"];
    Ok(Text {
        facts: facts.into_iter().map(|(key, value)| (words.t(key), value)).collect(),
        paragraphs: keys.iter().map(|key| words.tr(key, &creditor)).collect(),
        reference,
    })
}

impl Text {
    /// All of it as it is kept, with the account that was filled in (its middle hidden) and its holder.
    pub fn signed(&self, words: &Words, account: &rules::Checked) -> String {
        let bic = account.bic.as_ref().map(|bic| bic.as_str().to_string()).unwrap_or_default();
        let filled = [
            (words.t("mandate-holder"), account.holder.clone()),
            (words.t("mandate-iban"), rules::shown(&account.iban)),
            (words.t("mandate-bic"), bic),
        ];
        let facts = self.facts.iter().chain(&filled).filter(|(_, value)| !value.is_empty());
        let mut lines = vec![words.t("mandate-title")];
        lines.extend(facts.map(|(name, value)| format!("{name}: {value}")));
        lines.extend(self.paragraphs.iter().cloned());
        lines.join("\n")
    }
}
