//! Lines in words: the same for the customer's page, the staff's preview and the paper (B6).

use super::model::{Item, Totals};
use crate::billing::pricing::{Because, Kind, Unit};
use hostler_kit::money::divide_half_even;
use hostler_kit::ui::{Plot, Shape, Words};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A line as people read it.
pub struct Shown {
    pub what: String,
    /// The server and the month.
    pub place: String,
    pub quantity: String,
    pub unit_price: String,
    pub amount: String,
    pub why: Why,
}

/// What a line is made of.
#[derive(Default)]
pub struct Why {
    /// One sentence.
    pub sentence: String,
    /// What and how much.
    pub facts: Vec<(String, String)>,
    /// Above the accounts: how many existed when.
    pub accounts_title: String,
    pub accounts: Vec<String>,
    /// Day and bytes, and whether that day was read.
    pub storage: Vec<(String, String, String)>,
}

/// Plots of one bill; what more servers had stands in their lines.
const MOST_PLOTS: usize = 12;

/// How lines are put in words.
pub struct Voice<'a> {
    pub words: &'a Words,
    pub zone: &'a TimeZone,
    pub currency: &'a str,
}

/// A total and its VAT, in words: label and amount.
pub struct Sum {
    pub label: String,
    pub amount: String,
}

impl Voice<'_> {
    pub fn lines(&self, items: &[Item]) -> Vec<Shown> {
        items.iter().map(|item| self.line(item)).collect()
    }

    /// The months of the lines, drawn: users by day with the peak, storage by day with what is included.
    pub fn plots(&self, items: &[Item]) -> Vec<Plot> {
        items.iter().filter_map(|item| self.plot(item)).take(MOST_PLOTS).collect()
    }

    fn plot(&self, item: &Item) -> Option<Plot> {
        let title = |key: &str| match &item.host {
            Some(host) => format!("{}, {host}", self.words.t(key)),
            None => self.words.t(key),
        };
        if let Because::Storage { allowance_bytes, days, .. } = &item.line.because {
            let days = days.iter().map(|day| (day.day, day.bytes)).collect();
            let plot = Plot::new(title("invoice-storage-of-month"), Shape::Line, days).bytes();
            return Some(plot.limit(self.words.t("invoice-storage-included"), *allowance_bytes));
        }
        let days: Vec<_> = item.days.iter().map(|day| (day.day, day.highest)).collect();
        let plot = Plot::new(title("invoice-users-of-month"), Shape::Steps, days).peak();
        (!item.days.is_empty()).then(|| plot.until(item.month.last_day()))
    }

    fn line(&self, item: &Item) -> Shown {
        let (words, line) = (self.words, &item.line);
        let month = words.month(item.month.first_day());
        let unit = match line.unit {
            Unit::User => words.with("invoice-users", "n", line.quantity),
            Unit::Gb => words.with("invoice-gb", "n", line.quantity),
            Unit::Piece => words.number(line.quantity),
        };
        let place = item.host.iter().cloned().chain([month]).collect::<Vec<_>>().join(", ");
        Shown {
            what: self.what(item),
            place,
            quantity: unit,
            unit_price: words.unit_price(line.unit_price_micro, self.currency),
            amount: words.money(line.amount_minor, self.currency),
            why: self.why(item),
        }
    }

    /// What a line is, in words: also its name in the XML (EN 16931, BT-153).
    pub fn what(&self, item: &Item) -> String {
        if !item.text.is_empty() {
            return item.text.clone();
        }
        let key = match item.line.kind {
            Kind::Users => "invoice-line-users",
            Kind::Storage => "invoice-line-storage",
            Kind::CombinationDiscount => "invoice-line-discount",
            Kind::Licence => "invoice-line-licence",
            Kind::Goodwill => "invoice-line-goodwill",
        };
        let what = self.words.with(key, "product", item.product.as_str());
        match &item.line.because {
            Because::Correction { .. } => self.words.with("invoice-line-correction", "what", what),
            _ => what,
        }
    }

    fn why(&self, item: &Item) -> Why {
        match &item.line.because {
            Because::Correction {
                invoiced_quantity,
                invoiced_minor,
                right_quantity,
                right_minor,
                right,
                ..
            } => {
                let number = |n: &i64, minor: &i64| {
                    format!("{} ({})", self.words.number(n), self.words.money(minor, self.currency))
                };
                let facts = [
                    (self.words.t("invoice-was-billed"), number(invoiced_quantity, invoiced_minor)),
                    (self.words.t("invoice-is-right"), number(right_quantity, right_minor)),
                ];
                let mut why = right.as_ref().map_or_else(Why::default, |right| self.because(right));
                why.facts.splice(0..0, facts);
                why.sentence = self.words.t("invoice-why-correction");
                why
            }
            because => self.because(because),
        }
    }

    fn because(&self, because: &Because) -> Why {
        match because {
            Because::Users { peak_at, accounts, carried_over, rule } => {
                let mut why = self.users(peak_at, accounts);
                let carried_over = (self.words.t("invoice-carried-over"), self.words.number(carried_over));
                why.facts.extend([carried_over, (self.words.t("invoice-rule"), rule.clone())]);
                why
            }
            Because::Storage { mean_bytes, allowance_bytes, users, days } => {
                let day = |day: &crate::metering::StorageDay| {
                    let read = if day.read { String::new() } else { self.words.t("invoice-day-not-read") };
                    (self.words.date(day.day), self.words.bytes(day.bytes), read)
                };
                Why {
                    sentence: self.words.t("invoice-why-storage"),
                    facts: vec![
                        (self.words.t("invoice-storage-mean"), self.exact(*mean_bytes)),
                        (
                            self.words.with("invoice-storage-allowance", "n", *users),
                            self.exact(*allowance_bytes),
                        ),
                    ],
                    storage: days.iter().map(day).collect(),
                    ..Why::default()
                }
            }
            Because::CombinationDiscount { users, discount_permyriad, of_unit_price_micro } => {
                let of = self.words.unit_price(of_unit_price_micro, self.currency);
                let values =
                    [("percent", self.words.percent(discount_permyriad).into()), ("price", of.into())];
                let number = |of: &crate::billing::pricing::ProductUsers| {
                    (
                        self.words.with("invoice-users-of", "product", of.product.as_str()),
                        self.words.number(of.users),
                    )
                };
                Why {
                    sentence: self.words.tr("invoice-why-discount", &values),
                    facts: users.iter().map(number).collect(),
                    ..Why::default()
                }
            }
            Because::Said { said } => Why { sentence: said.clone(), ..Why::default() },
            Because::Correction { .. } => Why::default(),
        }
    }

    fn users(&self, peak_at: &str, accounts: &[String]) -> Why {
        let instant = peak_at.parse::<Timestamp>().map(|at| self.words.instant_exact(at, self.zone));
        let instant = instant.unwrap_or_else(|_| peak_at.to_string());
        let title = [("n", accounts.len().into()), ("at", instant.as_str().into())];
        Why {
            sentence: self.words.t("invoice-why-users"),
            facts: vec![(self.words.t("invoice-peak-at"), instant.clone())],
            accounts_title: self.words.tr("invoice-accounts-at", &title),
            accounts: accounts.to_vec(),
            ..Why::default()
        }
    }

    /// Bytes to the thousandth of a GB.
    fn exact(&self, bytes: i64) -> String {
        let thousandths = divide_half_even(i128::from(bytes), 1_000_000);
        let gb = self.words.unit_price(thousandths * 1_000, "");
        self.words.with("invoice-exact-gb", "gb", gb.trim())
    }

    /// Net, VAT by rate, total.
    pub fn sums(&self, totals: &Totals) -> Vec<Sum> {
        let money = |minor: i64| self.words.money(minor, self.currency);
        let mut sums = vec![Sum { label: self.words.t("invoice-net"), amount: money(totals.net_minor) }];
        for group in &totals.vat {
            let values = [
                ("rate", self.words.percent(group.rate_permyriad).into()),
                ("net", money(group.net_minor).into()),
            ];
            let label = match (group.reason.as_str(), group.category.reason()) {
                ("", Some((key, _))) => self.words.t(key),
                ("", None) => self.words.tr("invoice-vat", &values),
                (reason, _) => reason.into(),
            };
            sums.push(Sum { label, amount: money(group.vat_minor) });
        }
        sums
    }
}
