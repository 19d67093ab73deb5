//! Pure: what a payment is for. What is certain is settled at once; what is only likely is suggested to staff, and
//! nothing is booked on a guess.

use super::model::{Part, Payable, Payment, Plan, Refund, Why};
use super::named::is_same_name;
use crate::accounts::Customer;
use hostler_kit::id::Id;

/// Suggestions that people are shown of one payment.
const MOST_SUGGESTED: usize = 5;

/// What there is to know about where a payment may belong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Invoices named by reference, in its order; settled ones too.
    pub referred: Vec<Payable>,
    /// Invoices whose numbers stand in the words; settled ones too.
    pub numbered: Vec<Payable>,
    /// Whose account it came from, by earlier payments and by mandates in force.
    pub known: Vec<Id<Customer>>,
    /// What is open of those, oldest first.
    pub of_known: Vec<Payable>,
    /// Other invoices with exactly this open, oldest first.
    pub same_amount: Vec<Payable>,
    /// Open invoices of customers of exactly this name, oldest first.
    pub same_name: Vec<Payable>,
    /// Refunds that wait, oldest first.
    pub refunds: Vec<Refund>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Certain(Plan),
    Suggested(Vec<Plan>),
    Nothing,
}

pub fn decide(payment: &Payment, hints: &Hints) -> Decision {
    let (certain, mut suggested) = match payment.open_minor {
        1.. => came(payment, hints),
        _ => left(payment, hints),
    };
    suggested.truncate(MOST_SUGGESTED);
    match certain {
        Some(plan) => Decision::Certain(plan),
        None if suggested.is_empty() => Decision::Nothing,
        None => Decision::Suggested(suggested),
    }
}

type Found = (Option<Plan>, Vec<Plan>);

fn came(payment: &Payment, hints: &Hints) -> Found {
    let amount = payment.open_minor;
    if !hints.referred.is_empty() {
        return whole(plan(Why::Reference, &hints.referred, amount));
    }
    if !hints.numbered.is_empty() {
        let plan = plan(Why::Number, &hints.numbered, amount);
        return if is_backed(payment, hints) { whole(plan) } else { (None, plan.into_iter().collect()) };
    }
    if let Some(found) = of_known(hints, amount) {
        return whole(Some(found));
    }
    let mut suggested: Vec<Plan> = Vec::new();
    if let [_] = hints.known.as_slice() {
        suggested.extend(plan(Why::Account, &hints.of_known, amount));
    }
    let named: Vec<&Payable> =
        hints.same_amount.iter().filter(|one| is_same_name(&one.customer_name, &payment.name)).collect();
    if let Some(first) = named.first()
        && named.iter().all(|one| one.customer_id == first.customer_id)
    {
        return (plan(Why::NameAmount, std::slice::from_ref(*first), amount), suggested);
    }
    let alone = |why: Why| move |one: &Payable| plan(why, std::slice::from_ref(one), amount);
    suggested.extend(named.iter().filter_map(|one| alone(Why::NameAmount)(one)));
    for customer in customers(&hints.same_name) {
        let own = hints.same_name.iter().filter(|one| &one.customer_id == customer).cloned();
        suggested.extend(plan(Why::Name, &own.collect::<Vec<_>>(), amount));
    }
    suggested.extend(hints.same_amount.iter().filter_map(alone(Why::Amount)));
    (None, suggested)
}

fn customers(invoices: &[Payable]) -> Vec<&Id<Customer>> {
    let mut found: Vec<&Id<Customer>> = Vec::new();
    for invoice in invoices {
        if !found.contains(&&invoice.customer_id) {
            found.push(&invoice.customer_id);
        }
    }
    found
}

/// A plan that settles all of the payment, or one that can only be suggested.
fn whole(plan: Option<Plan>) -> Found {
    (plan, Vec::new())
}

/// A number in the words is believed if the amount is exact, or if the payer is the invoice's customer.
fn is_backed(payment: &Payment, hints: &Hints) -> bool {
    let open: i64 = hints.numbered.iter().map(|one| one.open_minor).sum();
    let of_payer = |one: &Payable| {
        hints.known.contains(&one.customer_id) || is_same_name(&one.customer_name, &payment.name)
    };
    open == payment.open_minor || hints.numbered.iter().all(of_payer)
}

/// From one customer's account: exactly one invoice, or exactly the oldest ones together.
fn of_known(hints: &Hints, amount: i64) -> Option<Plan> {
    if hints.known.len() != 1 {
        return None;
    }
    if let Some(exact) = hints.of_known.iter().find(|one| one.open_minor == amount) {
        return plan(Why::AccountAmount, std::slice::from_ref(exact), amount);
    }
    let mut sum = 0;
    let ends = hints.of_known.iter().position(|one| {
        sum += one.open_minor;
        sum >= amount
    })?;
    if sum == amount { plan(Why::AccountSum, &hints.of_known[..=ends], amount) } else { None }
}

/// Takes the amount off these invoices, in their order; the rest becomes their customer's credit. None where they are
/// several customers' and something is left: whose credit it would be, nobody said.
fn plan(why: Why, invoices: &[Payable], amount: i64) -> Option<Plan> {
    let (mut left, mut parts) = (amount, Vec::new());
    for invoice in invoices {
        let amount_minor = invoice.open_minor.min(left);
        if amount_minor > 0 {
            parts.push(Part::Invoice { invoice: invoice.number.clone(), amount_minor });
            left -= amount_minor;
        }
    }
    let first = invoices.first()?;
    if left > 0 {
        if invoices.iter().any(|one| one.customer_id != first.customer_id) {
            return None;
        }
        parts.push(Part::Credit { customer: first.customer_id.clone(), amount_minor: left });
    }
    let numbers: Vec<&str> = invoices.iter().map(|invoice| invoice.number.as_str()).collect();
    Some(Plan { why, words: format!("{}: {}", first.customer_name, numbers.join(", ")), parts })
}

/// Money that left: a refund that was asked for, by account and amount.
fn left(payment: &Payment, hints: &Hints) -> Found {
    let amount = payment.open_minor;
    let waiting = hints.refunds.iter().filter(|refund| refund.amount_minor == -amount);
    let plan = |refund: &Refund| Plan {
        why: Why::Refund,
        words: refund.name.clone(),
        parts: vec![Part::Refund { refund: refund.id.clone(), amount_minor: amount }],
    };
    let to_account =
        waiting.clone().find(|refund| !refund.party_key.is_empty() && refund.party_key == payment.party_key);
    match to_account {
        Some(refund) => (Some(plan(refund)), Vec::new()),
        None => (None, waiting.map(plan).collect()),
    }
}
