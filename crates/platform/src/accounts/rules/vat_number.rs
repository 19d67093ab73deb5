//! VAT numbers of the EU: their form in each country, and their check digits where the country publishes how they are
//! made. Whether somebody has the number is another question, which VIES answers (`billing::vat`).

use super::union::territory;

/// What is wrong with a number, for the one who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadNumber {
    /// Not of its country's form; an example of one that is.
    Malformed { example: &'static str },
    /// Of the form, with wrong check digits.
    Digits,
    /// Another country's; how numbers of the customer's country begin.
    Elsewhere { prefix: &'static str },
}

/// A country's numbers.
struct Form {
    country: &'static str,
    /// Greece writes EL.
    prefix: &'static str,
    /// After the prefix: `9` a digit, `A` a letter, `X` either.
    shapes: &'static [&'static str],
    digits: fn(&[u8]) -> bool,
    example: &'static str,
}

/// Capital letters and digits, without spaces, dots and dashes.
pub fn tidied(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/'));
    plain.collect::<String>().to_uppercase()
}

/// Whether a tidied number can be one of a customer in this country. Outside the EU any is taken as it is.
pub fn check(number: &str, country: &str) -> Result<(), BadNumber> {
    let own = FORMS.iter().find(|form| form.country == territory(country));
    let Some(form) = own else { return plain(number) };
    let elsewhere = FORMS.iter().any(|other| number.starts_with(other.prefix)) || number.starts_with("XI");
    let Some(rest) = number.strip_prefix(form.prefix) else {
        return Err(match elsewhere {
            true => BadNumber::Elsewhere { prefix: form.prefix },
            false => BadNumber::Malformed { example: form.example },
        });
    };
    if !form.shapes.iter().any(|shape| fits(rest, shape)) {
        return Err(BadNumber::Malformed { example: form.example });
    }
    if (form.digits)(rest.as_bytes()) { Ok(()) } else { Err(BadNumber::Digits) }
}

fn plain(number: &str) -> Result<(), BadNumber> {
    let fits = (4..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if fits { Ok(()) } else { Err(BadNumber::Malformed { example: "GB123456789" }) }
}

fn fits(text: &str, shape: &str) -> bool {
    let one = |(is, wanted): (u8, u8)| match wanted {
        b'9' => is.is_ascii_digit(),
        b'A' => is.is_ascii_uppercase(),
        b'X' => is.is_ascii_digit() || is.is_ascii_uppercase(),
        other => is == other,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(one)
}

macro_rules! forms {
    ($($country:literal $prefix:literal [$($shape:literal),+] $digits:expr, $example:literal;)*) => {
        &[$(Form {
            country: $country,
            prefix: $prefix,
            shapes: &[$($shape),+],
            digits: $digits,
            example: $example,
        }),*]
    };
}

static FORMS: &[Form] = forms![
    "AT" "AT" ["U99999999"] austria, "ATU13585627";
    "BE" "BE" ["0999999999", "1999999999"] belgium, "BE0428759497";
    "BG" "BG" ["999999999", "9999999999"] any, "BG175074752";
    "CY" "CY" ["99999999A"] any, "CY10259033P";
    "CZ" "CZ" ["99999999", "999999999", "9999999999"] any, "CZ25123891";
    "DE" "DE" ["999999999"] |d| d[0] != b'0' && pure_11_10(d), "DE136695976";
    "DK" "DK" ["99999999"] |d| d[0] != b'0' && sum(d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11), "DK13585628";
    "EE" "EE" ["999999999"] |d| sum(d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10), "EE100931558";
    "ES" "ES" ["A9999999X", "99999999A"] any, "ESB58378431";
    "FI" "FI" ["99999999"] |d| sum(d, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11), "FI20774740";
    "FR" "FR" ["XX999999999"] france, "FR40303265045";
    "GR" "EL" ["999999999"] greece, "EL094259216";
    "HR" "HR" ["99999999999"] pure_11_10, "HR33392005961";
    "HU" "HU" ["99999999"] |d| sum(d, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10), "HU12892312";
    "IE" "IE" ["9999999A", "9999999AA", "9A99999A"] any, "IE6433435F";
    "IT" "IT" ["99999999999"] luhn, "IT00743110157";
    "LT" "LT" ["999999999", "999999999999"] any, "LT119511515";
    "LU" "LU" ["99999999"] |d| number(&d[..6]) % 89 == number(&d[6..]), "LU15027442";
    "LV" "LV" ["99999999999"] any, "LV40003521600";
    "MT" "MT" ["99999999"] |d| d[0] != b'0' && sum(d, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37), "MT11679112";
    "NL" "NL" ["999999999B99"] netherlands, "NL004495445B01";
    "PL" "PL" ["9999999999"] |d| sum(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7, 10]).is_multiple_of(11), "PL8567346215";
    "PT" "PT" ["999999999"] portugal, "PT501964843";
    "RO" "RO" ["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"] any,
        "RO18547290";
    "SE" "SE" ["999999999999"] |d| luhn(&d[..10]) && &d[10..] != b"00", "SE123456789701";
    "SI" "SI" ["99999999"] slovenia, "SI50223054";
    "SK" "SK" ["9999999999"] any, "SK2022749619";
];

/// The form alone is checked: the country does not publish more, or has several rules beside each other.
fn any(_: &[u8]) -> bool {
    true
}

fn value(byte: u8) -> u64 {
    u64::from(byte - b'0')
}

fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |all, digit| all * 10 + value(*digit))
}

fn sum(digits: &[u8], weights: &[u64]) -> u64 {
    digits.iter().zip(weights).map(|(digit, weight)| value(*digit) * weight).sum()
}

/// ISO/IEC 7812-1.
fn luhn(digits: &[u8]) -> bool {
    let doubled = |(place, digit): (usize, &u8)| match place % 2 {
        0 => value(*digit),
        _ => value(*digit) * 2 / 10 + value(*digit) * 2 % 10,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u64>().is_multiple_of(10)
}

/// ISO/IEC 7064, MOD 11,10.
fn pure_11_10(digits: &[u8]) -> bool {
    let last = digits.len() - 1;
    let product = digits[..last].iter().fold(10, |product, digit| match (value(*digit) + product) % 10 {
        0 => 20 % 11,
        rest => rest * 2 % 11,
    });
    (11 - product) % 10 == value(digits[last])
}

fn austria(bytes: &[u8]) -> bool {
    let digits = &bytes[1..];
    let folded = |(place, digit): (usize, &u8)| match place % 2 {
        0 => value(*digit),
        _ => value(*digit) * 2 / 10 + value(*digit) * 2 % 10,
    };
    let sum: u64 = digits[..7].iter().enumerate().map(folded).sum();
    (10 - (sum + 4) % 10) % 10 == value(digits[7])
}

fn belgium(digits: &[u8]) -> bool {
    97 - number(&digits[..8]) % 97 == number(&digits[8..])
}

/// Two signs made of the company's number (SIREN); those of Monaco begin with 000 and have no check digit of their own.
fn france(bytes: &[u8]) -> bool {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let siren = &bytes[2..];
    if !siren.starts_with(b"000") && !luhn(siren) {
        return false;
    }
    let place = |byte: u8| LETTERS.iter().position(|letter| *letter == byte).map(|place| place as u64);
    let (Some(first), Some(second)) = (place(bytes[0]), place(bytes[1])) else { return false };
    match (bytes[0].is_ascii_digit(), bytes[1].is_ascii_digit()) {
        (true, true) => (number(siren) * 100 + 12) % 97 == number(&bytes[..2]),
        (true, false) => new_style(number(siren), first * 24 + second - 10),
        _ => new_style(number(siren), first * 34 + second - 100),
    }
}

fn new_style(siren: u64, check: u64) -> bool {
    (siren + 1 + check / 11) % 11 == check % 11
}

fn greece(digits: &[u8]) -> bool {
    let rest = digits[..8].iter().fold(0, |rest, digit| rest * 2 + value(*digit));
    rest * 2 % 11 % 10 == value(digits[8])
}

/// The mod-97 check of the numbers given out to people since 2020, or the older mod-11 of all others.
fn netherlands(bytes: &[u8]) -> bool {
    let mod_97 = b"NL".iter().chain(bytes).fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + value(*byte)) % 97,
        _ => (rest * 100 + u64::from(byte - b'A') + 10) % 97,
    });
    // The last digit counts minus one, which is plus ten.
    mod_97 == 1 || sum(&bytes[..9], &[9, 8, 7, 6, 5, 4, 3, 2, 10]).is_multiple_of(11)
}

fn portugal(digits: &[u8]) -> bool {
    digits[0] != b'0' && (11 - sum(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == value(digits[8])
}

fn slovenia(digits: &[u8]) -> bool {
    let check = 11 - sum(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    digits[0] != b'0' && check != 11 && check % 10 == value(digits[7])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_countrys_example_is_one() {
        for form in FORMS {
            assert_eq!(check(form.example, form.country), Ok(()), "{}", form.example);
        }
    }

    #[test]
    fn what_people_type() {
        let malformed = |example| Err(BadNumber::Malformed { example });
        let elsewhere = |prefix| Err(BadNumber::Elsewhere { prefix });
        for (typed, country, expect) in [
            ("nl 0044.95.445.b01", "NL", Ok(())),
            ("NL123456789B13", "NL", Ok(())),
            ("NL004192834B01", "NL", Err(BadNumber::Digits)),
            ("NL00449544B01", "NL", malformed("NL004495445B01")),
            ("004495445B01", "NL", malformed("NL004495445B01")),
            ("DE136695976", "NL", elsewhere("NL")),
            ("XI123456789", "NL", elsewhere("NL")),
            ("de 136 695 976", "DE", Ok(())),
            ("DE136695978", "DE", Err(BadNumber::Digits)),
            ("BE 0428.759.497", "BE", Ok(())),
            ("BE0428759498", "BE", Err(BadNumber::Digits)),
            ("BE428759497", "BE", malformed("BE0428759497")),
            ("FR40303265045", "FR", Ok(())),
            ("FR41303265045", "FR", Err(BadNumber::Digits)),
            ("FR53000004605", "MC", Ok(())),
            ("EL094259216", "GR", Ok(())),
            ("GR094259216", "GR", malformed("EL094259216")),
            ("ATU13585627", "AT", Ok(())),
            ("ATU13585628", "AT", Err(BadNumber::Digits)),
            ("LU15027442", "LU", Ok(())),
            ("LU15027443", "LU", Err(BadNumber::Digits)),
            ("CHE-123.456.788", "CH", Ok(())),
            ("GB 980 7806 84", "GB", Ok(())),
            ("<script>", "US", malformed("GB123456789")),
            ("NLΩ04495445B01", "NL", malformed("NL004495445B01")),
            ("", "NL", malformed("NL004495445B01")),
        ] {
            assert_eq!(check(&tidied(typed), country), expect, "{typed} {country}");
        }
    }
}
