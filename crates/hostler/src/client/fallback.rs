//! Mail that waits in the fallback for servers that are down.

use super::answer::Shown;
use super::group::{Asks, Group, have, look};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Work, prompt};
use clap::Subcommand;
use serde_json::{Value, json};

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// What waits for a server of yours, its MX records and MTA-STS policies; staff without a server: everything that waits
    #[command(after_help = "Examples:\n  hostler fallback status bakkerij\n  hostler fallback status")]
    Status {
        /// Name or id of the server
        server: Option<String>,
    },
    /// Look up a server's records and policies now
    #[command(after_help = "Example:\n  hostler fallback look-up bakkerij")]
    LookUp {
        /// Name or id of the server
        server: String,
    },
    /// Staff: the fallback's own name: addresses, certificate, TLSA record
    #[command(after_help = "Examples:\n  hostler fallback name\n  hostler fallback name --again")]
    Name {
        /// Have it looked at again, within a minute
        #[arg(long)]
        again: bool,
    },
    /// The messages that wait for a server of yours, oldest first; for staff, those of a domain
    #[command(after_help = "Example:\n  hostler fallback list bakkerij --page 2")]
    List {
        /// Name or id of the server; for staff, a domain
        server: String,
        /// Page, of 50 messages each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Staff: deliver no more until it is released: a domain's mail, or one message of it
    #[command(after_help = "Example:\n  hostler fallback hold bakkerij.example")]
    Hold { domain: String, message: Option<String> },
    /// Staff: deliver again what was held: a domain's mail, or one message of it
    #[command(after_help = "Example:\n  hostler fallback release bakkerij.example")]
    Release { domain: String, message: Option<String> },
    /// Staff: deliver a domain's mail now
    #[command(after_help = "Example:\n  hostler fallback deliver bakkerij.example")]
    Deliver { domain: String },
    /// Staff: forget a message for good; nobody is told
    #[command(after_help = "Example:\n  hostler fallback discard bakkerij.example 0000019b2c4d0000 --yes")]
    Discard {
        domain: String,
        message: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

const STAFF: &str = "/api/v1/staff/fallback";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::Status { server: Some(server) } => {
                Box::pin(look(portal, format!("/api/v1/servers/{}/fallback", encoded(server)), of_server))
            }
            What::Status { server: None } => Box::pin(look(portal, STAFF, overview)),
            What::LookUp { server } => {
                let path = format!("/api/v1/servers/{}/fallback/look-up", encoded(server));
                Box::pin(async move { have(portal, path, (json!({}), of_server)).await })
            }
            What::Name { again: false } => Box::pin(look(portal, format!("{STAFF}/name"), name)),
            What::Name { again: true } => {
                Box::pin(async move { have(portal, format!("{STAFF}/name"), (json!({}), name)).await })
            }
            What::List { server, page } => Box::pin(async move {
                let path = match portal.area().await? {
                    "/api/v1/staff" => format!("{STAFF}/{}?page={page}", encoded(server)),
                    _ => format!("/api/v1/servers/{}/fallback/messages?page={page}", encoded(server)),
                };
                look(portal, path, messages).await
            }),
            What::Hold { domain, message } => act(portal, (domain, message.as_deref()), "hold"),
            What::Release { domain, message } => act(portal, (domain, message.as_deref()), "release"),
            What::Deliver { domain } => act(portal, (domain, None), "deliver"),
            What::Discard { domain, message, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Discard {message} for good?"))?;
                let body =
                    portal.delete(&format!("{STAFF}/{}/{}", encoded(domain), encoded(message))).await?;
                Ok(Shown::new(&body, format!("{message} is discarded.")))
            }),
        }
    }
}

fn act<'a>(portal: &'a Portal, (domain, message): (&str, Option<&str>), act: &'static str) -> Work<'a> {
    let below = message.map(|message| format!("/{}", encoded(message))).unwrap_or_default();
    let path = format!("{STAFF}/{}{below}", encoded(domain));
    Box::pin(async move { have(portal, path, (json!({ "act": act }), done)).await })
}

fn done(body: &Value) -> String {
    match body["messages"].as_u64() {
        Some(count) => format!("Done: {count}.\n"),
        None => format!("Done: {}.\n", text(&body["id"])),
    }
}

fn of_server(body: &Value) -> String {
    let held = &body["held"];
    let mut said = match held.is_object() {
        true => facts(&[
            ("messages", text(&held["messages"])),
            ("held", text(&held["held"])),
            ("bytes", text(&held["bytes"])),
            ("oldest, seconds", text(&held["oldest_seconds"])),
            ("server seen", text(&held["seen"])),
            ("trouble", text(&held["trouble"])),
        ]),
        false => "The fallback cannot be asked now.\n".into(),
    };
    let publish: Vec<String> = rows(&body["publish"]).map(text).collect();
    let policy: Vec<String> = rows(&body["policy_lines"]).map(text).collect();
    said.push_str(&format!("\nPublish for each domain: {}\n", publish.join(", ")));
    said.push_str(&format!("In its MTA-STS policy, if it has one: {}\n\n", policy.join(", ")));
    let row = |domain: &Value| {
        let found: Vec<String> = rows(&domain["found"]).map(text).collect();
        vec![text(&domain["name"]), text(&domain["verdict"]), found.join(", "), sts(domain), reports(domain)]
    };
    let columns = ["DOMAIN", "MX", "FOUND", "MTA-STS", "REPORTS"].map(Column::Text);
    said + &table(&columns, &rows(&body["domains"]).map(row).collect::<Vec<_>>(), "No domains.")
}

/// What a domain's policy comes to, with what it leaves out or why it could not be read.
fn sts(domain: &Value) -> String {
    let verdict = text(&domain["mta_sts"]);
    let lacks: Vec<String> =
        rows(&domain["policy_lacks"]).map(|host| format!("mx: {}", text(host))).collect();
    match verdict.as_str() {
        "lacks" | "lacks-testing" => format!("{verdict}: {}", lacks.join(", ")),
        "away" | "malformed" | "record" => {
            let why: Vec<String> = rows(&domain["policy"]).map(text).collect();
            format!("{verdict}: {}", why.join(", "))
        }
        _ => verdict,
    }
}

/// Whether reports are asked for; where they are not, what to publish.
fn reports(domain: &Value) -> String {
    match text(&domain["tls_reports"]).as_str() {
        verdict @ ("none" | "malformed") => format!("{verdict}: {}", text(&domain["publish_tls_reports"])),
        verdict => verdict.to_string(),
    }
}

fn name(body: &Value) -> String {
    let list = |field: &str| rows(&body[field]).map(text).collect::<Vec<_>>().join(", ");
    facts(&[
        ("name", text(&body["host"])),
        ("addresses", list("addresses")),
        ("certificate until", instant(&body["certificate_until_ms"])),
        ("certificate trouble", text(&body["certificate_trouble"])),
        ("TLSA", text(&body["tlsa"])),
        ("found", list("found")),
        ("publish", text(&body["publish"])),
        ("looked at", instant(&body["looked_at_ms"])),
    ])
}

fn overview(body: &Value) -> String {
    let head = facts(&[
        ("taking mail", if body["stopped"].is_null() { "yes".into() } else { text(&body["stopped"]) }),
        ("messages", text(&body["messages"])),
        ("bytes", text(&body["bytes"])),
        ("room, bytes", text(&body["room_bytes"])),
    ]);
    let row = |domain: &Value| {
        ["domain", "host", "messages", "held", "bytes", "oldest_seconds"]
            .map(|name| text(&domain[name]))
            .to_vec()
    };
    let columns = [
        Column::Text("DOMAIN"),
        Column::Text("SERVER"),
        Column::Number("MESSAGES"),
        Column::Number("HELD"),
        Column::Number("BYTES"),
        Column::Number("OLDEST, S"),
    ];
    let rows: Vec<_> = rows(&body["domains"]).map(row).collect();
    format!("{head}\n{}", table(&columns, &rows, "Nothing waits."))
}

fn messages(body: &Value) -> String {
    let row = |message: &Value| {
        let to: Vec<String> = rows(&message["recipients"]).map(text).collect();
        let because = text(&message["held_because"]);
        let standing = text(&message["standing"]);
        vec![
            text(&message["id"]),
            instant(&message["since_ms"]),
            text(&message["bytes"]),
            format!("<{}>", text(&message["sender"])),
            to.join(", "),
            if because.is_empty() { standing } else { format!("{standing}: {because}") },
        ]
    };
    let columns = [
        Column::Text("ID"),
        Column::Text("SINCE"),
        Column::Number("BYTES"),
        Column::Text("SENDER"),
        Column::Text("RECIPIENTS"),
        Column::Text("STANDING"),
    ];
    table(&columns, &rows(body).map(row).collect::<Vec<_>>(), "Nothing waits.")
}
