//! Why a change of accounts is refused. The sentence is the fluent message `refusal-<code>`.

use hostler_kit::http::{Args, Kind, Refuse};
use hostler_licence::counting::LimitReached;
use std::fmt;

/// What a verb on accounts answers when it does nothing.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    DomainInvalid(String),
    DomainTaken(String),
    /// It still has so many mailboxes and aliases.
    DomainInUse {
        domain: String,
        mailboxes: i64,
        aliases: i64,
    },
    DomainIsHost(String),
    DomainMissing(String),
    TooManyDomains(i64),
    AddressInvalid(String),
    MailboxExists(String),
    AliasExists(String),
    NameInvalid,
    QuotaInvalid,
    PasswordTooShort,
    PasswordTooLong,
    PasswordIsAddress,
    PasswordCommon,
    MailboxMissing,
    AliasMissing(String),
    AdministratorStays,
    /// The administrator's address is in the server's own domain, this one.
    AdministratorElsewhere(String),
    TooManyMailboxes(i64),
    TooManyAliases(i64),
    UserLimit(LimitReached),
    TargetsMissing,
    TooManyTargets(i64),
    TargetInvalid(String),
    /// A target in a domain of this server that nobody has.
    TargetUnknown(String),
    AliasLoop {
        alias: String,
        through: String,
    },
    ImportEmpty,
    ImportNotText,
    ImportTooLong(i64),
    ImportTooLarge,
    ImportColumns,
    ImportHasErrors(i64),
    ImportExpired,
    CsvMissing,
}

use Refusal as R;

impl Refuse for Refusal {
    fn kind(&self) -> Kind {
        match self {
            R::DomainTaken(_) | R::DomainInUse { .. } | R::DomainIsHost(_) => Kind::Conflict,
            R::MailboxExists(_) | R::AliasExists(_) | R::AdministratorStays => Kind::Conflict,
            R::TooManyDomains(_) | R::TooManyMailboxes(_) | R::TooManyAliases(_) => Kind::Conflict,
            R::UserLimit(_) | R::ImportExpired => Kind::Conflict,
            R::MailboxMissing | R::AliasMissing(_) => Kind::Missing,
            R::ImportTooLarge => Kind::TooLarge,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            R::DomainInvalid(_) => "domain-invalid",
            R::DomainTaken(_) => "domain-taken",
            R::DomainInUse { .. } => "domain-in-use",
            R::DomainIsHost(_) => "domain-is-host",
            R::DomainMissing(_) => "domain-missing",
            R::TooManyDomains(_) => "too-many-domains",
            R::AddressInvalid(_) => "address-invalid",
            R::MailboxExists(_) => "mailbox-exists",
            R::AliasExists(_) => "alias-exists",
            R::NameInvalid => "name-invalid",
            R::QuotaInvalid => "quota-invalid",
            R::PasswordTooShort => "password-short",
            R::PasswordTooLong => "password-long",
            R::PasswordIsAddress => "password-is-address",
            R::PasswordCommon => "password-common",
            R::MailboxMissing => "mailbox-missing",
            R::AliasMissing(_) => "alias-missing",
            R::AdministratorStays => "administrator-stays",
            R::AdministratorElsewhere(_) => "administrator-elsewhere",
            R::TooManyMailboxes(_) => "too-many-mailboxes",
            R::TooManyAliases(_) => "too-many-aliases",
            R::UserLimit(limit) => limit.code(),
            R::TargetsMissing => "targets-missing",
            R::TooManyTargets(_) => "too-many-targets",
            R::TargetInvalid(_) => "target-invalid",
            R::TargetUnknown(_) => "target-unknown",
            R::AliasLoop { .. } => "alias-loop",
            R::ImportEmpty => "import-empty",
            R::ImportNotText => "import-not-text",
            R::ImportTooLong(_) => "import-too-long",
            R::ImportTooLarge => "import-too-large",
            R::ImportColumns => "import-columns",
            R::ImportHasErrors(_) => "import-has-errors",
            R::ImportExpired => "import-expired",
            R::CsvMissing => "csv-missing",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            R::DomainInvalid(_) | R::DomainTaken(_) | R::TooManyDomains(_) => Some("domain"),
            R::AddressInvalid(_) | R::MailboxExists(_) | R::AliasExists(_) => Some("address"),
            R::DomainMissing(_) | R::AdministratorElsewhere(_) => Some("address"),
            R::NameInvalid => Some("name"),
            R::QuotaInvalid => Some("quota_bytes"),
            R::PasswordTooShort | R::PasswordTooLong => Some("password"),
            R::PasswordIsAddress | R::PasswordCommon => Some("password"),
            R::TargetsMissing | R::TooManyTargets(_) | R::TargetInvalid(_) => Some("targets"),
            R::TargetUnknown(_) | R::AliasLoop { .. } => Some("targets"),
            R::ImportEmpty | R::ImportNotText | R::ImportTooLong(_) | R::ImportTooLarge => Some("csv"),
            R::ImportColumns | R::ImportHasErrors(_) | R::CsvMissing => Some("csv"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            R::DomainInvalid(domain) | R::DomainTaken(domain) => one("domain", domain),
            R::DomainIsHost(domain) | R::DomainMissing(domain) => one("domain", domain),
            R::AdministratorElsewhere(domain) => one("domain", domain),
            R::DomainInUse { domain, mailboxes, aliases } => Args::from([
                ("domain", domain.clone()),
                ("mailboxes", mailboxes.to_string()),
                ("aliases", aliases.to_string()),
            ]),
            R::AddressInvalid(address) | R::MailboxExists(address) => one("address", address),
            R::AliasExists(address) | R::AliasMissing(address) => one("address", address),
            R::TooManyDomains(limit) | R::TooManyMailboxes(limit) | R::TooManyAliases(limit) => {
                one("limit", limit)
            }
            R::TooManyTargets(limit) | R::ImportTooLong(limit) => one("limit", limit),
            R::UserLimit(limit) => {
                Args::from([("limit", limit.limit.to_string()), ("number", limit.number.to_string())])
            }
            R::TargetInvalid(target) | R::TargetUnknown(target) => one("target", target),
            R::AliasLoop { alias, through } => {
                Args::from([("alias", alias.clone()), ("through", through.clone())])
            }
            R::ImportHasErrors(lines) => one("lines", lines),
            _ => Args::new(),
        }
    }
}

fn one(name: &'static str, value: impl ToString) -> Args {
    Args::from([(name, value.to_string())])
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        self.args().iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}

impl std::error::Error for Refusal {}

impl Refuse for AccountsError {
    fn kind(&self) -> Kind {
        match self {
            AccountsError::Refused(refusal) => refusal.kind(),
            AccountsError::Database(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            AccountsError::Refused(refusal) => refusal.code(),
            AccountsError::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            AccountsError::Refused(refusal) => refusal.field(),
            AccountsError::Database(_) => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            AccountsError::Refused(refusal) => refusal.args(),
            AccountsError::Database(_) => Args::new(),
        }
    }
}
