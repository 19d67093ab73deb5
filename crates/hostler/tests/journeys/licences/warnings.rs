//! Warnings before maintenance ends: 60, 30, 14, 7 and 1 days, in the console and by mail, in Dutch and in the
//! customer's time zone (L13).

use super::machine::{Machine, SHOP};
use super::town::Town;
use crate::stage::eventually;

#[test]
fn licences_l13_warnings_in_dutch_sixty_thirty_fourteen_seven_and_one_days_before() {
    let mut town = Town::open();
    town.anna = town.stage.dutch_visitor();
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let mut machine = Machine::new(&town, SHOP);
    let report = machine.takes(&licence);
    let last: jiff::civil::Date =
        report["licence"]["maintenance"]["last_day"].as_str().unwrap().parse().unwrap();
    let dutch = machine.own.submit("/licence", "/preferences", &[("lang", "nl"), ("back", "/licence")]);
    assert_eq!(dutch.status, 303, "{}", dutch.text);
    for (given, left) in [60, 30, 14, 7, 1].into_iter().enumerate() {
        let days = i64::from(town.today().until(last).unwrap().get_days()) - left;
        town.days_pass(days - 1, &mut [&mut machine]);
        looks_again(&mut town);
        assert_eq!(warned(&town).len(), given, "{} days before there is none yet", left + 1);
        town.days_pass(1, &mut [&mut machine]);
        looks_again(&mut town);
        by_mail(&town, given + 1, left);
        in_the_console(&mut machine, left);
    }
    looks_again(&mut town);
    town.days_pass(1, &mut [&mut machine]);
    assert_eq!(warned(&town).len(), 5, "each once");
    assert!(machine.own.get("/").text.contains("eindigt vandaag"), "the last day is valid until its end");
    town.days_pass(1, &mut [&mut machine]);
    assert_eq!(machine.licence()["standing"], "licensed", "and then nothing stops");
}

/// The platform looks for warnings when it starts, and each minute.
fn looks_again(town: &mut Town) {
    town.stage.platform.kill();
    town.stage.platform.start_again();
}

fn warned(town: &Town) -> Vec<String> {
    let mails = town.mails().into_iter();
    mails
        .filter(|(subject, _)| subject.starts_with("Het onderhoud van licentie L-"))
        .map(|(_, text)| text)
        .collect()
}

fn by_mail(town: &Town, number: usize, left: i64) {
    eventually(&format!("the mail {left} days before"), || {
        let mails = warned(town);
        if mails.len() == number { Ok(()) } else { Err(format!("{mails:?}")) }
    });
    let mails = warned(town);
    let newest = mails
        .iter()
        .find(|text| text.contains(&format!("Dagen over: {left}.")))
        .unwrap_or_else(|| panic!("{mails:?}"));
    assert!(newest.contains("Beste Anna de Vries") && newest.contains("Europe/Amsterdam"), "{newest}");
}

fn in_the_console(machine: &mut Machine, left: i64) {
    let page = machine.own.get("/").text;
    let words = if left == 1 { "eindigt morgen".to_string() } else { format!("eindigt over {left} dagen") };
    assert!(page.contains(&words), "{words}: {page}");
}
