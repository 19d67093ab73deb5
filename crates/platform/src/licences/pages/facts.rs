//! A licence in words: what it is, how it stands, and where each number and date comes from.

use crate::licences::model::{Issued, Licence};
use crate::web::Visit;
use hostler_kit::time::day;
use hostler_kit::ui::{Arg, Badge, Tone};
use hostler_licence::counting::AddOn;
use hostler_licence::ledger::Because;
use hostler_licence::standing::days_until;
use hostler_wire::registration::{Brings, Told};
use jiff::civil::Date;

/// Speaks to the reader of a page about licences.
pub struct Speech<'a>(pub &'a Visit);

impl Speech<'_> {
    pub fn t(&self, key: &str) -> String {
        self.0.words.t(key)
    }

    fn tr(&self, key: &str, values: &[(&str, Arg)]) -> String {
        self.0.words.tr(key, values)
    }

    pub fn product(&self, id: &str) -> String {
        self.0.app.catalogue.product(id).map_or(id.to_string(), |product| product.name.clone())
    }

    pub fn edition(&self, product: &str, id: &str) -> String {
        let edition = self.0.app.catalogue.licence(product).and_then(|offer| offer.edition(id));
        edition.map_or(id.to_string(), |edition| edition.name.clone())
    }

    pub fn add_on(&self, product: &str, id: &str) -> String {
        let add_on = self.0.app.catalogue.licence(product).and_then(|offer| offer.add_on(id));
        add_on.map_or(id.to_string(), |add_on| add_on.name.clone())
    }

    pub fn add_ons(&self, product: &str, held: &[AddOn]) -> String {
        held.iter().map(|held| self.add_on(product, &held.id)).collect::<Vec<_>>().join(", ")
    }

    /// A day as the database has it.
    pub fn day(&self, text: &str) -> String {
        text.parse::<Date>().map_or(text.to_string(), |day| self.0.words.date(day))
    }

    /// How a licence stands, in a word.
    pub fn badge(&self, licence: &Licence) -> Badge {
        if licence.revoked_at_ms.is_some() {
            return Badge::new(Tone::Bad, self.t("licence-state-revoked"));
        }
        let last = licence.last_day.as_ref().and_then(|day| day.parse::<Date>().ok());
        let Some(last) = last else { return Badge::new(Tone::Quiet, self.t("licence-state-new")) };
        match days_until(day(self.0.app.now_ms(), &licence.time_zone()), last) {
            ..0 => Badge::new(Tone::Warn, self.t("licence-state-ended")),
            left @ ..=60 => Badge::new(Tone::Warn, self.0.words.with("licence-state-ending", "n", left)),
            _ => Badge::new(Tone::Good, self.t("licence-state-valid")),
        }
    }

    /// What a key brings, such as `Connect, 10 users, Anti-virus`.
    pub fn brings(&self, grant: &Brings) -> String {
        let mut parts = vec![self.t(&format!("licence-kind-{}", grant.kind.code()))];
        if grant.users > 0 {
            parts.push(self.0.words.with("licence-n-users", "n", grant.users));
        }
        parts.extend(grant.add_ons.keys().map(|id| self.add_on(&grant.product, id)));
        if grant.years > 0 {
            parts.push(self.0.words.with("licence-n-years", "n", grant.years));
        }
        parts.join(", ")
    }

    pub fn key_kind(&self, key: &Issued) -> String {
        self.t(&format!("licence-kind-{}", key.kind.code()))
    }

    pub fn key_badge(&self, state: &str) -> Badge {
        let tone = match state {
            "redeemed" => Tone::Good,
            "revoked" => Tone::Bad,
            _ => Tone::Busy,
        };
        Badge::new(tone, self.t(&format!("licence-key-{state}")))
    }

    /// One line of an explanation.
    pub fn because(&self, product: &str, told: &Told) -> String {
        let key = match &told.hint {
            Some(hint) => self.0.words.with("licence-by-key", "hint", hint.as_str()),
            None => self.t("licence-by-place"),
        };
        let date = |day: &Date| Arg::from(self.0.words.date(*day));
        let (words, values): (&str, Vec<(&str, Arg)>) = match &told.because {
            Because::Registered { on, last_day } => {
                ("licence-because-registered", vec![("day", date(on)), ("last", date(last_day))])
            }
            Because::Users { on, added, users, .. } => (
                "licence-because-users",
                vec![("day", date(on)), ("n", (*added).into()), ("users", (*users).into())],
            ),
            Because::AddOn { on, add_on, added, .. } => (
                "licence-because-add-on",
                vec![
                    ("day", date(on)),
                    ("n", (*added).into()),
                    ("name", self.add_on(product, add_on).into()),
                ],
            ),
            Because::Renewed { on, years, last_day: Some(last), .. } => (
                "licence-because-renewed",
                vec![("day", date(on)), ("n", (*years).into()), ("last", date(last))],
            ),
            Because::Renewed { on, years, last_day: None, .. } => {
                ("licence-because-renewed-before", vec![("day", date(on)), ("n", (*years).into())])
            }
        };
        let values: Vec<_> = values.into_iter().chain([("key", Arg::from(key))]).collect();
        self.tr(words, &values)
    }
}
