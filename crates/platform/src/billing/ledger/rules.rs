//! Pure decisions of the ledger: what may be written, and what an invoice comes to in it.

use super::model::{Account, Transfer};
use crate::billing::invoices::Document;
use hostler_kit::http::{Kind, Refuse};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefused {
    #[error("an entry needs a transfer of more than nothing between two accounts")]
    NotATransfer,
}

impl Refuse for LedgerRefused {
    fn kind(&self) -> Kind {
        Kind::Broken
    }

    fn code(&self) -> &'static str {
        "ledger-no-transfer"
    }
}

pub(super) fn check(transfers: &[Transfer]) -> Result<(), LedgerRefused> {
    let good = |transfer: &Transfer| transfer.amount_minor > 0 && transfer.debit != transfer.credit;
    if transfers.is_empty() || !transfers.iter().all(good) {
        return Err(LedgerRefused::NotATransfer);
    }
    Ok(())
}

/// What an invoice comes to: the customer owes its lines, by product, and the VAT of each rate. `sign` is 1 for an
/// invoice and -1 for a credit note, whose document has its amounts above zero.
pub fn of_document(document: &Document, sign: i64) -> Vec<Transfer> {
    let mut revenue: BTreeMap<&str, i64> = BTreeMap::new();
    for item in &document.items {
        *revenue.entry(&item.line.product).or_default() += item.line.amount_minor;
    }
    let earned = revenue.into_iter().filter_map(|(product, minor)| {
        Transfer::of(Account::Debtors, Account::Revenue { product: product.into() }, sign * minor)
    });
    let vat = document.totals.vat.iter().filter_map(|group| {
        let country = if group.country.is_empty() { &document.customer.country } else { &group.country };
        let account = Account::Vat { country: country.clone(), permyriad: group.rate_permyriad };
        Transfer::of(Account::Debtors, account, sign * group.vat_minor)
    });
    earned.chain(vat).collect()
}
