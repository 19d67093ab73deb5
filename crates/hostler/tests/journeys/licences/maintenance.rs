//! *A 1-year Software Maintenance contract, valid from the registration date*; renewals by the same key or by a series
//! of keys (L2, L6, D7).

use super::machine::{Machine, SHOP};
use super::town::{Ordered, Town};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

const CONNECT: [(&str, &str); 3] = [("kind", "new"), ("product", "connect"), ("users", "5")];

/// The last of so many years that begin on this day.
fn last_of(first: Date, years: i16) -> Value {
    json!(first.saturating_add(years.years()).yesterday().unwrap())
}

fn last_day(report: &Value) -> &Value {
    &report["licence"]["maintenance"]["last_day"]
}

fn renewal(town: &Town, licence: &Ordered, by: &str) -> Ordered {
    town.order(&[("kind", "renewal"), ("licence", &licence.licence()), ("years", "1"), ("by", by)])
}

#[test]
fn licences_l2_a_year_from_the_day_of_registration() {
    let mut town = Town::open();
    let bought = town.today();
    let licence = town.first_order(&CONNECT);
    let mut machine = Machine::new(&town, SHOP);
    town.days_pass(20, &mut [&mut machine]);
    let registered = town.today();
    assert!(town.licence(&licence.licence())["maintenance"].is_null(), "nothing runs before");
    let report = machine.takes(&licence);
    assert_eq!(report["licence"]["bought"], json!(bought));
    assert_eq!(report["licence"]["maintenance"]["first_day"], json!(registered));
    assert_eq!(*last_day(&report), last_of(registered, 1));
    assert_eq!(town.licence(&licence.licence())["registered_on"], json!(registered));
    town.days_pass(10, &mut [&mut machine]);
    let again = machine.takes_keys(&[licence.key()]);
    assert_eq!(*last_day(&again), last_of(registered, 1), "registering again starts no other year");
}

#[test]
fn licences_l6_a_renewal_by_the_same_key_and_by_a_series_of_keys() {
    let mut town = Town::open();
    let licence = town.first_order(&CONNECT);
    let mut machine = Machine::new(&town, SHOP);
    let first = town.today();
    machine.takes(&licence);
    town.days_pass(300, &mut [&mut machine]);
    by_the_same_key(&town, &mut machine, (&licence, first));
    by_a_series_of_keys(&town, &mut machine, (&licence, first));
    d7_a_lapsed_one_goes_on_from_the_old_day(&mut town, &mut machine, (&licence, first));
}

fn by_the_same_key(town: &Town, machine: &mut Machine, (licence, first): (&Ordered, Date)) {
    let renewed = renewal(town, licence, "same-key");
    assert!(renewed.keys.is_empty(), "there is no other key to type: {:?}", renewed.keys);
    for _ in 0..2 {
        let report = machine.takes_keys(&[licence.key()]);
        assert_eq!(*last_day(&report), last_of(first, 2), "and twice changes nothing");
    }
}

fn by_a_series_of_keys(town: &Town, machine: &mut Machine, (licence, first): (&Ordered, Date)) {
    let series = [(); 2].map(|()| renewal(town, licence, "new-key"));
    let alone = machine.own.submit("/licence/register", "/licence/register", &[("key", series[0].key())]);
    assert_eq!(alone.status, 422, "the original key comes first: {}", alone.text);
    let keys = [licence.key(), series[0].key(), series[1].key()];
    for _ in 0..2 {
        let report = machine.takes_keys(&keys);
        assert_eq!(*last_day(&report), last_of(first, 4), "and twice changes nothing");
        assert_eq!((&report["limit"], report["hints"].as_array().unwrap().len()), (&json!(5), 3));
    }
    let told = town.licence(&licence.licence())["explanation"].clone();
    let renewed = told.as_array().unwrap().iter().filter(|one| one["because"] == "renewed").count();
    assert_eq!(renewed, 3, "each year has its reason: {told}");
}

fn d7_a_lapsed_one_goes_on_from_the_old_day(
    town: &mut Town,
    machine: &mut Machine,
    (licence, first): (&Ordered, Date),
) {
    town.days_pass(4 * 366, &mut [machine]);
    renewal(town, licence, "same-key");
    assert_eq!(*last_day(&machine.takes_keys(&[licence.key()])), last_of(first, 5), "no gap is given away");
}
