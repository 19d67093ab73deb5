//! Who may do what (W2): one table for pages, API and verbs alike.
//!
//! What a request does follows from its method and address, as a token's scopes do, so a new route is covered from its
//! first day: one whose address stands for nothing here is open to a customer's owner alone.

use crate::accounts::Role;
use axum::http::Method;
use hostler_kit::http::{Args, Kind, Refuse};

/// Something that a role allows or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    SeeServers,
    /// A server's own pages and API: its accounts, its mail queue.
    OpenConsoles,
    SeeOrders,
    OrderServers,
    SeeInvoices,
    SeeLicences,
    /// Keys, machines and registration of licences.
    RegisterLicences,
    SeeLicenceOrders,
    BuyLicences,
    SeeDownloads,
    SeeEvents,
    KeepWebhooks,
    MakeTokens,
    SeePeople,
    /// Who belongs to the customer, as what, and who sells to it.
    ChangePeople,
    /// A reseller's own customers: their list, new ones, and for whom to act.
    KeepCustomers,
    /// What only the provider does.
    Provide,
    /// What stands for nothing above.
    Anything,
}

/// The roles in the order of the columns.
pub const ROLES: [Role; 5] =
    [Role::Owner, Role::Administrator, Role::Accountant, Role::Reseller, Role::Staff];

/// Owner, administrator, accountant, a reseller who acts for the customer, staff.
type Row = (Doing, [u8; 5]);

/// 1: may.
pub const TABLE: [Row; 18] = [
    (Doing::SeeServers, [1, 1, 0, 0, 0]),
    (Doing::OpenConsoles, [1, 1, 0, 0, 0]),
    (Doing::SeeOrders, [1, 1, 0, 0, 0]),
    (Doing::OrderServers, [1, 0, 0, 0, 0]),
    (Doing::SeeInvoices, [1, 1, 1, 0, 0]),
    (Doing::SeeLicences, [1, 1, 1, 1, 0]),
    (Doing::RegisterLicences, [1, 1, 0, 1, 0]),
    (Doing::SeeLicenceOrders, [1, 1, 1, 1, 0]),
    (Doing::BuyLicences, [1, 0, 0, 1, 0]),
    (Doing::SeeDownloads, [1, 1, 0, 1, 0]),
    (Doing::SeeEvents, [1, 1, 1, 0, 1]),
    (Doing::KeepWebhooks, [1, 1, 0, 0, 1]),
    (Doing::MakeTokens, [1, 1, 1, 0, 1]),
    (Doing::SeePeople, [1, 1, 0, 0, 0]),
    (Doing::ChangePeople, [1, 0, 0, 0, 0]),
    (Doing::KeepCustomers, [1, 0, 0, 1, 0]),
    (Doing::Provide, [0, 0, 0, 0, 1]),
    (Doing::Anything, [1, 0, 0, 0, 0]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoleRefused {
    #[error("the role does not allow this")]
    MayNot { role: Role },
    #[error("this is for customers")]
    CustomersOnly,
    #[error("this is for staff")]
    StaffOnly,
}

impl Refuse for RoleRefused {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }

    fn code(&self) -> &'static str {
        match self {
            RoleRefused::MayNot { role: Role::Reseller } => "reseller-may-not",
            RoleRefused::MayNot { .. } => "role-may-not",
            RoleRefused::CustomersOnly => "customers-only",
            RoleRefused::StaffOnly => "staff-only",
        }
    }

    fn args(&self) -> Args {
        match self {
            RoleRefused::MayNot { role } => Args::from([("role", role.as_str().to_string())]),
            _ => Args::new(),
        }
    }
}

/// Whether somebody in this role may do this.
pub fn may(role: Role, doing: Doing) -> Result<(), RoleRefused> {
    let row = TABLE.iter().find(|(own, _)| *own == doing).map(|(_, row)| row);
    let column = ROLES.iter().position(|own| *own == role);
    match row.zip(column) {
        Some((row, column)) if row[column] == 1 => Ok(()),
        _ if doing == Doing::Provide => Err(RoleRefused::StaffOnly),
        _ if role == Role::Staff => Err(RoleRefused::CustomersOnly),
        _ => Err(RoleRefused::MayNot { role }),
    }
}

impl Doing {
    /// What a request to this address does; pages and API have the same words.
    pub fn of(method: &Method, path: &str) -> Doing {
        let below = path.strip_prefix("/api/v1/").unwrap_or(path.trim_start_matches('/'));
        let mut parts = below.split('/');
        let area = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let either = |reads, changes| if method.is_safe() { reads } else { changes };
        match area {
            "servers" if rest.get(1) == Some(&"console") => Doing::OpenConsoles,
            // Everything of a server in one file, passwords' hashes too.
            "servers" if rest.get(1) == Some(&"exports") => Doing::Anything,
            // What is in people's mailboxes.
            "servers"
                if rest.get(1) == Some(&"restores") || rest.get(1) == Some(&"backups") && rest.len() > 2 =>
            {
                Doing::Anything
            }
            "servers" => either(Doing::SeeServers, Doing::Anything),
            "order" | "orders" => either(Doing::SeeOrders, Doing::OrderServers),
            "invoices" => either(Doing::SeeInvoices, Doing::Anything),
            // Who may not sign a mandate is not asked whether to end one either.
            "payment" if rest.first() == Some(&"withdraw") => Doing::Anything,
            "payment" => either(Doing::SeeInvoices, Doing::Anything),
            "licences" if rest.first() == Some(&"register") => Doing::RegisterLicences,
            "licences" => either(Doing::SeeLicences, Doing::RegisterLicences),
            // Who knows a key may register it.
            "keys" => Doing::RegisterLicences,
            "shop" => either(Doing::SeeLicenceOrders, Doing::BuyLicences),
            "downloads" => Doing::SeeDownloads,
            "events" => either(Doing::SeeEvents, Doing::Anything),
            "webhooks" => Doing::KeepWebhooks,
            "account" | "tokens" => Doing::MakeTokens,
            "people" => either(Doing::SeePeople, Doing::ChangePeople),
            "reseller" => either(Doing::SeePeople, Doing::ChangePeople),
            "customers" | "acting" => Doing::KeepCustomers,
            "staff" | "demo" => Doing::Provide,
            _ => Doing::Anything,
        }
    }

    /// The key of its words, for the table that people read.
    pub fn key(self) -> &'static str {
        match self {
            Doing::SeeServers => "doing-see-servers",
            Doing::OpenConsoles => "doing-open-consoles",
            Doing::SeeOrders => "doing-see-orders",
            Doing::OrderServers => "doing-order-servers",
            Doing::SeeInvoices => "doing-see-invoices",
            Doing::SeeLicences => "doing-see-licences",
            Doing::RegisterLicences => "doing-register-licences",
            Doing::SeeLicenceOrders => "doing-see-licence-orders",
            Doing::BuyLicences => "doing-buy-licences",
            Doing::SeeDownloads => "doing-see-downloads",
            Doing::SeeEvents => "doing-see-events",
            Doing::KeepWebhooks => "doing-keep-webhooks",
            Doing::MakeTokens => "doing-make-tokens",
            Doing::SeePeople => "doing-see-people",
            Doing::ChangePeople => "doing-change-people",
            Doing::KeepCustomers => "doing-keep-customers",
            Doing::Provide => "doing-provide",
            Doing::Anything => "doing-anything",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(doing: Doing) -> String {
        let initials = ["o", "a", "c", "r", "s"];
        let allowed = ROLES.iter().zip(initials).filter(|(role, _)| may(**role, doing).is_ok());
        allowed.map(|(_, initial)| initial).collect()
    }

    #[test]
    fn each_address_stands_for_something() {
        for (request, doing, who) in [
            ("GET /servers", Doing::SeeServers, "oa"),
            ("GET /api/v1/servers/srv_1", Doing::SeeServers, "oa"),
            ("POST /api/v1/servers/srv_1", Doing::Anything, "o"),
            ("GET /servers/srv_1/console/", Doing::OpenConsoles, "oa"),
            ("GET /servers/srv_1/ending", Doing::SeeServers, "oa"),
            ("POST /servers/srv_1/ending", Doing::Anything, "o"),
            ("DELETE /api/v1/servers/srv_1/ending", Doing::Anything, "o"),
            ("GET /api/v1/servers/srv_1/exports/exp_1", Doing::Anything, "o"),
            ("POST /servers/srv_1/console/api/v1/mailboxes", Doing::OpenConsoles, "oa"),
            ("POST /api/v1/orders", Doing::OrderServers, "o"),
            ("GET /invoices/inv_1", Doing::SeeInvoices, "oac"),
            ("GET /api/v1/invoices/inv_1/pdf", Doing::SeeInvoices, "oac"),
            ("GET /api/v1/payment", Doing::SeeInvoices, "oac"),
            ("GET /payment/withdraw", Doing::Anything, "o"),
            ("POST /payment", Doing::Anything, "o"),
            ("GET /licences/lic_1", Doing::SeeLicences, "oacr"),
            ("GET /licences/register", Doing::RegisterLicences, "oar"),
            ("POST /api/v1/licences/lic_1/offline", Doing::RegisterLicences, "oar"),
            ("GET /api/v1/keys/HST4", Doing::RegisterLicences, "oar"),
            ("GET /shop/orders/lor_1", Doing::SeeLicenceOrders, "oacr"),
            ("POST /api/v1/shop/orders", Doing::BuyLicences, "or"),
            ("GET /events", Doing::SeeEvents, "oacs"),
            ("GET /webhooks", Doing::KeepWebhooks, "oas"),
            ("GET /account/tokens", Doing::MakeTokens, "oacs"),
            ("GET /people", Doing::SeePeople, "oa"),
            ("POST /api/v1/people/invitations", Doing::ChangePeople, "o"),
            ("POST /reseller/end", Doing::ChangePeople, "o"),
            ("POST /acting", Doing::KeepCustomers, "or"),
            ("GET /api/v1/customers", Doing::KeepCustomers, "or"),
            ("GET /staff/customers", Doing::Provide, "s"),
            ("GET /api/v1/demo/clock", Doing::Provide, "s"),
            ("GET /serversx", Doing::Anything, "o"),
            ("GET /api/v1/", Doing::Anything, "o"),
        ] {
            let (method, path) = request.split_once(' ').unwrap();
            let found = Doing::of(&method.parse().unwrap(), path);
            assert_eq!((found, letters(found).as_str()), (doing, who), "{request}");
        }
    }

    #[test]
    fn a_refusal_says_for_whom_it_is() {
        let code = |role, doing| may(role, doing).map_err(|refused| refused.code());
        for (role, doing, expect) in [
            (Role::Owner, Doing::OrderServers, Ok(())),
            (Role::Accountant, Doing::OrderServers, Err("role-may-not")),
            (Role::Reseller, Doing::SeeInvoices, Err("reseller-may-not")),
            (Role::Owner, Doing::Provide, Err("staff-only")),
            (Role::Staff, Doing::SeeInvoices, Err("customers-only")),
        ] {
            assert_eq!(code(role, doing), expect, "{role:?} {doing:?}");
        }
    }
}
