//! Which countries are one for VAT, and since when: the EU's VAT territory (articles 5 to 7 of 2006/112/EC).

use jiff::civil::{Date, date};

/// ISO 3166 code, first day, and the day from which it was no member any more.
const MEMBERS: [(&str, Date, Option<Date>); 28] = [
    ("AT", date(1995, 1, 1), None),
    ("BE", date(1958, 1, 1), None),
    ("BG", date(2007, 1, 1), None),
    ("CY", date(2004, 5, 1), None),
    ("CZ", date(2004, 5, 1), None),
    ("DE", date(1958, 1, 1), None),
    ("DK", date(1973, 1, 1), None),
    ("EE", date(2004, 5, 1), None),
    ("ES", date(1986, 1, 1), None),
    ("FI", date(1995, 1, 1), None),
    ("FR", date(1958, 1, 1), None),
    // Its transition ended with 2020. Northern Ireland (XI) is a part of the EU for goods, not for services.
    ("GB", date(1973, 1, 1), Some(date(2021, 1, 1))),
    ("GR", date(1981, 1, 1), None),
    ("HR", date(2013, 7, 1), None),
    ("HU", date(2004, 5, 1), None),
    ("IE", date(1973, 1, 1), None),
    ("IT", date(1958, 1, 1), None),
    ("LT", date(2004, 5, 1), None),
    ("LU", date(1958, 1, 1), None),
    ("LV", date(2004, 5, 1), None),
    ("MT", date(2004, 5, 1), None),
    ("NL", date(1958, 1, 1), None),
    ("PL", date(2004, 5, 1), None),
    ("PT", date(1986, 1, 1), None),
    ("RO", date(2007, 1, 1), None),
    ("SE", date(1995, 1, 1), None),
    ("SI", date(2004, 5, 1), None),
    ("SK", date(2004, 5, 1), None),
];

/// The country whose VAT holds in a country: Monaco's is that of France (article 7).
pub fn territory(country: &str) -> &str {
    match country {
        "MC" => "FR",
        "EL" => "GR",
        "IM" | "XI" => "GB",
        other => other,
    }
}

/// Whether a place is a part of a member state in which VAT of the EU does not hold (article 6), as its postcode says:
/// the Canary Islands, Ceuta and Melilla; Åland; Helgoland and Büsingen; Livigno and Campione d'Italia; Mount Athos;
/// the French overseas parts. The standard's XML has no code of its own for any of them.
pub fn is_apart(country: &str, postcode: &str) -> bool {
    let digits: String = postcode.chars().filter(char::is_ascii_digit).collect();
    let begins: &[&str] = match country {
        "ES" => &["35", "38", "51", "52"],
        "FI" => &["22"],
        "DE" => &["27498", "78266"],
        "IT" => &["23041", "22061"],
        "GR" | "EL" => &["63086", "63087"],
        "FR" => &["97", "986", "987", "988"],
        _ => &[],
    };
    digits.len() == 5 && begins.iter().any(|begin| digits.starts_with(begin))
}

/// Whether VAT of the EU holds in a country on a day.
pub fn is_member(country: &str, day: Date) -> bool {
    let own = MEMBERS.iter().find(|(code, ..)| *code == territory(country));
    own.is_some_and(|(_, from, until)| *from <= day && until.is_none_or(|until| day < until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_members_where_its_vat_does_not_hold() {
        for (country, postcode, expect) in [
            ("ES", "35001", true),
            ("ES", "38 003", true),
            ("ES", "51001", true),
            ("ES", "28013", false),
            ("FI", "AX-22100", true),
            ("FI", "00100", false),
            ("DE", "78266", true),
            ("DE", "27498", true),
            ("DE", "78267", false),
            ("IT", "23041", true),
            ("IT", "22060", false),
            ("GR", "630 86", true),
            ("FR", "97400", true),
            ("FR", "98000", false),
            ("FR", "75001", false),
            ("NL", "3512 AB", false),
            ("ES", "35", false),
            ("ES", "", false),
        ] {
            assert_eq!(is_apart(country, postcode), expect, "{country} {postcode}");
        }
    }

    #[test]
    fn members_by_day() {
        for (country, day, expect) in [
            ("NL", date(2026, 10, 1), true),
            ("GB", date(2020, 12, 31), true),
            ("GB", date(2021, 1, 1), false),
            ("XI", date(2026, 10, 1), false),
            ("IM", date(2026, 10, 1), false),
            ("HR", date(2013, 6, 30), false),
            ("HR", date(2013, 7, 1), true),
            ("GR", date(2026, 10, 1), true),
            ("EL", date(2026, 10, 1), true),
            ("MC", date(2026, 10, 1), true),
            ("CH", date(2026, 10, 1), false),
            ("NO", date(2026, 10, 1), false),
            ("US", date(2026, 10, 1), false),
            ("", date(2026, 10, 1), false),
        ] {
            assert_eq!(is_member(country, day), expect, "{country} {day}");
        }
    }
}
