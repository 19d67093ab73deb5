//! From a wish to its quote.

use super::model::{Held, Line, MoreUsers, NewLicence, Note, OneAddOn, Quote, Renewal, Size, What, Wish};
use super::price::{line, until_last_day, years};
use super::refused::QuoteRefused;
use crate::catalogue::{Catalogue, LicenceOffer, Percent, PriceClass, PriceList, Variant};
use hostler_kit::money::vat_minor;
use hostler_licence::counting::{AddOn, Has, add_on_standing};
use hostler_licence::ledger::{renewed, years_to_cover};
use jiff::civil::Date;

/// Users of one licence; more are talked about.
pub const MOST_USERS: i64 = 100_000;
/// Years of maintenance in one order.
pub const MOST_YEARS: i64 = 10;

/// Whose prices hold, on which day, for a buyer with which VAT.
#[derive(Debug, Clone, Copy)]
pub struct Market<'a> {
    pub catalogue: &'a Catalogue,
    pub on: Date,
    pub vat: Percent,
}

type Result<T> = std::result::Result<T, QuoteRefused>;

/// What a wish costs; `held` is the licence that it is for.
///
/// # Errors
/// Why it has no price.
pub fn quote(market: Market<'_>, wish: &Wish, held: Option<&Held>) -> Result<Quote> {
    let held = || held.filter(|held| wish.licence() == Some(&held.licence)).ok_or(QuoteRefused::NoLicence);
    match wish {
        Wish::New(wish) => new_licence(market, wish),
        Wish::Users(wish) => more_users(Terms::of(market, held()?)?, wish),
        Wish::AddOn(wish) => one_add_on(Terms::of(market, held()?)?, wish),
        Wish::Renewal(wish) => renewal(Terms::of(market, held()?)?, wish),
    }
}

/// A licence, and what things cost for it today.
struct Terms<'a> {
    market: Market<'a>,
    offer: &'a LicenceOffer,
    list: &'a PriceList,
    percent: Percent,
    held: &'a Held,
}

impl<'a> Terms<'a> {
    fn of(market: Market<'a>, held: &'a Held) -> Result<Terms<'a>> {
        let Priced { offer, list, percent } =
            priced(market, Variant { product: &held.product, edition: &held.edition, class: held.class })?;
        Ok(Terms { market, offer, list, percent, held })
    }

    fn quoted(&self, wish: Wish, after: Size, lines: Vec<Line>) -> Draft {
        let Held { product, edition, class, .. } = self.held;
        let kind = (product.clone(), edition.clone(), *class);
        Draft { wish, kind, before: Some(size(self.held)), after, lines, notes: Vec::new() }
    }

    /// Maintenance of what comes now, to the licence's last day (L5), or the note that says why there is none.
    fn covered(&self, quantity: i64, price_micro: i64) -> (Vec<Line>, Vec<Note>) {
        let Held { maintenance, years: bought, .. } = self.held;
        let Some(maintenance) = maintenance else {
            // As with a new licence, the first year is in the price and further ones that were bought are not.
            let further = (*bought - self.offer.maintenance_years).max(0);
            let line = (further > 0).then(|| years(price_micro * quantity, self.percent, further));
            return (line.into_iter().collect(), vec![Note::NotRegistered]);
        };
        match until_last_day((quantity, price_micro), self.percent, self.market.on, maintenance) {
            Some(line) => (vec![line], Vec::new()),
            None => (Vec::new(), vec![Note::NotCovered { last_day: maintenance.last_day }]),
        }
    }

    fn packs(&self) -> i64 {
        self.offer.packs_for(self.held.users)
    }
}

fn size(held: &Held) -> Size {
    Size {
        users: held.users,
        add_ons: held.add_ons.clone(),
        last_day: held.maintenance.as_ref().map(|maintenance| maintenance.last_day),
        years: held.years,
    }
}

struct Priced<'a> {
    offer: &'a LicenceOffer,
    list: &'a PriceList,
    percent: Percent,
}

fn priced<'a>(market: Market<'a>, variant: Variant<'_>) -> Result<Priced<'a>> {
    let offer = market.catalogue.licence(variant.product);
    let offer = offer.ok_or_else(|| QuoteRefused::NotByLicence { product: variant.product.into() })?;
    let list = market.catalogue.licence_price(variant, market.on)?;
    let percent = offer.maintenance.on(market.on).unwrap_or(Percent { permyriad: 0 });
    Ok(Priced { offer, list, percent })
}

/// A quote before its sums.
struct Draft {
    wish: Wish,
    kind: (String, String, PriceClass),
    before: Option<Size>,
    after: Size,
    lines: Vec<Line>,
    notes: Vec<Note>,
}

impl Draft {
    fn noting(mut self, notes: impl IntoIterator<Item = Note>) -> Draft {
        self.notes.extend(notes);
        self
    }

    fn summed(self, market: Market<'_>) -> Quote {
        let Draft { wish, kind: (product, edition, class), before, after, lines, mut notes } = self;
        if class.needs_evidence() {
            notes.push(Note::Evidence { class });
        }
        let net_minor = lines.iter().map(|line| line.amount_minor).sum();
        let vat = vat_minor(net_minor, market.vat.permyriad);
        Quote {
            wish,
            on: market.on,
            product,
            edition,
            class,
            before,
            after,
            lines,
            notes,
            currency: market.catalogue.provider.currency.clone(),
            net_minor,
            vat_permyriad: market.vat.permyriad,
            vat_minor: vat,
            gross_minor: net_minor + vat,
        }
    }
}

fn new_licence(market: Market<'_>, wish: &NewLicence) -> Result<Quote> {
    let asked = in_range(wish.users)?;
    if !(0..=MOST_YEARS).contains(&wish.more_years) {
        return Err(QuoteRefused::YearsOutOfRange);
    }
    let edition = edition(market.catalogue, wish)?;
    let Priced { offer, list, percent } =
        priced(market, Variant { product: &wish.product, edition: &edition, class: wish.class })?;
    let packs = offer.packs_for(asked);
    let users = offer.users_with(packs);
    let add_ons = sold_add_ons(offer, list, &wish.add_ons, market.on)?;
    let mut lines = vec![line(What::Base { users: offer.included_users }, 1, list.base.micro)];
    if packs > 0 {
        lines.push(line(What::Packs { each: offer.pack_users }, packs, list.pack.micro));
    }
    for add_on in &add_ons {
        lines.push(whole_add_on(list, add_on, packs, users)?);
    }
    let price_micro = lines.iter().map(|line| line.quantity * line.unit_price_micro).sum();
    if wish.more_years > 0 {
        lines.push(years(price_micro, percent, wish.more_years));
    }
    let after = Size {
        users,
        add_ons: add_ons.clone(),
        last_day: None,
        years: offer.maintenance_years + wish.more_years,
    };
    let kind = (wish.product.clone(), edition.clone(), wish.class);
    let wish = Wish::New(NewLicence { edition, users, add_ons, ..wish.clone() });
    let draft = Draft { wish, kind, before: None, after, lines, notes: Vec::new() };
    Ok(draft.noting(rounded(asked, users, packs)).summed(market))
}

fn in_range(users: i64) -> Result<i64> {
    if (1..=MOST_USERS).contains(&users) { Ok(users) } else { Err(QuoteRefused::UsersOutOfRange) }
}

fn rounded(asked: i64, users: i64, packs: i64) -> Option<Note> {
    (asked != users).then_some(Note::RoundedUp { asked, users, packs })
}

fn edition(catalogue: &Catalogue, wish: &NewLicence) -> Result<String> {
    let product = wish.product.clone();
    let offer = catalogue.licence(&product).ok_or(QuoteRefused::NotByLicence { product })?;
    let found = match wish.edition.as_str() {
        "" => offer.editions.first(),
        id => offer.edition(id),
    };
    found.map(|edition| edition.id.clone()).ok_or_else(|| QuoteRefused::NoEdition {
        product: wish.product.clone(),
        edition: wish.edition.clone(),
    })
}

/// The add-ons that were asked for, each once, in the order of the catalogue.
fn sold_add_ons(offer: &LicenceOffer, list: &PriceList, asked: &[String], on: Date) -> Result<Vec<String>> {
    let sold: Vec<&str> = offer
        .add_ons_on(on)
        .map(|add_on| add_on.rule.id.as_str())
        .filter(|id| list.add_ons.contains_key(*id))
        .collect();
    if let Some(unknown) = asked.iter().find(|id| !sold.contains(&id.as_str())) {
        return Err(QuoteRefused::NoAddOn { add_on: unknown.clone() });
    }
    Ok(sold.into_iter().filter(|id| asked.iter().any(|one| one == id)).map(str::to_string).collect())
}

/// An add-on for the base and all packs of a licence.
fn whole_add_on(list: &PriceList, add_on: &str, packs: i64, users: i64) -> Result<Line> {
    let price = list.add_ons.get(add_on).ok_or_else(|| QuoteRefused::NoAddOn { add_on: add_on.into() })?;
    let (base_micro, pack_micro) = (price.base.micro, price.pack.micro);
    let what = What::AddOn { add_on: add_on.into(), users, base_micro, packs, pack_micro };
    Ok(line(what, 1, base_micro + packs * pack_micro))
}

fn more_users(terms: Terms<'_>, wish: &MoreUsers) -> Result<Quote> {
    let (held, each) = (terms.held, terms.offer.pack_users);
    let asked = in_range(wish.users)?;
    let packs = asked / each + i64::from(asked % each > 0);
    let users = packs * each;
    in_range(held.users + users)?;
    let mut lines = vec![line(What::Packs { each }, packs, terms.list.pack.micro)];
    for add_on in &held.add_ons {
        let price = terms.list.add_ons.get(add_on);
        let price = price.ok_or_else(|| QuoteRefused::NoAddOn { add_on: add_on.clone() })?;
        lines.push(line(What::AddOnPacks { add_on: add_on.clone(), each }, packs, price.pack.micro));
    }
    let pack_micro = lines.iter().map(|line| line.unit_price_micro).sum();
    let (maintenance, notes) = terms.covered(packs, pack_micro);
    lines.extend(maintenance);
    let after = Size { users: held.users + users, ..size(held) };
    let wish = Wish::Users(MoreUsers { users, ..wish.clone() });
    let draft = terms.quoted(wish, after, lines);
    Ok(draft.noting(rounded(asked, users, packs)).noting(notes).summed(terms.market))
}

fn one_add_on(terms: Terms<'_>, wish: &OneAddOn) -> Result<Quote> {
    let (held, add_on) = (terms.held, wish.add_on.clone());
    let offered = terms.offer.add_on(&add_on).ok_or(QuoteRefused::NoAddOn { add_on: add_on.clone() })?;
    let had: Vec<AddOn> = held.add_ons.iter().map(|id| AddOn { id: id.clone(), users: held.users }).collect();
    match add_on_standing(&offered.rule, held.bought, &had).has {
        Has::AsAddOn => return Err(QuoteRefused::AddOnHeld { add_on }),
        Has::PartOfBase => return Err(QuoteRefused::AddOnIncluded { add_on }),
        Has::No => {}
    }
    sold_add_ons(terms.offer, terms.list, std::slice::from_ref(&add_on), terms.market.on)?;
    let line = whole_add_on(terms.list, &add_on, terms.packs(), held.users)?;
    let (maintenance, notes) = terms.covered(1, line.unit_price_micro);
    let lines = std::iter::once(line).chain(maintenance).collect();
    let mut after = size(held);
    after.add_ons.push(add_on);
    Ok(terms.quoted(Wish::AddOn(wish.clone()), after, lines).noting(notes).summed(terms.market))
}

fn renewal(terms: Terms<'_>, wish: &Renewal) -> Result<Quote> {
    let (held, on) = (terms.held, terms.market.on);
    let needed = held.maintenance.as_ref().filter(|had| had.last_day < on).map(|had| years_to_cover(had, on));
    if !(1..=MOST_YEARS.max(needed.unwrap_or(1))).contains(&wish.years) {
        return Err(QuoteRefused::YearsOutOfRange);
    }
    let add_ons: Vec<&str> = held.add_ons.iter().map(String::as_str).collect();
    let price = terms.list.licence(terms.packs(), &add_ons);
    let price = price.ok_or_else(|| QuoteRefused::NoAddOn { add_on: add_ons.join(", ") })?;
    let lines = vec![years(price.micro, terms.percent, wish.years)];
    let last_day = held.maintenance.as_ref().map(|had| renewed(had, wish.years));
    let notes = match (&held.maintenance, last_day) {
        (Some(had), Some(last_day)) => {
            let short = needed.filter(|needed| *needed > wish.years);
            let short = short.map(|needed| Note::TooFewYears { years: wish.years, needed, last_day });
            [Some(Note::Renewed { from: had.last_day, last_day }), short].into_iter().flatten().collect()
        }
        _ => vec![Note::NotRegistered],
    };
    let after = Size { last_day, years: held.years + wish.years, ..size(held) };
    Ok(terms.quoted(Wish::Renewal(wish.clone()), after, lines).noting(notes).summed(terms.market))
}

/// The years that a renewal should be offered for: as many as reach today, at least one (D7).
pub fn years_offered(held: &Held, on: Date) -> i64 {
    held.maintenance.as_ref().map_or(1, |had| years_to_cover(had, on))
}

/// Add-ons that a licence could still get today.
pub fn add_ons_offered<'a>(catalogue: &'a Catalogue, held: &Held, on: Date) -> Vec<&'a str> {
    // What it costs decides nothing here.
    let market = Market { catalogue, on, vat: Percent { permyriad: 0 } };
    let Some(offer) = market.catalogue.licence(&held.product) else { return Vec::new() };
    let ids = offer.add_ons_on(market.on).map(|add_on| add_on.rule.id.as_str());
    let wish = |id: &str| Wish::AddOn(OneAddOn { licence: held.licence.clone(), add_on: id.to_string() });
    ids.filter(|id| quote(market, &wish(id), Some(held)).is_ok()).collect()
}
