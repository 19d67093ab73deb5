//! Which roles there are in a house, and what its people are refused.

use super::House;
use crate::accounts::Role;
use hostler_kit::http::{Args, Kind, Refuse};

/// An invitation is good for a week.
pub const INVITATION_MS: i64 = 7 * 24 * 3_600_000;
/// People of one house, invited ones included.
pub const MOST_PEOPLE: i64 = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeopleRefused {
    #[error("there is no such role here")]
    UnknownRole,
    #[error("nobody changes their own role")]
    OwnRole,
    #[error("a customer keeps an owner")]
    LastOwner,
    #[error("the provider keeps a member of staff")]
    LastStaff,
    #[error("somebody with this address has an account")]
    EmailKnown,
    #[error("the house is full")]
    TooMany,
    #[error("the invitation is used, taken back or too old")]
    BadInvitation,
}

impl Refuse for PeopleRefused {
    fn kind(&self) -> Kind {
        match self {
            PeopleRefused::UnknownRole => Kind::Invalid,
            PeopleRefused::OwnRole => Kind::Forbidden,
            PeopleRefused::BadInvitation => Kind::Missing,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            PeopleRefused::UnknownRole => "role-unknown",
            PeopleRefused::OwnRole => "own-role",
            PeopleRefused::LastOwner => "last-owner",
            PeopleRefused::LastStaff => "last-staff",
            PeopleRefused::EmailKnown => "email-known",
            PeopleRefused::TooMany => "too-many-people",
            PeopleRefused::BadInvitation => "invitation-invalid",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            PeopleRefused::UnknownRole => Some("role"),
            PeopleRefused::EmailKnown => Some("email"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            PeopleRefused::TooMany => Args::from([("most", MOST_PEOPLE.to_string())]),
            _ => Args::new(),
        }
    }
}

/// The roles that people of a house can have.
pub fn roles_of(house: &House) -> &'static [Role] {
    match house {
        House::Customer(_) => &[Role::Administrator, Role::Accountant, Role::Owner],
        House::Provider => &[Role::Staff],
    }
}

/// The role of this name, if people of the house can have it.
pub fn check_role(house: &House, text: &str) -> Result<Role, PeopleRefused> {
    let known = roles_of(house).iter().find(|role| role.as_str() == text.trim());
    known.copied().ok_or(PeopleRefused::UnknownRole)
}

/// Why the last person in this role stays.
pub fn last(house: &House) -> PeopleRefused {
    match house {
        House::Customer(_) => PeopleRefused::LastOwner,
        House::Provider => PeopleRefused::LastStaff,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_kit::id::Id;
    use hostler_kit::random::Random;

    #[test]
    fn nobody_of_a_customer_becomes_staff_and_the_other_way_round() {
        let customer = House::Customer(Id::new(1, &Random::seeded(1)));
        for (house, text, expect) in [
            (&customer, "owner", Ok(Role::Owner)),
            (&customer, " accountant", Ok(Role::Accountant)),
            (&customer, "staff", Err(PeopleRefused::UnknownRole)),
            (&customer, "reseller", Err(PeopleRefused::UnknownRole)),
            (&customer, "", Err(PeopleRefused::UnknownRole)),
            (&House::Provider, "staff", Ok(Role::Staff)),
            (&House::Provider, "owner", Err(PeopleRefused::UnknownRole)),
        ] {
            assert_eq!(check_role(house, text), expect, "{text}");
        }
    }
}
