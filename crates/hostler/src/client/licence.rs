//! Licences: a customer's own, for staff everybody's.

use super::answer::{Body, Refusal, Shown};
use super::group::Asks;
use super::portal::{Portal, STAFF, encoded};
use super::request::Request;
use super::table::{Field, Table, lines, made, number, rows, text, time, word};
use super::{Work, event, files};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Named by id or number (`L-000042`).
#[derive(Subcommand)]
pub enum What {
    /// Licences, newest first
    #[command(after_help = "Example:\n  hostler licence list")]
    List {
        /// Staff: number, holder, host name or the last group of a key contains this
        #[arg(long, default_value = "")]
        search: String,
        /// Staff: valid, ended, new or revoked
        #[arg(long, default_value = "")]
        state: String,
        /// Staff: of this product
        #[arg(long, default_value = "")]
        product: String,
    },
    /// A licence, with where each number and date comes from
    #[command(after_help = "Example:\n  hostler licence show L-000042")]
    Show { licence: String },
    /// Write its newest licence file to a file, or with - to standard output
    #[command(after_help = "Example:\n  hostler licence file L-000042 mail.licence")]
    File { licence: String, file: PathBuf },
    /// What happened to it
    #[command(after_help = "Example:\n  hostler licence history L-000042")]
    History { licence: String },
    /// Add keys to it, and what was renewed in place
    #[command(after_help = "Example:\n  hostler licence add L-000042 7KMRW-…")]
    Add { licence: String, keys: Vec<String> },
    /// Register a machine without a network by its request file; nobody has to be signed in
    #[command(after_help = "Example:\n  hostler licence register request-mail.txt --out mail.licence")]
    Register {
        request: PathBuf,
        /// Where what goes to the machine is written [default: standard output]
        #[arg(long, default_value = "-")]
        out: PathBuf,
    },
    /// Hand in the receipt of a machine that gave its licence up; nobody has to be signed in
    #[command(after_help = "Example:\n  hostler licence receipt receipt.txt")]
    Receipt { file: PathBuf },
    /// Declare its machine permanently offline, which frees it
    #[command(after_help = "Example:\n  hostler licence offline L-000042 --reason 'the disk burned' --yes")]
    Offline {
        licence: String,
        #[arg(long)]
        reason: String,
        /// The machine's id, where two hold it [default: all that do]
        #[arg(long)]
        machine: Option<String>,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Staff: withdraw it; its machine locks once it hears of it
    #[command(after_help = "Example:\n  hostler licence revoke L-000042 --reason 'not paid' --yes")]
    Revoke {
        licence: String,
        #[arg(long)]
        reason: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Staff: give a withdrawn one back
    #[command(after_help = "Example:\n  hostler licence restore L-000042 --reason 'paid after all'")]
    Restore {
        licence: String,
        #[arg(long)]
        reason: String,
    },
    /// Staff: licences by the last day of their maintenance
    #[command(after_help = "Example:\n  hostler licence expiring --from 2027-09-01 --to 2027-09-30")]
    Expiring {
        /// First day [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<String>,
        /// Last day [default: 60 days later]
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<String>,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { search, state, product } => Box::pin(list(portal, [search, state, product])),
            What::Show { licence } => of(portal, licence, "").shown(shown),
            What::File { licence, file } => Box::pin(async move {
                let content =
                    String::from_utf8_lossy(&of(portal, licence, "/file").bytes().await?).into_owned();
                let body = Body { text: json!({ "licence_file": content }).to_string(), json: Value::Null };
                kept(&content, file, &body)
            }),
            What::History { licence } => Box::pin(async move {
                let subject = text(&of(portal, licence, "").await?.json["id"]);
                let events = portal.get("/api/v1/events").with("limit", 100).with("subject", subject);
                events.shown(|body| event::EVENTS.of(&body["events"])).await
            }),
            What::Add { licence, keys } => portal
                .post(format!("/api/v1/licences/{}/keys", encoded(licence)), json!({ "keys": keys }))
                .shown(|lines| EXPLAINED.of(lines)),
            What::Register { request, out } => Box::pin(async move {
                let body = portal.post_text("/api/v1/registration", request).await?;
                let part = |name: &str| format!("{}\n", text(&body.json[name]).trim_end());
                kept(&["keyring", "revocations", "licence_file"].map(part).concat(), out, &body)
            }),
            What::Receipt { file } => {
                portal.post_text("/api/v1/registration/receipts", file).shown(handed_in)
            }
            What::Offline { licence, reason, machine, yes } => {
                let asked = json!({ "reason": reason, "machine": machine });
                let offline = portal.post(format!("/licences/{}/offline", encoded(licence)), asked).own();
                offline
                    .meant(*yes, format!("Declare the machine of {licence} permanently offline?"))
                    .says(format!("{licence} is free and can be registered on another machine.\n"))
            }
            What::Revoke { licence, reason, yes } => change(portal, (licence, "revoke"), reason)
                .meant(*yes, format!("Withdraw {licence}?"))
                .says(format!("{licence} is withdrawn.\n")),
            What::Restore { licence, reason } => {
                change(portal, (licence, "restore"), reason).says(format!("{licence} holds again.\n"))
            }
            What::Expiring { from, to } => portal
                .get(format!("{STAFF}/licences/expiry"))
                .maybe("from", from.as_ref())
                .maybe("to", to.as_ref())
                .shown(|all| LIST.of(all)),
        }
    }
}

fn of<'a>(portal: &'a Portal, licence: &str, below: &str) -> Request<'a> {
    portal.get(format!("/licences/{}{below}", encoded(licence))).own()
}

fn change<'a>(portal: &'a Portal, (licence, verb): (&str, &str), reason: &str) -> Request<'a> {
    portal.post(format!("{STAFF}/licences/{}/{verb}", encoded(licence)), json!({ "reason": reason }))
}

async fn list(portal: &Portal, [search, state, product]: [&String; 3]) -> Result<Shown, Refusal> {
    let area = portal.area().await?;
    let all = portal.get(format!("{area}/licences"));
    if area != STAFF {
        return all.shown(|own| LIST.of(own)).await;
    }
    let narrowed = all.with("q", search).with("state", state).with("product", product);
    narrowed.shown(|body| LIST.of(&body["licences"])).await
}

const LIST: Table = Table(
    "No licences.",
    &[
        word("NUMBER", "number"),
        word("PRODUCT", "product"),
        word("HOLDER", "holder"),
        number("USERS", "users"),
        word("LAST DAY", "last_day"),
        made("STATE", state),
    ],
);

fn state(licence: &Value) -> String {
    match (licence["revoked_at_ms"].is_null(), licence["last_day"].is_null()) {
        (false, _) => "revoked".into(),
        (true, true) => "not registered".into(),
        (true, false) => "registered".into(),
    }
}

const LICENCE: [Field; 12] = [
    word("number", "number"),
    word("id", "id"),
    word("product", "product"),
    word("edition", "edition"),
    word("prices for", "price_class"),
    word("holder", "holder"),
    word("users", "users"),
    made("add-ons", add_ons),
    word("last day", "last_day"),
    word("time zone", "zone"),
    made("state", state),
    word("why", "revoked_reason"),
];

fn add_ons(licence: &Value) -> String {
    rows(&licence["add_ons"]).map(|held| text(&held["id"])).collect::<Vec<_>>().join(", ")
}

const EXPLAINED: Table = Table(
    "Nothing is in it yet.",
    &[
        word("ON", "on"),
        word("BECAUSE", "because"),
        made("WHAT", what),
        word("LAST DAY", "last_day"),
        word("KEY", "hint"),
    ],
);

fn what(line: &Value) -> String {
    let field = |name: &str| text(&line[name]);
    match field("because").as_str() {
        "users" => format!("{} users more, {} in all", field("added"), field("users")),
        "add-on" => format!("{} for {} users", field("add_on"), field("added")),
        "renewed" => format!("{} years", field("years")),
        _ => "the first year".into(),
    }
}

const MACHINES: Table = Table(
    "No machine has held it.",
    &[
        word("HOST", "host"),
        word("SYSTEM", "system"),
        time("SINCE", "from_ms"),
        time("UNTIL", "until_ms"),
        word("LEFT BY", "left_by"),
    ],
);

fn shown(found: &Value) -> String {
    let (explained, machines) = (EXPLAINED.of(&found["explanation"]), MACHINES.of(&found["machines"]));
    format!("{}\n{explained}\n{machines}", lines(&LICENCE, found))
}

/// Writes a text where it is wanted.
fn kept(content: &str, file: &Path, body: &Body) -> Result<Shown, Refusal> {
    let mut out = files::Out::create(file)?;
    if !out.is_file() {
        return Ok(Shown::new(body, content));
    }
    out.write(content.as_bytes())?;
    Ok(Shown::new(body, format!("Written to {}.\n", file.display())))
}

fn handed_in(receipt: &Value) -> String {
    let number = text(&receipt["number"]);
    match receipt["outcome"] == "freed" {
        true => format!("{number} is free and can be registered on another machine.\n"),
        false => format!("{number} had left that machine before; nothing was changed.\n"),
    }
}
