use crate::billing::vat::{Buyer, Category, VatRefused, treat};
use crate::catalogue::Catalogue;
use hostler_kit::http::Refuse;
use jiff::civil::{Date, date};

/// The standard offer with the Belgian rate, as a provider with OSS has it, and a Dutch rate that changed.
fn catalogue() -> Catalogue {
    let text = include_str!("../../../../../../catalogue/offer.toml");
    let more = r#"
[[vat]]
country = "NL"
from = "2027-01-01"
percent = "22"

[[vat]]
country = "BE"
from = "1996-01-01"
percent = "21"

[[vat]]
country = "FR"
from = "2014-01-01"
percent = "20"
"#;
    Catalogue::parse("offer.toml", &format!("{text}{more}")).unwrap()
}

const TODAY: Date = date(2026, 10, 31);

/// Category, whose VAT, and hundredths of a percent; or the code of the refusal.
fn check(country: &str, vat_number: &str, day: Date, expect: Result<(Category, &str, i64), &str>) {
    let treated = treat(&catalogue(), Buyer { country, postcode: "", vat_number }, day);
    let seen = match &treated {
        Ok(treatment) => Ok((treatment.category, treatment.country.as_str(), treatment.permyriad)),
        Err(refused) => Err(refused.code()),
    };
    assert_eq!(seen, expect, "{country} {vat_number} {day}");
}

#[test]
fn b9_whose_vat_stands_on_an_invoice() {
    use Category::{Outside, Reverse, Standard};
    // At home, by the day that counts, whatever the number.
    check("NL", "", TODAY, Ok((Standard, "NL", 2100)));
    check("NL", "NL004495445B01", TODAY, Ok((Standard, "NL", 2100)));
    check("NL", "", date(2027, 1, 1), Ok((Standard, "NL", 2200)));
    check("NL", "", date(2012, 9, 30), Err("no-vat-rate"));
    // Businesses in the EU owe the VAT themselves.
    check("DE", "DE136695976", TODAY, Ok((Reverse, "DE", 0)));
    check("BE", "BE0428759497", TODAY, Ok((Reverse, "BE", 0)));
    check("GR", "EL094259216", TODAY, Ok((Reverse, "GR", 0)));
    check("MC", "FR53000004605", TODAY, Ok((Reverse, "FR", 0)));
    // Without a number: the country's rate where the catalogue has it, else nothing is chosen.
    check("BE", "", TODAY, Ok((Standard, "BE", 2100)));
    check("MC", "", TODAY, Ok((Standard, "FR", 2000)));
    check("DE", "", TODAY, Err("no-vat-rate"));
    // A number that is another country's, or none: never taxed at home instead.
    check("DE", "NL004495445B01", TODAY, Err("vat-number-country"));
    check("DE", "DE136695978", TODAY, Err("vat-number-country"));
    // Outside the EU, Northern Ireland among it: for services it is not the EU's.
    for country in ["CH", "US", "NO", "GB", "XI", "IM", "GG"] {
        check(country, "", TODAY, Ok((Outside, crate::accounts::territory(country), 0)));
    }
    check("GB", "XI123456789", TODAY, Ok((Outside, "GB", 0)));
    // By day: the United Kingdom until the end of its transition, Croatia from its first day.
    check("GB", "", date(2020, 12, 31), Err("no-vat-rate"));
    check("GB", "", date(2021, 1, 1), Ok((Outside, "GB", 0)));
    check("HR", "HR33392005961", date(2013, 6, 30), Ok((Outside, "HR", 0)));
    check("HR", "HR33392005961", date(2013, 7, 1), Ok((Reverse, "HR", 0)));
}

#[test]
fn b9_parts_of_a_member_outside_the_vat_territory_are_outside() {
    for (country, postcode, vat_number, expect) in [
        ("ES", "35001", "", Category::Outside),
        ("ES", "38003", "ESB58378431", Category::Outside),
        ("FI", "22100", "", Category::Outside),
        ("FR", "97400", "", Category::Outside),
        ("FR", "75001", "", Category::Standard),
        ("DE", "78266", "", Category::Outside),
        ("DE", "10115", "DE136695976", Category::Reverse),
    ] {
        let treated = treat(&catalogue(), Buyer { country, postcode, vat_number }, TODAY).unwrap();
        assert_eq!(treated.category, expect, "{country} {postcode}");
    }
}

#[test]
fn a_provider_elsewhere_has_its_own_home() {
    let mut catalogue = catalogue();
    catalogue.provider.country = "FR".into();
    let treated = |country, vat_number| treat(&catalogue, Buyer { country, postcode: "", vat_number }, TODAY);
    assert_eq!(treated("MC", "").unwrap().permyriad, 2000);
    assert_eq!(treated("NL", "NL004495445B01").unwrap().category, Category::Reverse);
    let refused = VatRefused::NoRate { country: "DE".into(), day: TODAY };
    assert_eq!(treated("DE", "").unwrap_err(), refused);
}
