//! What a quarter's VAT return needs: the documents' amounts by rate and by why it is that rate (B9).

use super::rules::Span;
use super::store;
use crate::accounts::territory;
use crate::app::App;
use crate::billing::invoices::store as invoices;
use crate::billing::invoices::{Issued, VatGroup};
use crate::billing::vat::Category;
use hostler_kit::http::Fault;
use serde::Serialize;
use std::collections::BTreeMap;

/// Members of the European Union's VAT area, by ISO 3166 code.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Why an amount is taxed as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VatCategory {
    /// In the provider's country.
    Domestic,
    /// To a business in another country of the European Union, which pays the VAT itself: in the recapitulative
    /// statement (ICP) by its VAT number.
    ReverseCharge,
    /// Taxed in another country of the Union.
    OtherMember,
    /// Outside of the Union.
    Outside,
}

impl VatCategory {
    pub fn code(self) -> &'static str {
        match self {
            VatCategory::Domestic => "domestic",
            VatCategory::ReverseCharge => "reverse-charge",
            VatCategory::OtherMember => "other-member",
            VatCategory::Outside => "outside",
        }
    }

    /// Of a group of a document: as it was kept. Documents of before kept none: then by country and rate.
    fn of_group(provider: &str, customer: &str, group: &VatGroup) -> VatCategory {
        match group.category {
            Category::Reverse => VatCategory::ReverseCharge,
            Category::Outside => VatCategory::Outside,
            Category::Standard | Category::Zero if group.country.is_empty() => {
                VatCategory::of(provider, customer, group.rate_permyriad)
            }
            Category::Standard | Category::Zero if territory(&group.country) == territory(provider) => {
                VatCategory::Domestic
            }
            Category::Standard | Category::Zero => VatCategory::OtherMember,
        }
    }

    /// Of a customer in a country, at a rate in hundredths of a percent.
    pub fn of(provider: &str, customer: &str, rate_permyriad: i64) -> VatCategory {
        match UNION.contains(&customer) {
            _ if customer == provider => VatCategory::Domestic,
            true if rate_permyriad == 0 => VatCategory::ReverseCharge,
            true => VatCategory::OtherMember,
            false => VatCategory::Outside,
        }
    }
}

/// Amounts of a rate and category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct VatRow {
    pub category: VatCategory,
    /// Hundredths of a percent.
    pub rate_permyriad: i64,
    pub net_minor: i64,
    pub vat_minor: i64,
    /// Invoices and credit notes.
    pub documents: i64,
}

/// What was invoiced to a business whose VAT is reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct IcpRow {
    pub vat_number: String,
    pub country: String,
    pub name: String,
    pub net_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct VatReturn {
    /// `YYYY-MM`, both included.
    pub from: String,
    pub to: String,
    pub currency: String,
    pub rows: Vec<VatRow>,
    pub icp: Vec<IcpRow>,
    pub vat_minor: i64,
    /// What the VAT accounts were credited less debited in these months: the same.
    pub ledger_minor: i64,
}

/// Adds up a quarter's documents, one part after the other.
#[derive(Default)]
struct Adding {
    rows: BTreeMap<(VatCategory, i64), (i64, i64, i64)>,
    icp: BTreeMap<String, IcpRow>,
}

impl Adding {
    fn take(&mut self, provider: &str, issued: &Issued) {
        let sign = if issued.kind == "credit-note" { -1 } else { 1 };
        for group in &issued.totals.vat {
            self.group(provider, (issued, group), sign);
        }
    }

    fn group(&mut self, provider: &str, (issued, group): (&Issued, &VatGroup), sign: i64) {
        let customer = &issued.customer;
        let category = VatCategory::of_group(provider, &customer.country, group);
        let row = self.rows.entry((category, group.rate_permyriad)).or_default();
        row.0 += sign * group.net_minor;
        row.1 += sign * group.vat_minor;
        row.2 += 1;
        if category == VatCategory::ReverseCharge {
            let empty = || IcpRow {
                vat_number: customer.vat_number.clone(),
                country: customer.country.clone(),
                name: customer.name.clone(),
                net_minor: 0,
            };
            let key = format!("{} {}", customer.vat_number, customer.country);
            self.icp.entry(key).or_insert_with(empty).net_minor += sign * group.net_minor;
        }
    }
}

/// The amounts of a span of months, from the documents that were issued in it.
pub async fn vat_return(app: &App, span: Span) -> Result<VatReturn, Fault> {
    let (days, provider) = (span.days(), &app.catalogue.provider);
    let (mut adding, mut after) = (Adding::default(), String::new());
    loop {
        let part = invoices::issued_between(&app.db, (&days.from, &days.to), &after).await?;
        let Some(last) = part.last() else { break };
        after = last.id.clone();
        part.iter().for_each(|issued| adding.take(&provider.country, issued));
    }
    let row = |((category, rate_permyriad), (net_minor, vat_minor, documents))| VatRow {
        category,
        rate_permyriad,
        net_minor,
        vat_minor,
        documents,
    };
    let rows: Vec<VatRow> = adding.rows.into_iter().map(row).collect();
    let ledger = store::by_month(&app.db, "vat:", &days).await?;
    Ok(VatReturn {
        from: span.from.to_string(),
        to: span.to.to_string(),
        currency: provider.currency.clone(),
        vat_minor: rows.iter().map(|row| row.vat_minor).sum(),
        ledger_minor: ledger.iter().map(|(_, minor)| minor).sum(),
        rows,
        icp: adding.icp.into_values().collect(),
    })
}
