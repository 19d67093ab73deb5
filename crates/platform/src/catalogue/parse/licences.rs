//! The licences of a product.

use super::prices::{RawPercent, percents};
use super::products::needed;
use super::text::{amount, date, filled, id, insert, number};
use super::{Problem, Problems};
use crate::catalogue::licences::{
    AddOnOffer, AddOnPrice, Edition, LicenceOffer, PriceClass, PriceList, Tariff,
};
use crate::catalogue::model::Dated;
use hostler_licence::counting::{AddOnRule, Source};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RawLicence {
    included_users: Spanned<i64>,
    pack_users: Spanned<i64>,
    maintenance_years: Spanned<i64>,
    trial_days: Spanned<i64>,
    offline_moves_per_year: Spanned<i64>,
    warning_days: Spanned<Vec<i64>>,
    #[serde(default)]
    part_of_base: Vec<Spanned<String>>,
    maintenance: Vec<RawPercent>,
    edition: Vec<Spanned<RawEdition>>,
    #[serde(default)]
    add_on: Vec<Spanned<RawAddOn>>,
    price: Vec<Spanned<RawPriceList>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEdition {
    id: Spanned<String>,
    name: Spanned<String>,
    scheme: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawAddOn {
    id: Spanned<String>,
    name: Spanned<String>,
    requirement: String,
    sentence: String,
    sold_separately_since: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawPriceList {
    edition: Spanned<String>,
    class: PriceClass,
    from: Spanned<String>,
    base: Spanned<String>,
    pack: Spanned<String>,
    #[serde(default)]
    add_on: BTreeMap<String, Spanned<RawAddOnPrice>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAddOnPrice {
    base: Spanned<String>,
    pack: Spanned<String>,
}

/// Where each list of prices stands in the text, by edition, class and first day.
type Places = BTreeMap<(String, PriceClass, Date), Range<usize>>;

/// The ids that the rest of the section may name, as they are written.
struct Names {
    editions: Vec<String>,
    add_ons: Vec<String>,
}

impl Names {
    fn of(raw: &RawLicence) -> Names {
        Names {
            editions: raw.edition.iter().map(|edition| edition.get_ref().id.get_ref().clone()).collect(),
            add_ons: raw.add_on.iter().map(|add_on| add_on.get_ref().id.get_ref().clone()).collect(),
        }
    }
}

pub fn licence(raw: Spanned<RawLicence>, product: &str, problems: &mut Problems) -> Option<LicenceOffer> {
    let (span, before) = (raw.span(), problems.number());
    let raw = raw.into_inner();
    let names = Names::of(&raw);
    let included_users = problems.good(number(&raw.included_users, 1..=1_000_000, "users"));
    let pack_users = problems.good(number(&raw.pack_users, 1..=1_000_000, "users"));
    let maintenance_years = problems.good(number(&raw.maintenance_years, 0..=20, "years"));
    let trial_days = problems.good(number(&raw.trial_days, 0..=366, "days"));
    let offline_moves_per_year = problems.good(number(&raw.offline_moves_per_year, 0..=1000, "moves"));
    let warning_days = problems.good(warning_days(&raw.warning_days));
    problems.good(needed(&raw.maintenance, span.clone(), "there is no percentage of maintenance"));
    let maintenance = percents(raw.maintenance, problems);
    let editions = editions(raw.edition, &span, problems);
    let add_ons = add_ons(raw.add_on, product, problems);
    let part_of_base = part_of_base(&raw.part_of_base, &names.add_ons, problems);
    let (prices, places) = tariffs(raw.price, &names, problems);
    // Whether something is missing can be judged only where all that is there is in order.
    if problems.number() == before {
        editions.iter().for_each(|edition| _ = problems.good(sold_at_all(edition, &prices, &span)));
        prices.iter().for_each(|tariff| gaps(tariff, &add_ons, &places, problems));
    }
    Some(LicenceOffer {
        included_users: included_users?,
        pack_users: pack_users?,
        maintenance_years: maintenance_years?,
        trial_days: trial_days?,
        offline_moves_per_year: offline_moves_per_year?,
        warning_days: warning_days?,
        part_of_base,
        maintenance,
        editions,
        add_ons,
        prices,
    })
}

fn warning_days(raw: &Spanned<Vec<i64>>) -> Result<Vec<i64>, Problem> {
    let mut days = raw.get_ref().clone();
    days.sort_unstable_by(|one, other| other.cmp(one));
    let twice = days.windows(2).any(|pair| pair[0] == pair[1]);
    if twice || days.iter().any(|days| !(0..=366).contains(days)) {
        let problem = "each warning is so many days before the expiry, 0 to 366, and no two on the same day";
        return Err(Problem::new(raw.span(), problem, "write such as [60, 30, 14, 7, 1]"));
    }
    Ok(days)
}

fn editions(raw: Vec<Spanned<RawEdition>>, whole: &Range<usize>, problems: &mut Problems) -> Vec<Edition> {
    let mut editions: Vec<Edition> = Vec::new();
    problems.good(needed(&raw, whole.clone(), "there is no edition"));
    for edition in raw {
        let span = edition.span();
        let edition = edition.into_inner();
        let name = problems.good(filled(edition.name, "the edition's name"));
        let scheme = edition.scheme.map(|scheme| self::id(&scheme, "a scheme's"));
        let scheme = problems.good(scheme.transpose());
        let id = problems.good(self::id(&edition.id, "an edition's"));
        let (Some(id), Some(name), Some(scheme)) = (id, name, scheme) else { continue };
        if editions.iter().any(|other| other.id == id) {
            let problem = format!("the edition `{id}` is there twice");
            problems.add(Problem::new(span, problem, "keep one of them"));
        }
        editions.push(Edition { id, name, scheme });
    }
    editions
}

fn add_ons(raw: Vec<Spanned<RawAddOn>>, product: &str, problems: &mut Problems) -> Vec<AddOnOffer> {
    let mut add_ons: Vec<AddOnOffer> = Vec::new();
    for add_on in raw {
        let span = add_on.span();
        let add_on = add_on.into_inner();
        let name = problems.good(filled(add_on.name, "the add-on's name"));
        let since = problems.good(add_on.sold_separately_since.as_ref().map(date).transpose());
        let id = problems.good(self::id(&add_on.id, "an add-on's"));
        let (Some(id), Some(name), Some(sold_separately_since)) = (id, name, since) else { continue };
        if add_ons.iter().any(|other| other.rule.id == id) {
            let problem = format!("the add-on `{id}` is there twice");
            problems.add(Problem::new(span, problem, "keep one of them"));
        }
        let source = Source { requirement: add_on.requirement, sentence: add_on.sentence };
        let rule = AddOnRule { id, product: product.to_string(), source, sold_separately_since };
        add_ons.push(AddOnOffer { name, rule });
    }
    add_ons
}

fn part_of_base(raw: &[Spanned<String>], add_ons: &[String], problems: &mut Problems) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in raw {
        let Some(name) = problems.good(id(part, "a part's")) else { continue };
        if add_ons.contains(&name) || parts.contains(&name) {
            let problem = format!("`{name}` is there twice: as a part of the base and once more");
            problems.add(Problem::new(part.span(), problem, "keep one of them"));
        }
        parts.push(name);
    }
    parts
}

fn tariffs(raw: Vec<Spanned<RawPriceList>>, names: &Names, problems: &mut Problems) -> (Vec<Tariff>, Places) {
    let (mut tariffs, mut places) = (Vec::<Tariff>::new(), Places::new());
    for list in raw {
        let list = list.into_inner();
        let (edition, class, place) = (list.edition.get_ref().clone(), list.class, list.from.span());
        if !names.editions.contains(&edition) {
            let problem = format!("there is no edition `{edition}`");
            problems.add(Problem::new(list.edition.span(), problem, "name an edition of this product"));
        }
        let from = problems.good(date(&list.from));
        let prices = price_list(list, &names.add_ons, problems);
        let (Some(from), Some(prices)) = (from, prices) else { continue };
        let known = tariffs.iter().position(|tariff| tariff.edition == edition && tariff.class == class);
        let at = known.unwrap_or_else(|| {
            tariffs.push(Tariff { edition: edition.clone(), class, lists: Dated { values: Vec::new() } });
            tariffs.len() - 1
        });
        problems.good(insert(&mut tariffs[at].lists, place.clone(), (from, prices)));
        places.insert((edition, class, from), place);
    }
    (tariffs, places)
}

fn price_list(raw: RawPriceList, known: &[String], problems: &mut Problems) -> Option<PriceList> {
    let base = problems.good(amount(&raw.base, 2));
    let pack = problems.good(amount(&raw.pack, 2));
    let mut add_ons = BTreeMap::new();
    for (id, price) in raw.add_on {
        if !known.contains(&id) {
            let problem = format!("there is no add-on `{id}`");
            problems.add(Problem::new(price.span(), problem, "name an add-on of this product"));
        }
        let price = price.into_inner();
        let base = problems.good(amount(&price.base, 2));
        let pack = problems.good(amount(&price.pack, 2));
        add_ons.extend(base.zip(pack).map(|(base, pack)| (id, AddOnPrice { base, pack })));
    }
    Some(PriceList { base: base?, pack: pack?, add_ons })
}

fn sold_at_all(edition: &Edition, prices: &[Tariff], whole: &Range<usize>) -> Result<(), Problem> {
    let sold = |tariff: &Tariff| tariff.edition == edition.id && tariff.class == PriceClass::Standard;
    if prices.iter().any(sold) {
        return Ok(());
    }
    let problem = format!("the edition `{}` has no price of class standard", edition.id);
    Err(Problem::new(whole.clone(), problem, "add a [[product.licence.price]] for it, or remove the edition"))
}

/// A list that holds while an add-on is sold has its price: else nobody could keep the add-on beside its base.
fn gaps(tariff: &Tariff, add_ons: &[AddOnOffer], places: &Places, problems: &mut Problems) {
    let lists = &tariff.lists.values;
    for (at, (from, list)) in lists.iter().enumerate() {
        let until = lists.get(at + 1).map(|(next, _)| *next);
        for add_on in add_ons.iter().filter(|add_on| !list.add_ons.contains_key(&add_on.rule.id)) {
            let ended = add_on
                .rule
                .sold_separately_since
                .is_some_and(|since| until.is_some_and(|until| until <= since));
            if ended {
                continue;
            }
            let place = places.get(&(tariff.edition.clone(), tariff.class, *from)).cloned();
            problems.add(Problem {
                at: place,
                problem: format!("this price list has no price of the add-on `{}`", add_on.rule.id),
                remedy: format!("add add-on.{} = {{ base = \"…\", pack = \"…\" }}", add_on.rule.id),
            });
        }
    }
}
