//! Which names a server may have, and what an order needs.

use super::model::Wish;
use hostler_kit::http::{Args, Kind, Refuse};
use thiserror::Error;

/// The terms that an order accepts now.
pub const TERMS: &str = "2026-11-01";
/// Servers one customer may have without talking to staff.
pub const MOST_SERVERS: i64 = 50;
const LONGEST_NAME: usize = 30;
const SHORTEST_NAME: usize = 3;

/// Names that would look like the provider's own hosts.
const RESERVED: [&str; 28] = [
    "abuse",
    "account",
    "admin",
    "administrator",
    "api",
    "autoconfig",
    "autodiscover",
    "billing",
    "console",
    "dns",
    "hostmaster",
    "imap",
    "mail",
    "mx",
    "mx1",
    "mx2",
    "ns1",
    "ns2",
    "pop",
    "pop3",
    "portal",
    "postmaster",
    "root",
    "smtp",
    "status",
    "support",
    "webmail",
    "www",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OrderRefused {
    #[error("the server's name is malformed")]
    NameMalformed,
    #[error("the server's name is reserved")]
    NameReserved,
    #[error("the server's name is taken")]
    NameTaken,
    #[error("the product is not sold hosted")]
    ProductNotHosted,
    #[error("the terms were not accepted")]
    TermsNotAccepted,
    #[error("the customer has as many servers as one may have")]
    TooManyServers,
    #[error("only the owner may order")]
    NotTheOwner,
}

impl Refuse for OrderRefused {
    fn kind(&self) -> Kind {
        match self {
            OrderRefused::NameTaken | OrderRefused::TooManyServers => Kind::Conflict,
            OrderRefused::NotTheOwner => Kind::Forbidden,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            OrderRefused::NameMalformed => "server-name-malformed",
            OrderRefused::NameReserved => "server-name-reserved",
            OrderRefused::NameTaken => "server-name-taken",
            OrderRefused::ProductNotHosted => "product-not-hosted",
            OrderRefused::TermsNotAccepted => "terms-not-accepted",
            OrderRefused::TooManyServers => "too-many-servers",
            OrderRefused::NotTheOwner => "not-the-owner",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            OrderRefused::NameMalformed | OrderRefused::NameReserved | OrderRefused::NameTaken => {
                Some("server_name")
            }
            OrderRefused::TermsNotAccepted => Some("terms"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            OrderRefused::NameMalformed => {
                Args::from([("least", SHORTEST_NAME.to_string()), ("most", LONGEST_NAME.to_string())])
            }
            OrderRefused::TooManyServers => Args::from([("most", MOST_SERVERS.to_string())]),
            _ => Args::new(),
        }
    }
}

/// Tidies a wish and names everything that is wrong with it. `hosted` are the products that are sold hosted.
pub fn check(mut wish: Wish, hosted: &[&str]) -> Result<Wish, Vec<OrderRefused>> {
    wish.server_name = wish.server_name.trim().to_ascii_lowercase();
    let mut wrong = Vec::new();
    if !hosted.contains(&wish.product.as_str()) {
        wrong.push(OrderRefused::ProductNotHosted);
    }
    wrong.extend(check_name(&wish.server_name).err());
    if wish.terms != TERMS {
        wrong.push(OrderRefused::TermsNotAccepted);
    }
    if wrong.is_empty() { Ok(wish) } else { Err(wrong) }
}

/// One label of a host name (RFC 1123 2.1): letters, digits and inner hyphens; not one that means something else.
pub fn check_name(name: &str) -> Result<(), OrderRefused> {
    let letters = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let edges = name.starts_with('-') || name.ends_with('-') || name.get(2..4) == Some("--");
    if !letters || edges || !(SHORTEST_NAME..=LONGEST_NAME).contains(&name.len()) {
        return Err(OrderRefused::NameMalformed);
    }
    if RESERVED.contains(&name) { Err(OrderRefused::NameReserved) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["bakkerij", "abc", "de-vries-2", "1e-hulp", &"x".repeat(30)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in
            ["", "ab", "-abc", "abc-", "a b c", "bäckerei", "a.b.c", "xn--abc", "a_b_c", &"x".repeat(31)]
        {
            assert_eq!(check_name(name), Err(OrderRefused::NameMalformed), "{name}");
        }
        assert_eq!(check_name("www"), Err(OrderRefused::NameReserved));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let wish = Wish { product: "control".into(), server_name: "a".into(), terms: String::new() };
        let expect =
            [OrderRefused::ProductNotHosted, OrderRefused::NameMalformed, OrderRefused::TermsNotAccepted];
        assert_eq!(check(wish, &["connect"]), Err(expect.to_vec()));
    }
}
