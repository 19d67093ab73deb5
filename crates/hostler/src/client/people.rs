//! Who belongs to a customer, or to the provider.

use super::answer::Refusal;
use super::portal::Portal;
use super::table::{Field, Table, instant, lines, made, rows, text, word};
use super::{Ask, Connection, Work, prompt};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

/// The people of your customer, or of the provider: list, invite, change role, remove
///
/// For people who are signed in: no API token opens these.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    /// The provider's people, as one of them
    #[arg(long, global = true)]
    staff: bool,
    #[command(flatten)]
    connection: Connection,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Owner,
    Administrator,
    Accountant,
    Staff,
}

impl Role {
    fn code(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Administrator => "administrator",
            Role::Accountant => "accountant",
            Role::Staff => "staff",
        }
    }
}

#[derive(Subcommand)]
enum What {
    /// Everybody, and who is invited
    #[command(after_help = "Example:\n  hostler people list")]
    List,
    /// Invite somebody by mail; the link is good once and for a week
    #[command(after_help = "Examples:
  hostler people invite carla@bakkerij.example accountant
  hostler people invite tess@provider.example staff --staff")]
    Invite { email: String, role: Role },
    /// Change somebody's role, never one's own
    #[command(after_help = "Example:\n  hostler people role henk@bakkerij.example owner")]
    Role {
        /// Mail address or id
        person: String,
        role: Role,
    },
    /// Remove somebody, or take an invitation back: signed out, tokens ended
    #[command(after_help = "Example:\n  hostler people remove henk@bakkerij.example")]
    Remove {
        /// Mail address or id
        person: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        let base = if self.staff { "/api/v1/staff/people" } else { "/api/v1/people" };
        match &self.what {
            What::List => portal.get(base).shown(listed),
            What::Invite { email, role } => portal
                .post(format!("{base}/invitations"), json!({ "email": email, "role": role.code() }))
                .shown(move |made| format!("{email} is invited, until {}.", instant(&made["expires_at_ms"]))),
            What::Role { person, role } => Box::pin(async move {
                let change = portal.patch(place(portal, base, person).await?, json!({ "role": role.code() }));
                change.shown(|person| lines(&PERSON, person)).await
            }),
            What::Remove { person, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Remove {person}?"))?;
                let place = place(portal, base, person).await?;
                portal.delete(place).says(format!("{person} is removed.")).await
            }),
        }
    }
}

const PERSON: [Field; 3] = [word("name", "name"), word("email", "email"), word("role", "role")];

const PEOPLE: Table = Table(
    "Nobody.",
    &[
        word("NAME", "name"),
        word("EMAIL", "email"),
        word("ROLE", "role"),
        made("LAST SIGNED IN", seen),
        word("ID", "id"),
    ],
);

/// Everybody who joined, and below them who is invited.
fn listed(body: &Value) -> String {
    let all: Vec<&Value> = rows(&body["people"]).chain(rows(&body["invitations"])).collect();
    PEOPLE.of(&json!(all))
}

/// An invitation is what expires.
fn seen(person: &Value) -> String {
    match (&person["expires_at_ms"], &person["last_sign_in_at_ms"]) {
        (Value::Null, Value::Null) => "never".to_string(),
        (Value::Null, seen) => instant(seen),
        (until, _) => format!("invited until {}", instant(until)),
    }
}

/// Somebody who has joined, or an invitation that waits: where it is, by address or id.
async fn place(portal: &Portal, base: &str, named: &str) -> Result<String, Refusal> {
    let body = portal.get(base).await?;
    let fits = |entry: &&Value| [&entry["id"], &entry["email"]].iter().any(|own| text(own) == named);
    let found = rows(&body.json["people"]).find(fits).map(|person| format!("{base}/{}", text(&person["id"])));
    let waits = || {
        let invitation = rows(&body.json["invitations"]).find(fits)?;
        Some(format!("{base}/invitations/{}", text(&invitation["id"])))
    };
    found.or_else(waits).ok_or_else(|| {
        let detail =
            format!("Nobody here is {named}. Nothing was changed. `hostler people list` has everybody.");
        Refusal::own("person-unknown", detail)
    })
}
