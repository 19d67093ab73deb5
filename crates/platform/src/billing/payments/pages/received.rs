//! What came from a customer and what it has too much, inside the customer's and the staff's pages.

use super::super::found::{self, Amount};
use super::date_words;
use crate::accounts::Customer;
use crate::web::Visit;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Html, Page};

#[derive(askama::Template)]
#[template(path = "billing/payments/pages/received.html")]
pub struct Panel {
    page: Page,
    credit: Option<String>,
    /// Where staff ask for it to be paid back.
    refund: Option<String>,
    rows: Vec<(String, String, String)>,
}

impl Panel {
    /// As the customer sees it.
    pub async fn of(visit: &Visit, customer: &Id<Customer>) -> Result<Panel, Fault> {
        let received = found::received(&visit.app, customer).await?;
        let money = |minor: i64| visit.words.money(minor, &received.currency);
        Ok(Panel {
            page: visit.page(""),
            credit: (received.credit_minor > 0).then(|| money(received.credit_minor)),
            refund: None,
            rows: received.payments.iter().map(|one| row(visit, one, money(one.amount_minor))).collect(),
        })
    }

    /// As staff see it.
    pub async fn for_staff(visit: &Visit, customer: &Id<Customer>) -> Result<Panel, Fault> {
        let refund = format!("/staff/payments/refunds?customer={customer}");
        Ok(Panel { refund: Some(refund), ..Panel::of(visit, customer).await? })
    }

    pub fn html(&self) -> Html {
        askama::filters::Safe(askama::Template::render(self).expect("writing into a string does not fail"))
    }
}

fn row(visit: &Visit, one: &Amount, amount: String) -> (String, String, String) {
    let key = match one.kind.as_str() {
        "invoice" => "match-invoice",
        "debit" => "match-debit",
        "return" => "match-return",
        "refund" => "match-refund",
        _ => "match-credit",
    };
    let mut what = visit.words.t(key);
    for more in [&one.words, &one.account].into_iter().filter(|more| !more.is_empty()) {
        what = format!("{what}, {more}");
    }
    (date_words(visit, &one.date), what, amount)
}
