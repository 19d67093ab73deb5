//! Mail that waits in the fallback for servers that are down.

use super::Work;
use super::group::Asks;
use super::portal::{self, Portal, encoded};
use super::table::{Field, Table, lines, list, made, number, rows, text, time, word};
use clap::Subcommand;
use serde_json::{Value, json};

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
                portal.get(format!("/api/v1/servers/{}/fallback", encoded(server))).shown(of_server)
            }
            What::Status { server: None } => portal.get(STAFF).shown(overview),
            What::LookUp { server } => {
                let path = format!("/api/v1/servers/{}/fallback/look-up", encoded(server));
                portal.post(path, json!({})).shown(of_server)
            }
            What::Name { again: false } => {
                portal.get(format!("{STAFF}/name")).shown(|body| lines(&NAME, body))
            }
            What::Name { again: true } => {
                portal.post(format!("{STAFF}/name"), json!({})).shown(|body| lines(&NAME, body))
            }
            What::List { server, page } => Box::pin(async move {
                let path = match portal.area().await? {
                    portal::STAFF => format!("{STAFF}/{}", encoded(server)),
                    _ => format!("/api/v1/servers/{}/fallback/messages", encoded(server)),
                };
                portal.get(path).with("page", page).shown(|all| MESSAGES.of(all)).await
            }),
            What::Hold { domain, message } => act(portal, (domain, message.as_deref()), "hold"),
            What::Release { domain, message } => act(portal, (domain, message.as_deref()), "release"),
            What::Deliver { domain } => act(portal, (domain, None), "deliver"),
            What::Discard { domain, message, yes } => portal
                .delete(format!("{STAFF}/{}/{}", encoded(domain), encoded(message)))
                .meant(*yes, format!("Discard {message} for good?"))
                .says(format!("{message} is discarded.")),
        }
    }
}

fn act<'a>(portal: &'a Portal, (domain, message): (&str, Option<&str>), act: &str) -> Work<'a> {
    let below = message.map(|message| format!("/{}", encoded(message))).unwrap_or_default();
    portal.post(format!("{STAFF}/{}{below}", encoded(domain)), json!({ "act": act })).shown(done)
}

fn done(body: &Value) -> String {
    match body["messages"].as_u64() {
        Some(count) => format!("Done: {count}.\n"),
        None => format!("Done: {}.\n", text(&body["id"])),
    }
}

const HELD: [Field; 6] = [
    word("messages", "messages"),
    word("held", "held"),
    word("bytes", "bytes"),
    word("oldest, seconds", "oldest_seconds"),
    word("server seen", "seen"),
    word("trouble", "trouble"),
];

const MX: Table = Table(
    "No domains.",
    &[
        word("DOMAIN", "name"),
        word("MX", "verdict"),
        list("FOUND", "found"),
        made("MTA-STS", sts),
        made("REPORTS", reports),
    ],
);

const NAME: [Field; 8] = [
    word("name", "host"),
    list("addresses", "addresses"),
    time("certificate until", "certificate_until_ms"),
    word("certificate trouble", "certificate_trouble"),
    word("TLSA", "tlsa"),
    list("found", "found"),
    word("publish", "publish"),
    time("looked at", "looked_at_ms"),
];

fn of_server(body: &Value) -> String {
    let said = match body["held"].is_object() {
        true => lines(&HELD, &body["held"]),
        false => "The fallback cannot be asked now.\n".into(),
    };
    let publish: Vec<String> = rows(&body["publish"]).map(text).collect();
    let policy: Vec<String> = rows(&body["policy_lines"]).map(text).collect();
    format!(
        "{said}\nPublish for each domain: {}\nIn its MTA-STS policy, if it has one: {}\n\n{}{}",
        publish.join(", "),
        policy.join(", "),
        MX.of(&body["domains"]),
        if_any(&DISPUTED, &body["disputes"])
    )
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

/// Domains that several servers name: whose each is, for staff; and how each stands for one server.
const DISPUTES: Table = Table(
    "No disputes.",
    &[word("DISPUTED", "domain"), word("WHOSE BY MX", "holder"), list("NAMED BY", "others")],
);
const DISPUTED: Table = Table("No disputes.", &[word("DISPUTED", "domain"), word("SIDE", "side")]);

fn if_any(table: &Table, rows: &Value) -> String {
    match rows.as_array() {
        Some(all) if !all.is_empty() => format!("\n{}", table.of(rows)),
        _ => String::new(),
    }
}

const DOMAINS: Table = Table(
    "Nothing waits.",
    &[
        word("DOMAIN", "domain"),
        word("SERVER", "host"),
        number("MESSAGES", "messages"),
        number("HELD", "held"),
        number("BYTES", "bytes"),
        number("OLDEST, S", "oldest_seconds"),
    ],
);

fn overview(body: &Value) -> String {
    let taking = |body: &Value| if body["stopped"].is_null() { "yes".into() } else { text(&body["stopped"]) };
    let head = [
        made("taking mail", taking),
        word("messages", "messages"),
        word("bytes", "bytes"),
        word("room, bytes", "room_bytes"),
    ];
    let disputes = if_any(&DISPUTES, &body["disputes"]);
    format!("{}\n{}{disputes}", lines(&head, body), DOMAINS.of(&body["domains"]))
}

const MESSAGES: Table = Table(
    "Nothing waits.",
    &[
        word("ID", "id"),
        time("SINCE", "since_ms"),
        number("BYTES", "bytes"),
        made("SENDER", |message| format!("<{}>", text(&message["sender"]))),
        list("RECIPIENTS", "recipients"),
        made("STANDING", standing),
    ],
);

fn standing(message: &Value) -> String {
    let (standing, because) = (text(&message["standing"]), text(&message["held_because"]));
    if because.is_empty() { standing } else { format!("{standing}: {because}") }
}
