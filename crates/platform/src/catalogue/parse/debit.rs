//! Direct debit: whether what the bank checks is right.

use super::{Problem, Problems};
use crate::catalogue::debit::DebitTerms;
use crate::catalogue::model::{Provider, Seller};
use toml::Spanned;

/// The terms, if they fit the provider and its bank account.
pub fn debit(
    raw: Spanned<DebitTerms>,
    (provider, seller): (Option<&Provider>, Option<&Seller>),
    problems: &mut Problems,
) -> DebitTerms {
    let (at, mut terms) = (raw.span(), raw.into_inner());
    let mut wrong = |problem: String, remedy: &str| problems.add(Problem::new(at.clone(), problem, remedy));
    match sepa::validate_creditor_id(&terms.creditor_id) {
        Ok(id) => terms.creditor_id = id.as_str().to_string(),
        Err(error) => {
            let problem = format!("`{}` is no creditor identifier ({error})", terms.creditor_id);
            wrong(problem, "write the one that the bank gave, such as NL79ZZZ999999990000");
        }
    }
    if !(1..=30).contains(&terms.pre_notification_days) {
        let problem = format!("a debit cannot be announced {} days before", terms.pre_notification_days);
        wrong(problem, "write 1 to 30; the scheme's are 14");
    }
    if !(1..=14).contains(&terms.cut_off_days) {
        let problem = format!("a file cannot be sent {} days before", terms.cut_off_days);
        wrong(problem, "write 1 to 14, as the bank says");
    }
    if let Some(error) = seller.and_then(|seller| sepa::validate_iban(&seller.iban).err()) {
        let problem = format!("there is nowhere to collect to: the seller's IBAN is not one ({error})");
        wrong(problem, "write the account's number as `iban` in [seller]");
    }
    if let Some(error) = seller
        .filter(|seller| !seller.bic.is_empty())
        .and_then(|seller| sepa::validate_bic(&seller.bic).err())
    {
        wrong(
            format!("the seller's BIC is not one ({error})"),
            "leave `bic` empty or write it as the bank does",
        );
    }
    if let Some(provider) = provider.filter(|provider| provider.currency != "EUR") {
        let problem = format!("direct debit is in euros, not in {}", provider.currency);
        wrong(problem, "leave [debit] out");
    }
    terms
}
