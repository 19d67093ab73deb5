//! A quote on a page: its lines with their reasons, what to know, the sums.

use crate::app::App;
use crate::shop::quote::{Line, Quote};
use crate::shop::told::Voice;
use crate::web::Visit;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Html, Page};

/// Htmx swaps it in as it is. Inside a form it carries the total that was seen.
#[derive(askama::Template)]
#[template(path = "shop/pages/priced.html")]
pub struct Priced {
    page: Page,
    rows: Vec<Row>,
    notes: Vec<String>,
    sums: Vec<(String, String)>,
    total: String,
    seen: Option<i64>,
    problem: Option<String>,
}

struct Row {
    what: String,
    why: String,
    quantity: String,
    price: String,
    amount: String,
}

impl Priced {
    pub fn of(visit: &Visit, quote: &Quote) -> Priced {
        let words = &visit.words;
        let voice = voice(&visit.app, visit);
        let money = |minor: i64| words.money(minor, &quote.currency);
        let row = |line: &Line| Row {
            what: voice.line(quote, line),
            why: voice.why(quote, line),
            quantity: words.number(line.quantity),
            price: words.unit_price(line.unit_price_micro, &quote.currency),
            amount: money(line.amount_minor),
        };
        Priced {
            page: visit.page(""),
            rows: quote.lines.iter().map(row).collect(),
            notes: quote.notes.iter().map(|note| voice.note(note)).collect(),
            sums: vec![
                (words.t("shop-net"), money(quote.net_minor)),
                (voice.vat(quote), money(quote.vat_minor)),
            ],
            total: money(quote.gross_minor),
            seen: None,
            problem: None,
        }
    }

    /// The quote of a form: who sends it has seen its total. Without a price, the sentence why.
    pub fn in_form(visit: &Visit, quoted: &Result<Quote, Fault>) -> Result<Priced, Fault> {
        match quoted {
            Ok(quote) => Ok(Priced { seen: Some(quote.gross_minor), ..Priced::of(visit, quote) }),
            Err(fault) if fault.kind == Kind::Broken => Err(fault.clone()),
            Err(fault) => Ok(Priced {
                page: visit.page(""),
                rows: Vec::new(),
                notes: Vec::new(),
                sums: Vec::new(),
                total: String::new(),
                seen: None,
                problem: Some(visit.sentence(fault)),
            }),
        }
    }

    pub fn html(&self) -> Html {
        askama::filters::Safe(askama::Template::render(self).expect("writing into a string does not fail"))
    }
}

fn voice<'a>(app: &'a App, visit: &Visit) -> Voice<'a> {
    Voice { words: visit.words.clone(), catalogue: &app.catalogue }
}
