//! Quotes and keys in words, for pages, API and mails.

use super::quote::{Line, Note, Quote, RenewalBy, What, Wish};
use crate::app::App;
use crate::catalogue::{Catalogue, PriceClass};
use crate::licences::Issued;
use hostler_kit::ui::Arg;
use hostler_kit::ui::words::{Lang, Words};
use hostler_licence::ledger::Part;
use std::sync::Arc;

/// Speaks to somebody in their language about what the catalogue sells.
pub struct Voice<'a> {
    pub words: Arc<Words>,
    pub catalogue: &'a Catalogue,
}

impl<'a> Voice<'a> {
    /// In the language of this code.
    pub fn of(app: &'a App, language: &str) -> Voice<'a> {
        let words = app.languages.of(Lang::parse(language).unwrap_or(Lang::En));
        Voice { words, catalogue: &app.catalogue }
    }

    pub fn product(&self, id: &str) -> String {
        self.catalogue.product(id).map_or(id.to_string(), |product| product.name.clone())
    }

    pub fn edition(&self, product: &str, id: &str) -> String {
        let edition = self.catalogue.licence(product).and_then(|offer| offer.edition(id));
        edition.map_or(id.to_string(), |edition| edition.name.clone())
    }

    pub fn add_on(&self, product: &str, id: &str) -> String {
        let add_on = self.catalogue.licence(product).and_then(|offer| offer.add_on(id));
        add_on.map_or(id.to_string(), |add_on| add_on.name.clone())
    }

    pub fn class(&self, class: PriceClass) -> String {
        self.words.t(&format!("shop-class-{class}"))
    }

    /// What is bought, in a line: `Connect: new licence with 15 users`.
    pub fn title(&self, quote: &Quote) -> String {
        let product = self.product(&quote.product);
        let before = quote.before.as_ref().map_or(0, |size| size.users);
        let (key, count, name) = match &quote.wish {
            Wish::New(_) => ("shop-what-new", quote.after.users, String::new()),
            Wish::Users(_) => ("shop-what-users", quote.after.users - before, String::new()),
            Wish::AddOn(one) => {
                ("shop-what-add-on", quote.after.users, self.add_on(&quote.product, &one.add_on))
            }
            Wish::Renewal(renewal) => ("shop-what-renewal", renewal.years, String::new()),
        };
        self.words.tr(key, &[("product", product.into()), ("n", count.into()), ("add_on", name.into())])
    }

    /// What a line is for.
    pub fn line(&self, quote: &Quote, line: &Line) -> String {
        let name = |id: &str| self.add_on(&quote.product, id);
        match &line.what {
            What::Base { users } => {
                let product = self.product(&quote.product);
                self.words.tr("shop-line-base", &[("product", product.into()), ("n", users.into())])
            }
            What::Packs { each } => self.words.with("shop-line-packs", "n", each),
            What::AddOn { add_on, users, .. } => {
                self.words.tr("shop-line-add-on", &[("add_on", name(add_on).into()), ("n", users.into())])
            }
            What::AddOnPacks { add_on, each } => self
                .words
                .tr("shop-line-add-on-packs", &[("add_on", name(add_on).into()), ("n", each.into())]),
            What::Years { .. } => self.words.t("shop-line-years"),
            What::ProRata { last_day, .. } => {
                self.words.with("shop-line-pro-rata", "day", self.words.date(last_day))
            }
        }
    }

    /// Why a line costs what it costs.
    pub fn why(&self, quote: &Quote, line: &Line) -> String {
        let money = |micro: &i64| Arg::from(self.words.unit_price(micro, &quote.currency));
        match &line.what {
            What::Base { users } => self.words.with("shop-why-base", "n", users),
            What::Packs { each } => self.words.with("shop-why-packs", "n", each),
            What::AddOn { base_micro, packs, pack_micro, .. } => self.words.tr(
                "shop-why-add-on",
                &[("base", money(base_micro)), ("n", packs.into()), ("pack", money(pack_micro))],
            ),
            What::AddOnPacks { .. } => self.words.t("shop-why-add-on-packs"),
            What::Years { percent_permyriad, price_micro } => self.words.tr(
                "shop-why-years",
                &[("percent", self.words.percent(percent_permyriad).into()), ("price", money(price_micro))],
            ),
            What::ProRata { percent_permyriad, price_micro, parts, .. } => {
                let parts: Vec<String> = parts.iter().map(|part| self.part(part)).collect();
                self.words.tr(
                    "shop-why-pro-rata",
                    &[
                        ("percent", self.words.percent(percent_permyriad).into()),
                        ("price", money(price_micro)),
                        ("parts", parts.join(" + ").into()),
                    ],
                )
            }
        }
    }

    fn part(&self, part: &Part) -> String {
        let from = self.words.date(part.from);
        self.words.tr("shop-part", &[("n", part.days.into()), ("of", part.of.into()), ("from", from.into())])
    }

    pub fn note(&self, note: &Note) -> String {
        let day = |day: &jiff::civil::Date| Arg::from(self.words.date(day));
        match note {
            Note::RoundedUp { asked, users, .. } => {
                self.words.tr("shop-note-rounded-up", &[("asked", asked.into()), ("n", users.into())])
            }
            Note::NotRegistered => self.words.t("shop-note-not-registered"),
            Note::NotCovered { last_day } => {
                self.words.tr("shop-note-not-covered", &[("day", day(last_day))])
            }
            Note::Renewed { from, last_day } => {
                self.words.tr("shop-note-renewed", &[("from", day(from)), ("day", day(last_day))])
            }
            Note::TooFewYears { needed, last_day, .. } => {
                self.words.tr("shop-note-too-few-years", &[("n", needed.into()), ("day", day(last_day))])
            }
            Note::Evidence { class } => self.words.with("shop-note-evidence", "class", self.class(*class)),
        }
    }

    /// Each key with its licence, one in a line.
    pub fn keys(&self, keys: &[Issued]) -> String {
        let lines = keys.iter().filter_map(|one| {
            let number = one.number.clone().unwrap_or_default();
            Some(format!("{number}  {}", one.key.as_ref()?).trim().to_string())
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What to do with what was delivered (L6).
    pub fn how_to_register(&self, wish: &Wish) -> String {
        self.words.t(match wish {
            Wish::New(_) => "shop-register-new",
            Wish::Users(_) | Wish::AddOn(_) => "shop-register-more",
            Wish::Renewal(renewal) if renewal.by == RenewalBy::NewKey => "shop-register-more",
            Wish::Renewal(_) => "shop-register-in-place",
        })
    }

    /// The percentage and the sum of VAT.
    pub fn vat(&self, quote: &Quote) -> String {
        self.words.with("shop-vat", "percent", self.words.percent(quote.vat_permyriad))
    }
}
