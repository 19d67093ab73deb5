//! A document as the semantic model of EN 16931-1 has it; the numbers of its terms stand beside.

use super::lines;
use crate::billing::debits::Announcement;
use crate::billing::invoices::{Document, DocumentKind, Party, Period, VatGroup, Voice};
use crate::billing::vat::Category;
use en16931::invoice::{
    Code, CreditTransfer, Delivery, DirectDebit, DocumentTotals, Invoice, Party as Side, PaymentInstructions,
    PaymentMeans, PostalAddress, PrecedingInvoice, VatBreakdown,
};
use en16931::{Date, DocumentReference, Identifier, InvoiceAmount, InvoiceNote, Percentage};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// BT-24: the standard itself, without extensions.
const EN_16931: &str = "urn:cen.eu:en16931:2017";
/// BT-3, UNCL 1001.
const COMMERCIAL_INVOICE: &str = "380";
const CREDIT_NOTE: &str = "381";
/// BT-81, UNCL 4461.
const SEPA_CREDIT_TRANSFER: &str = "58";
const SEPA_DIRECT_DEBIT: &str = "59";
/// BT-34 and BT-49: the scheme of mail addresses.
const MAIL: &str = "EM";
/// BT-30: the scheme of the Dutch trade register (ISO 6523).
const KVK: &str = "0106";

/// A document in the standard's terms, with its lines in the words of `voice`.
pub fn model(document: &Document, voice: &Voice<'_>) -> Invoice {
    let is_credit = document.kind == DocumentKind::CreditNote;
    let mut invoice = match day(document.date) {
        Some(date) => {
            let code = if is_credit { CREDIT_NOTE } else { COMMERCIAL_INVOICE };
            Invoice::builder(EN_16931, &document.number, date, code, document.currency.as_str()).build()
        }
        None => Invoice::default(),
    };
    if document.period.is_some() || document.kind == DocumentKind::Month {
        let Period { from, to } = period(document);
        invoice.invoicing_period = Some(en16931::invoice::Period { start: day(from), end: day(to) }); // BG-14
    }
    let delivered = document.period.map_or(document.date, |period| period.to);
    invoice.delivery = Some(Delivery { date: day(delivered), ..Delivery::default() }); // BT-72
    invoice.buyer_reference = filled(&document.buyer_reference); // BT-10
    invoice.seller = seller(document); // BG-4
    invoice.buyer = buyer(document); // BG-7
    match is_credit {
        true => {
            invoice.kind = en16931::DocumentKind::CreditNote;
            invoice.payment_terms = Some(voice.words.t("einvoice-refund")); // BT-20
            invoice.notes = filled(&document.reason).into_iter().map(InvoiceNote::new).collect(); // BG-1
        }
        false => {
            invoice.due_date = day(document.due); // BT-9
            invoice.payment = payment(document); // BG-16
        }
    }
    let preceding = document.credits.iter().map(|credited| PrecedingInvoice {
        reference: DocumentReference::new(&credited.number),
        issue_date: day(credited.date),
    });
    invoice.preceding_invoices = preceding.collect(); // BG-3
    lines::put(&mut invoice, document, &voice.lines(&document.items)); // BG-20, BG-21, BG-25
    invoice.vat_breakdown = breakdown(&document.totals.vat); // BG-23
    invoice.totals = totals(document, &invoice); // BG-22
    invoice
}

/// The days that a document is about.
pub(super) fn period(document: &Document) -> Period {
    let (from, to) = (document.month.first_day(), document.month.last_day());
    document.period.unwrap_or(Period { from, to })
}

pub(super) fn amount(minor: i64) -> InvoiceAmount {
    InvoiceAmount::from_minor_units(minor)
}

pub(super) fn day(date: jiff::civil::Date) -> Option<Date> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    Date::new(i32::from(date.year()), month, day).ok()
}

/// Per cent; none outside the scope of VAT (BR-O-05).
pub(super) fn rate(category: Category, permyriad: i64) -> Option<Percentage> {
    (category != Category::Outside).then(|| Percentage::new(Decimal::new(permyriad, 2).normalize()))
}

fn filled(text: &str) -> Option<String> {
    Some(text.to_string()).filter(|text| !text.trim().is_empty())
}

/// A document outside the scope of VAT must not name VAT numbers (BR-O-02).
fn is_outside(document: &Document) -> bool {
    document.items.iter().any(|item| item.vat_category == Category::Outside)
}

fn side(party: &Party, document: &Document) -> Side {
    Side {
        name: filled(&party.name),
        vat_identifier: filled(&party.vat_number).filter(|_| !is_outside(document)),
        address: PostalAddress {
            line1: filled(&party.street),
            city: filled(&party.city),
            post_code: filled(&party.postcode),
            country: filled(&party.country).map(Code::new),
            ..PostalAddress::default()
        },
        ..Side::default()
    }
}

fn mail(address: &str) -> Option<Identifier> {
    filled(address).map(|address| Identifier::schemed(address, MAIL))
}

fn seller(document: &Document) -> Side {
    let payment = &document.payment;
    let mut seller = side(&document.provider, document);
    seller.legal_registration =
        filled(&payment.register_number).map(|number| match document.provider.country.as_str() {
            "NL" => Identifier::schemed(number, KVK),
            _ => Identifier::new(number),
        });
    if is_outside(document) {
        seller.tax_registration = filled(&document.provider.vat_number); // BT-32
    }
    seller.electronic_address = mail(&payment.email);
    seller.contact.email = filled(&payment.email);
    seller
}

fn buyer(document: &Document) -> Side {
    let mut buyer = side(&document.customer, document);
    buyer.electronic_address = mail(&document.customer.email);
    buyer.contact.email = filled(&document.customer.email);
    buyer
}

/// How it is collected; or how to pay, where the catalogue says to which account.
fn payment(document: &Document) -> Option<PaymentInstructions> {
    document.debit.as_ref().map(|announced| collected(document, announced)).or_else(|| transferred(document))
}

/// The mandate (BT-89), who collects (BT-90), and the account (BT-91) as everybody may see it: its middle is hidden on
/// the document, and no invoice says more.
fn collected(document: &Document, announced: &Announcement) -> PaymentInstructions {
    let account = announced.iban.replace(" •••• ", "****");
    PaymentInstructions {
        means_code: Some(Code::new(SEPA_DIRECT_DEBIT)),
        means_text: None,
        remittance_information: filled(&document.reference),
        means: Some(PaymentMeans::DirectDebit(DirectDebit {
            mandate_reference: filled(&announced.mandate),
            creditor_identifier: filled(&announced.creditor_id),
            debited_account: filled(&account),
        })),
    }
}

fn transferred(document: &Document) -> Option<PaymentInstructions> {
    let payment = &document.payment;
    let transfer = CreditTransfer {
        account_identifier: Some(filled(&payment.iban)?),
        account_name: filled(&document.provider.name),
        provider_identifier: filled(&payment.bic),
    };
    Some(PaymentInstructions {
        means_code: Some(Code::new(SEPA_CREDIT_TRANSFER)),
        means_text: None,
        remittance_information: filled(&document.reference),
        means: Some(PaymentMeans::CreditTransfer(vec![transfer])),
    })
}

/// The standard has a group for each category and rate; the same rate of two countries is one there.
fn breakdown(groups: &[VatGroup]) -> Vec<VatBreakdown> {
    let mut merged: BTreeMap<(Category, i64), VatGroup> = BTreeMap::new();
    for group in groups {
        let known = merged.entry((group.category, group.rate_permyriad)).or_insert_with(|| VatGroup {
            net_minor: 0,
            vat_minor: 0,
            ..group.clone()
        });
        known.net_minor += group.net_minor;
        known.vat_minor += group.vat_minor;
    }
    merged.into_values().map(in_breakdown).collect()
}

fn in_breakdown(group: VatGroup) -> VatBreakdown {
    VatBreakdown {
        taxable_amount: amount(group.net_minor),
        tax_amount: amount(group.vat_minor),
        category: Code::new(group.category.code()),
        rate: rate(group.category, group.rate_permyriad),
        exemption_reason: filled(&group.reason),
        exemption_reason_code: filled(&group.reason_code).map(Code::new),
    }
}

fn totals(document: &Document, invoice: &Invoice) -> DocumentTotals {
    let sum = |amounts: &mut dyn Iterator<Item = InvoiceAmount>| {
        amounts.map(InvoiceAmount::to_minor_units).sum::<i64>()
    };
    let some = |minor: i64| Some(amount(minor)).filter(|_| minor != 0);
    let totals = &document.totals;
    DocumentTotals {
        line_total: amount(sum(&mut invoice.lines.iter().map(|line| line.net_amount))),
        allowance_total: some(sum(&mut invoice.allowances.iter().map(|allowance| allowance.amount))),
        charge_total: some(sum(&mut invoice.charges.iter().map(|charge| charge.amount))),
        taxable_total: amount(totals.net_minor),
        vat_total: Some(amount(totals.vat_minor)),
        vat_total_accounting: None,
        gross_total: amount(totals.total_minor),
        paid: None,
        rounding: None,
        due: amount(totals.total_minor),
    }
}
