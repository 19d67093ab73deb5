//! TOML text to a checked catalogue. Every problem carries the place in the text where it was seen, and as many as
//! can be seen at once are told at once.

mod backups;
mod books;
mod debit;
mod fallback;
mod licences;
mod monitoring;
mod prices;
mod products;
mod provider;
mod text;
mod updates;

use super::model::*;
use serde::de::DeserializeOwned;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// A problem and its place in the text.
pub struct Problem {
    at: Option<Range<usize>>,
    problem: String,
    remedy: String,
}

impl Problem {
    fn new(at: Range<usize>, problem: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem { at: Some(at), problem: problem.into(), remedy: remedy.into() }
    }

    fn of_file(problem: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem { at: None, problem: problem.into(), remedy: remedy.into() }
    }

    fn in_file(self, file: &str, text: &str) -> CatalogueError {
        let line = self.at.map(|at| 1 + text.bytes().take(at.start).filter(|byte| *byte == b'\n').count());
        CatalogueError { file: file.to_string(), line, problem: self.problem, remedy: self.remedy }
    }
}

impl From<toml::de::Error> for Problem {
    fn from(error: toml::de::Error) -> Problem {
        Problem {
            at: error.span(),
            problem: error.message().to_string(),
            remedy: "compare with catalogue/offer.toml".into(),
        }
    }
}

/// A number of a section: its name, what it is, what it may be.
type Bound = (&'static str, i64, RangeInclusive<i64>);

/// What was found so far.
#[derive(Default)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    fn add(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// The value, or nothing and one problem more.
    fn good<T>(&mut self, value: Result<T, Problem>) -> Option<T> {
        value.map_err(|problem| self.add(problem)).ok()
    }

    /// One for each number that is out of its bounds; they stand in the section `at`.
    fn out_of(&mut self, bounds: &[Bound], at: &Range<usize>) {
        for (name, value, range) in bounds.iter().filter(|(_, value, range)| !range.contains(value)) {
            let remedy = format!("write {} to {}", range.start(), range.end());
            self.add(Problem::new(at.clone(), format!("`{name}` cannot be {value}"), remedy));
        }
    }

    fn number(&self) -> usize {
        self.found.len()
    }

    /// In the order of the text; problems of the whole file last.
    pub fn in_file(mut self, file: &str, text: &str) -> Vec<CatalogueError> {
        self.found.sort_by_key(|problem| problem.at.as_ref().map_or(usize::MAX, |at| at.start));
        self.found.into_iter().map(|problem| problem.in_file(file, text)).collect()
    }
}

/// Reads and checks the whole text.
pub fn catalogue(text: &str) -> Result<Catalogue, Problems> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(Problems { found: errors.into_iter().map(Problem::from).collect() });
    }
    let mut problems = Problems::default();
    let catalogue = checked(Sections::of(table.into_inner(), &mut problems), &mut problems);
    catalogue.filter(|_| problems.found.is_empty()).ok_or(problems)
}

/// The sections of the file, none of them read yet.
#[derive(Default)]
struct Sections<'t> {
    provider: Option<Spanned<DeValue<'t>>>,
    seller: Option<Spanned<DeValue<'t>>>,
    product: Vec<Spanned<DeValue<'t>>>,
    combination: Vec<Spanned<DeValue<'t>>>,
    vat: Vec<Spanned<DeValue<'t>>>,
    ledger: Option<Spanned<DeValue<'t>>>,
    reminder: Vec<Spanned<DeValue<'t>>>,
    debit: Option<Spanned<DeValue<'t>>>,
    monitoring: Option<Spanned<DeValue<'t>>>,
    fallback: Option<Spanned<DeValue<'t>>>,
    updates: Option<Spanned<DeValue<'t>>>,
    backups: Option<Spanned<DeValue<'t>>>,
}

impl<'t> Sections<'t> {
    fn of(table: DeTable<'t>, problems: &mut Problems) -> Sections<'t> {
        let mut sections = Sections::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "provider" => sections.provider = Some(value),
                "seller" => sections.seller = Some(value),
                "debit" => sections.debit = Some(value),
                "monitoring" => sections.monitoring = Some(value),
                "fallback" => sections.fallback = Some(value),
                "updates" => sections.updates = Some(value),
                "backups" => sections.backups = Some(value),
                "product" => sections.product = each(value, "product", problems),
                "combination" => sections.combination = each(value, "combination", problems),
                "vat" => sections.vat = each(value, "vat", problems),
                "ledger" => sections.ledger = Some(value),
                "reminder" => sections.reminder = each(value, "reminder", problems),
                other => problems.add(Problem::new(
                    key.span(),
                    format!("unknown field `{other}`"),
                    "write provider, seller, product, combination, vat, ledger, reminder, debit, fallback, monitoring, updates or backups",
                )),
            }
        }
        sections
    }
}

/// The tables of an array of tables.
fn each<'t>(value: Spanned<DeValue<'t>>, name: &str, problems: &mut Problems) -> Vec<Spanned<DeValue<'t>>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Array(array) => array.into_iter().collect(),
        _ => {
            let problem = format!("`{name}` can be there several times");
            problems.add(Problem::new(span, problem, format!("write [[{name}]] with two brackets")));
            Vec::new()
        }
    }
}

/// One section in its shape, and where it stands.
fn shaped<T: DeserializeOwned>(section: Spanned<DeValue<'_>>) -> Result<Spanned<T>, Problem> {
    let span = section.span();
    let value = T::deserialize(ValueDeserializer::from(section)).map_err(|error| {
        let problem = Problem::from(error);
        Problem { at: problem.at.or(Some(span.clone())), ..problem }
    })?;
    Ok(Spanned::new(span, value))
}

fn checked(sections: Sections<'_>, problems: &mut Problems) -> Option<Catalogue> {
    let provider = match sections.provider {
        Some(section) => problems.good(shaped(section)).and_then(|raw| provider::provider(raw, problems)),
        None => problems.good(Err(Problem::of_file("there is no provider", "add [provider]"))),
    };
    let seller = match sections.seller {
        Some(section) => problems.good(shaped::<Seller>(section)).map(Spanned::into_inner),
        None => Some(Seller::default()),
    };
    let debit = sections.debit.and_then(|section| problems.good(shaped(section)));
    let debit = debit.map(|raw| debit::debit(raw, (provider.as_ref(), seller.as_ref()), problems));
    let monitoring = optional(sections.monitoring, monitoring::monitoring, problems);
    let updates = optional(sections.updates, updates::updates, problems);
    let backups = optional(sections.backups, backups::backups, problems);
    let fallback = sections.fallback.and_then(|section| problems.good(shaped(section)));
    let fallback =
        fallback::fallback(fallback, provider.as_ref().map(|provider| provider.domain.as_str()), problems);
    let (wanted, before) = (sections.product.len(), problems.number());
    let products = products::products(sections.product, problems);
    // What names a product can be judged only where every product is in order.
    let known = (problems.number() == before).then_some(products.as_slice());
    let combinations = prices::combinations(sections.combination, known, problems);
    let vat = prices::vat(sections.vat, problems);
    let chart = books::chart(sections.ledger, problems);
    let reminders = books::reminders(sections.reminder, problems);
    if wanted == 0 {
        problems.add(Problem::of_file("there is no product", "add at least one [[product]]"));
    }
    let provider = provider?;
    if problems.found.is_empty() && !vat.iter().any(|rate| rate.country == provider.country) {
        let problem = format!("there is no VAT rate for the provider's country {}", provider.country);
        problems.add(Problem::of_file(problem, "add a [[vat]] for it"));
    }
    let chart = chart?;
    let seller = seller?;
    Some(Catalogue {
        provider,
        seller,
        products,
        combinations,
        vat,
        chart,
        reminders,
        debit,
        fallback,
        monitoring,
        updates,
        backups,
    })
}

/// A section that need not be there.
fn optional<T: DeserializeOwned + Default>(
    section: Option<Spanned<DeValue<'_>>>,
    check: impl FnOnce(Spanned<T>, &mut Problems) -> T,
    problems: &mut Problems,
) -> T {
    match section.and_then(|section| problems.good(shaped(section))) {
        Some(raw) => check(raw, problems),
        None => T::default(),
    }
}
