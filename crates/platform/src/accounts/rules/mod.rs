//! Pure checks of what people type about themselves; and who may do what.

mod doing;
mod union;
mod vat_number;

pub use doing::{Doing, ROLES, RoleRefused, TABLE, may};
pub use union::{is_apart, is_member, territory};
pub use vat_number::{BadNumber, check as check_vat_number, tidied as tidied_vat_number};

use super::model::SignUp;
use crate::catalogue::Catalogue;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::secret::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use jiff::civil::Date;
use thiserror::Error;

/// Letters of the customer's own reference.
pub(super) const LONGEST_REFERENCE: usize = 80;
/// Wrong sign-ins of one address, or from one place, within [`ATTEMPTS_WINDOW_MS`] before the next is refused.
pub const MOST_ATTEMPTS: i64 = 10;
pub const ATTEMPTS_WINDOW_MS: i64 = 15 * 60_000;
/// A session ends after twelve hours.
pub const SESSION_MS: i64 = 12 * 3_600_000;
/// Links in mails are good for a day.
pub const LINK_MS: i64 = 24 * 3_600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AccountRefused {
    #[error("a field that is needed is empty")]
    Missing { field: &'static str },
    #[error("a field is too long")]
    TooLong { field: &'static str, most: usize },
    #[error("this is not a mail address")]
    BadEmail,
    #[error("somebody with this address has signed up already")]
    EmailTaken,
    #[error("the password is too short")]
    PasswordShort,
    #[error("the password is too long")]
    PasswordLong,
    #[error("the password is the address or the name")]
    PasswordObvious,
    #[error("the provider does not sell to this country")]
    CountryNotServed,
    #[error("this is no VAT number of the country")]
    BadVatNumber { example: &'static str },
    #[error("the VAT number's check digits are wrong")]
    VatNumberDigits,
    #[error("the VAT number is another country's")]
    VatNumberElsewhere { prefix: &'static str },
    #[error("without a VAT number there is no rate for the country")]
    VatNumberNeeded,
    #[error("address and password do not fit together")]
    WrongSignIn,
    #[error("the address has not been verified")]
    NotVerified,
    #[error("too many attempts")]
    TooManyAttempts,
    #[error("the link is not valid")]
    BadLink,
    #[error("the present password is wrong")]
    WrongPassword,
}

impl From<BadNumber> for AccountRefused {
    fn from(bad: BadNumber) -> AccountRefused {
        match bad {
            BadNumber::Malformed { example } => AccountRefused::BadVatNumber { example },
            BadNumber::Digits => AccountRefused::VatNumberDigits,
            BadNumber::Elsewhere { prefix } => AccountRefused::VatNumberElsewhere { prefix },
        }
    }
}

impl Refuse for AccountRefused {
    fn kind(&self) -> Kind {
        match self {
            AccountRefused::EmailTaken => Kind::Conflict,
            AccountRefused::WrongSignIn => Kind::SignInNeeded,
            AccountRefused::NotVerified => Kind::Forbidden,
            AccountRefused::TooManyAttempts => Kind::TooMany,
            AccountRefused::BadLink => Kind::Missing,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            AccountRefused::Missing { .. } => "field-missing",
            AccountRefused::TooLong { .. } => "field-too-long",
            AccountRefused::BadEmail => "email-malformed",
            AccountRefused::EmailTaken => "email-taken",
            AccountRefused::PasswordShort => "password-short",
            AccountRefused::PasswordLong => "password-long",
            AccountRefused::PasswordObvious => "password-obvious",
            AccountRefused::CountryNotServed => "country-not-served",
            AccountRefused::BadVatNumber { .. } => "vat-number-malformed",
            AccountRefused::VatNumberDigits => "vat-number-digits",
            AccountRefused::VatNumberElsewhere { .. } => "vat-number-elsewhere",
            AccountRefused::VatNumberNeeded => "vat-number-needed",
            AccountRefused::WrongSignIn => "sign-in-wrong",
            AccountRefused::NotVerified => "address-not-verified",
            AccountRefused::TooManyAttempts => "too-many-attempts",
            AccountRefused::BadLink => "link-invalid",
            AccountRefused::WrongPassword => "password-wrong",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            AccountRefused::Missing { field } | AccountRefused::TooLong { field, .. } => Some(field),
            AccountRefused::BadEmail | AccountRefused::EmailTaken => Some("email"),
            AccountRefused::PasswordShort
            | AccountRefused::PasswordLong
            | AccountRefused::PasswordObvious => Some("password"),
            AccountRefused::CountryNotServed => Some("country"),
            AccountRefused::BadVatNumber { .. }
            | AccountRefused::VatNumberDigits
            | AccountRefused::VatNumberElsewhere { .. }
            | AccountRefused::VatNumberNeeded => Some("vat_number"),
            AccountRefused::WrongPassword => Some("present"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            AccountRefused::TooLong { most, .. } => Args::from([("most", most.to_string())]),
            AccountRefused::BadVatNumber { example } => Args::from([("example", (*example).to_string())]),
            AccountRefused::VatNumberElsewhere { prefix } => Args::from([("prefix", (*prefix).to_string())]),
            AccountRefused::PasswordShort => Args::from([("least", SHORTEST_PASSWORD.to_string())]),
            AccountRefused::PasswordLong => Args::from([("most", LONGEST_PASSWORD.to_string())]),
            AccountRefused::TooManyAttempts => Args::from([
                ("minutes", (ATTEMPTS_WINDOW_MS / 60_000).to_string()),
                ("most", MOST_ATTEMPTS.to_string()),
            ]),
            _ => Args::new(),
        }
    }
}

/// Tidies what was typed and names everything that is wrong with it, in the order of the form.
pub fn check_sign_up(form: SignUp, catalogue: &Catalogue) -> Result<SignUp, Vec<AccountRefused>> {
    let (mut form, mut wrong) = tidied(form, catalogue);
    tidy(&mut form.name);
    wrong.extend(check_text("name", &form.name).err());
    wrong.extend(check_email(&form.email).err());
    wrong.extend(check_password(&form.password, &[&form.email, &form.name]).err());
    if wrong.is_empty() { Ok(form) } else { Err(wrong) }
}

/// The same of a customer whose owner is invited: the owner's name and password come from the owner.
pub fn check_customer(form: SignUp, catalogue: &Catalogue) -> Result<SignUp, Vec<AccountRefused>> {
    let (form, mut wrong) = tidied(form, catalogue);
    wrong.extend(check_email(&form.email).err());
    if wrong.is_empty() { Ok(form) } else { Err(wrong) }
}

/// What is said of the customer, tidied, and what is wrong with it; the address in small letters.
fn tidied(mut form: SignUp, catalogue: &Catalogue) -> (SignUp, Vec<AccountRefused>) {
    let mut wrong = Vec::new();
    let texts = [
        ("company", &mut form.company),
        ("street", &mut form.street),
        ("postcode", &mut form.postcode),
        ("city", &mut form.city),
    ];
    for (field, text) in texts {
        tidy(text);
        wrong.extend(check_text(field, text).err());
    }
    tidy(&mut form.invoice_reference);
    if form.invoice_reference.chars().count() > LONGEST_REFERENCE {
        wrong.push(AccountRefused::TooLong { field: "invoice_reference", most: LONGEST_REFERENCE });
    }
    form.country = form.country.trim().to_ascii_uppercase();
    form.vat_number = tidied_vat_number(&form.vat_number);
    match catalogue.provider.countries.contains(&form.country) {
        true => wrong.extend(check_vat(&form.vat_number, (&form.country, &form.postcode), catalogue).err()),
        false => wrong.push(AccountRefused::CountryNotServed),
    }
    form.email = form.email.trim().to_lowercase();
    if form.language != "nl" {
        form.language = "en".into();
    }
    (form, wrong)
}

/// One space between words, none around them.
fn tidy(text: &mut String) {
    *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
}

/// A person's name as it was typed, tidied.
pub fn check_person_name(name: &str) -> Result<String, AccountRefused> {
    let mut name = name.to_string();
    tidy(&mut name);
    check_text("name", &name)?;
    Ok(name)
}

pub(super) fn check_text(field: &'static str, text: &str) -> Result<(), AccountRefused> {
    match text.chars().count() {
        0 => Err(AccountRefused::Missing { field }),
        1..=120 => Ok(()),
        _ => Err(AccountRefused::TooLong { field, most: 120 }),
    }
}

/// A mailbox as in RFC 5321 4.1.2, without quoted local parts and address literals; the domain needs a dot.
pub fn check_email(email: &str) -> Result<(), AccountRefused> {
    let (local, domain) = email.rsplit_once('@').ok_or(AccountRefused::BadEmail)?;
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let local_fits =
        local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom));
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let domain_fits = email.len() <= 254 && domain.contains('.') && domain.split('.').all(label);
    if local_fits && domain_fits { Ok(()) } else { Err(AccountRefused::BadEmail) }
}

/// Long enough, bounded, and not what is written beside it.
pub fn check_password(password: &str, obvious: &[&str]) -> Result<(), AccountRefused> {
    if password.len() > LONGEST_PASSWORD {
        return Err(AccountRefused::PasswordLong);
    }
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(AccountRefused::PasswordShort);
    }
    let repeated = password.chars().all(|c| password.starts_with(c));
    if repeated || obvious.iter().any(|text| text.eq_ignore_ascii_case(password)) {
        return Err(AccountRefused::PasswordObvious);
    }
    Ok(())
}

/// A tidied VAT number of a customer in this country; empty only where VAT can be charged without one: at home, where the
/// catalogue has the country's rate, and outside the EU.
pub fn check_vat(
    number: &str,
    (country, postcode): (&str, &str),
    catalogue: &Catalogue,
) -> Result<(), AccountRefused> {
    if !number.is_empty() {
        return Ok(check_vat_number(number, country)?);
    }
    let territory = territory(country);
    let is_home = territory == catalogue.provider.country;
    let is_rated = catalogue.vat.iter().any(|vat| vat.country == territory);
    let is_outside = !is_member(country, Date::MAX) || is_apart(country, postcode);
    match is_home || is_rated || is_outside {
        true => Ok(()),
        false => Err(AccountRefused::VatNumberNeeded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> SignUp {
        SignUp {
            company: " Bakkerij  de Vries ".into(),
            street: "Dorpsstraat 1".into(),
            postcode: "1234 AB".into(),
            city: "Ede".into(),
            country: "nl".into(),
            vat_number: String::new(),
            name: "Anna de Vries".into(),
            email: "Anna@Bakkerij.Test".into(),
            password: "stroopwafel met kaas".into(),
            language: "nl".into(),
            invoice_reference: String::new(),
        }
    }

    fn check(change: impl Fn(&mut SignUp), expect: &[&str]) {
        let mut form = anna();
        change(&mut form);
        let codes: Vec<_> = check_sign_up(form, &Catalogue::standard()).err().unwrap_or_default();
        assert_eq!(codes.iter().map(Refuse::code).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn what_people_type() {
        check(|_| {}, &[]);
        check(|f| f.company = "  ".into(), &["field-missing"]);
        check(|f| f.company = "x".repeat(121), &["field-too-long"]);
        check(|f| f.country = "XX".into(), &["country-not-served"]);
        check(|f| f.password = "short".into(), &["password-short"]);
        check(|f| f.password = "anna@bakkerij.test".into(), &["password-obvious"]);
        check(|f| f.password = "aaaaaaaaaaaa".into(), &["password-obvious"]);
        check(|f| f.vat_number = "NL 0041.92.834 B01".into(), &["vat-number-digits"]);
        check(|f| f.vat_number = "NL 0041.92.834".into(), &["vat-number-malformed"]);
        check(|f| f.vat_number = "DE136695976".into(), &["vat-number-elsewhere"]);
        check(|f| f.country = "DE".into(), &["vat-number-needed"]);
        check(|f| (f.country, f.vat_number) = ("DE".into(), "de 136695976".into()), &[]);
        check(
            |f| (f.country, f.vat_number) = ("DE".into(), "NL004495445B01".into()),
            &["vat-number-elsewhere"],
        );
        check(|f| f.country = "CH".into(), &[]);
        check(|f| f.vat_number = "NL004495445B01".into(), &[]);
        check(|f| f.vat_number = "NL123456789B13".into(), &[]);
        for email in [
            "",
            "anna",
            "anna@",
            "@bakkerij.test",
            "anna@test",
            "an na@bakkerij.test",
            "a..b@c.test",
            "a@-c.test",
        ] {
            check(|f| f.email = email.into(), &["email-malformed"]);
        }
    }

    #[test]
    fn it_is_tidied() {
        let form = check_sign_up(anna(), &Catalogue::standard()).unwrap();
        assert_eq!((form.company.as_str(), form.email.as_str()), ("Bakkerij de Vries", "anna@bakkerij.test"));
    }
}
