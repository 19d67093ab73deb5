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

/// Whether VAT of the EU holds in a country on a day.
pub fn is_member(country: &str, day: Date) -> bool {
    let own = MEMBERS.iter().find(|(code, ..)| *code == territory(country));
    own.is_some_and(|(_, from, until)| *from <= day && until.is_none_or(|until| day < until))
}

#[cfg(test)]
mod tests {
    use super::*;

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
