//! Who belongs to a customer, or to the provider.

use super::answer::{Refusal, Shown};
use super::portal::Portal;
use super::table::{Column, facts, instant, rows, table, text};
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
            What::List => Box::pin(list(portal, base)),
            What::Invite { email, role } => Box::pin(invite(portal, base, (email, *role))),
            What::Role { person, role } => Box::pin(change_role(portal, base, (person, *role))),
            What::Remove { person, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Remove {person}?"))?;
                remove(portal, base, person).await
            }),
        }
    }
}

async fn list(portal: &Portal, base: &str) -> Result<Shown, Refusal> {
    let body = portal.get(base).await?;
    let columns = ["NAME", "EMAIL", "ROLE", "LAST SIGNED IN", "ID"].map(Column::Text);
    let person = |person: &Value| {
        let seen = match person["last_sign_in_at_ms"].is_null() {
            true => "never".to_string(),
            false => instant(&person["last_sign_in_at_ms"]),
        };
        let field = |name: &str| text(&person[name]);
        vec![field("name"), field("email"), field("role"), seen, field("id")]
    };
    let invited = |invitation: &Value| {
        let until = format!("invited until {}", instant(&invitation["expires_at_ms"]));
        let field = |name: &str| text(&invitation[name]);
        vec![String::new(), field("email"), field("role"), until, field("id")]
    };
    let mut all: Vec<Vec<String>> = rows(&body.json["people"]).map(person).collect();
    all.extend(rows(&body.json["invitations"]).map(invited));
    let said = table(&columns, &all, "Nobody.");
    Ok(Shown::new(&body, said))
}

async fn invite(portal: &Portal, base: &str, (email, role): (&str, Role)) -> Result<Shown, Refusal> {
    let wish = json!({ "email": email, "role": role.code() });
    let body = portal.post(&format!("{base}/invitations"), &wish).await?;
    let said = format!("{email} is invited, until {}.", instant(&body.json["expires_at_ms"]));
    Ok(Shown::new(&body, said))
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

async fn change_role(portal: &Portal, base: &str, (person, role): (&str, Role)) -> Result<Shown, Refusal> {
    let path = place(portal, base, person).await?;
    let body = portal.patch(&path, &json!({ "role": role.code() })).await?;
    let field = |name: &str| text(&body.json[name]);
    let said = facts(&[("name", field("name")), ("email", field("email")), ("role", field("role"))]);
    Ok(Shown::new(&body, said))
}

async fn remove(portal: &Portal, base: &str, person: &str) -> Result<Shown, Refusal> {
    let path = place(portal, base, person).await?;
    let body = portal.delete(&path).await?;
    Ok(Shown::new(&body, format!("{person} is removed.")))
}
