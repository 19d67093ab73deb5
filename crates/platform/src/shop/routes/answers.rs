//! Quotes, orders and prices as the API answers them: the numbers, and the sentences in the caller's language.

use crate::accounts::Customer;
use crate::catalogue::Variant;
use crate::licences::{Issued, Licence};
use crate::shop::model::LicenceOrder;
use crate::shop::quote::{Quote, Size};
use crate::shop::told::Voice;
use crate::shop::{keys_for, today};
use crate::web::Visit;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceQuote")]
pub struct QuoteAnswer {
    /// In a line.
    pub title: String,
    /// What can be ordered: as it was asked, with users rounded up and the edition named.
    pub wish: Value,
    /// The day whose prices hold.
    pub on: String,
    pub product: String,
    pub edition: String,
    pub class: String,
    /// The licence before; null for a new one.
    pub before: Option<Size>,
    pub after: Size,
    pub lines: Vec<LineAnswer>,
    pub notes: Vec<NoteAnswer>,
    pub currency: String,
    pub net_minor: i64,
    pub vat_permyriad: i64,
    pub vat_minor: i64,
    pub gross_minor: i64,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceQuoteLine")]
pub struct LineAnswer {
    pub text: String,
    /// Why it costs what it costs.
    pub explanation: String,
    pub quantity: i64,
    pub unit_price_micro: i64,
    pub amount_minor: i64,
    /// The numbers of the explanation.
    pub because: Value,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceQuoteNote")]
pub struct NoteAnswer {
    pub text: String,
    pub because: Value,
}

impl QuoteAnswer {
    pub fn of(visit: &Visit, quote: &Quote) -> Result<QuoteAnswer, Fault> {
        let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
        let mut lines = Vec::new();
        for line in &quote.lines {
            lines.push(LineAnswer {
                text: voice.line(quote, line),
                explanation: voice.why(quote, line),
                quantity: line.quantity,
                unit_price_micro: line.unit_price_micro,
                amount_minor: line.amount_minor,
                because: serde_json::to_value(&line.what).map_err(Fault::broken)?,
            });
        }
        let mut notes = Vec::new();
        for note in &quote.notes {
            let because = serde_json::to_value(note).map_err(Fault::broken)?;
            notes.push(NoteAnswer { text: voice.note(note), because });
        }
        Ok(QuoteAnswer {
            title: voice.title(quote),
            wish: serde_json::to_value(&quote.wish).map_err(Fault::broken)?,
            on: quote.on.to_string(),
            product: quote.product.clone(),
            edition: quote.edition.clone(),
            class: quote.class.to_string(),
            before: quote.before.clone(),
            after: quote.after.clone(),
            lines,
            notes,
            currency: quote.currency.clone(),
            net_minor: quote.net_minor,
            vat_permyriad: quote.vat_permyriad,
            vat_minor: quote.vat_minor,
            gross_minor: quote.gross_minor,
        })
    }
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceOrders")]
pub struct OrdersAnswer {
    pub total: i64,
    pub orders: Vec<ListedAnswer>,
}

impl OrdersAnswer {
    pub fn of(visit: &Visit, found: &[LicenceOrder], total: i64) -> Result<OrdersAnswer, Fault> {
        let orders = found.iter().map(|order| ListedAnswer::of(visit, order)).collect::<Result<_, _>>()?;
        Ok(OrdersAnswer { total, orders })
    }
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "ListedLicenceOrder")]
pub struct ListedAnswer {
    #[schemars(with = "String")]
    pub id: Id<LicenceOrder>,
    #[schemars(with = "String")]
    pub customer_id: Id<Customer>,
    /// In a line.
    pub title: String,
    /// `placed`, `waiting`, `delivered`, `refused`, `cancelled` or `lapsed`.
    pub state: String,
    pub reference: String,
    pub gross_minor: i64,
    pub currency: String,
    pub placed_at_ms: i64,
    pub evidence_at_ms: Option<i64>,
    pub delivered_at_ms: Option<i64>,
}

impl ListedAnswer {
    fn of(visit: &Visit, order: &LicenceOrder) -> Result<ListedAnswer, Fault> {
        let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
        Ok(ListedAnswer {
            id: order.id.clone(),
            customer_id: order.customer_id.clone(),
            title: voice.title(&order.quote().map_err(Fault::broken)?),
            state: order.state.clone(),
            reference: order.reference.clone(),
            gross_minor: order.gross_minor,
            currency: order.currency.clone(),
            placed_at_ms: order.placed_at_ms,
            evidence_at_ms: order.evidence_at_ms,
            delivered_at_ms: order.delivered_at_ms,
        })
    }
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceOrder")]
pub struct OrderAnswer {
    #[serde(flatten)]
    pub listed: ListedAnswer,
    #[schemars(with = "Option<String>")]
    pub licence_id: Option<Id<Licence>>,
    /// As it was agreed, to be invoiced.
    pub quote: QuoteAnswer,
    /// Why staff refused it; empty otherwise.
    pub reason: String,
    pub keys: Vec<KeyAnswer>,
    /// What to do with them; null until they are delivered.
    pub register: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "OrderedKey")]
pub struct KeyAnswer {
    /// Null where it arrives in place, by the key that the licence has, and for whoever may not register licences:
    /// accountants and staff.
    pub key: Option<String>,
    /// `base`, `users`, `add-on` or `renewal`.
    pub kind: String,
    pub licence_id: Option<String>,
    /// `L-000042`
    pub number: Option<String>,
    /// `new`, `redeemed` or `revoked`.
    pub state: String,
}

impl KeyAnswer {
    fn of(issued: Issued) -> KeyAnswer {
        KeyAnswer {
            key: issued.key,
            kind: issued.kind.code().into(),
            licence_id: issued.licence.map(|id| id.to_string()),
            number: issued.number,
            state: issued.state,
        }
    }
}

pub async fn order_answer(visit: &Visit, order: &LicenceOrder) -> Result<OrderAnswer, Fault> {
    let quote = order.quote().map_err(Fault::broken)?;
    let voice = Voice { words: visit.words.clone(), catalogue: &visit.app.catalogue };
    let keys = keys_for(&visit.app, visit.session.as_ref(), order).await?;
    Ok(OrderAnswer {
        listed: ListedAnswer::of(visit, order)?,
        licence_id: order.licence_id.clone(),
        register: order.delivered_at_ms.map(|_| voice.how_to_register(&quote.wish)),
        quote: QuoteAnswer::of(visit, &quote)?,
        reason: order.reason.clone(),
        keys: keys.into_iter().map(KeyAnswer::of).collect(),
    })
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicencePrices")]
pub struct PricesAnswer {
    /// The day on which they hold.
    pub on: String,
    pub currency: String,
    pub prices: Vec<PriceAnswer>,
}

/// Without VAT.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LicencePrice")]
pub struct PriceAnswer {
    pub product: String,
    pub edition: String,
    pub class: String,
    pub included_users: i64,
    pub pack_users: i64,
    pub base_micro: i64,
    pub pack_micro: i64,
    pub add_ons: Vec<AddOnPriceAnswer>,
    /// A year of maintenance, of the price of the same licence new.
    pub maintenance_permyriad: i64,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "AddOnPrice")]
pub struct AddOnPriceAnswer {
    pub add_on: String,
    pub base_micro: i64,
    pub pack_micro: i64,
}

/// Every price list that holds today.
pub fn prices(visit: &Visit) -> PricesAnswer {
    let (catalogue, on) = (&visit.app.catalogue, today(&visit.app));
    let sold = catalogue.products.iter().filter_map(|product| Some((product, product.licence.as_ref()?)));
    let prices = sold.flat_map(|(product, offer)| {
        offer.tariffs().iter().filter_map(move |tariff| {
            let variant = Variant { product: &product.id, edition: &tariff.edition, class: tariff.class };
            let list = catalogue.licence_price(variant, on).ok()?;
            let add_ons = list.add_ons.iter().map(|(id, price)| AddOnPriceAnswer {
                add_on: id.clone(),
                base_micro: price.base.micro,
                pack_micro: price.pack.micro,
            });
            Some(PriceAnswer {
                product: product.id.clone(),
                edition: tariff.edition.clone(),
                class: tariff.class.to_string(),
                included_users: offer.included_users,
                pack_users: offer.pack_users,
                base_micro: list.base.micro,
                pack_micro: list.pack.micro,
                add_ons: add_ons.collect(),
                maintenance_permyriad: offer.maintenance.on(on).map_or(0, |percent| percent.permyriad),
            })
        })
    });
    PricesAnswer {
        on: on.to_string(),
        currency: catalogue.provider.currency.clone(),
        prices: prices.collect(),
    }
}
