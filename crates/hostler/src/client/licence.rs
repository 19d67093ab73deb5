//! Licences: a customer's own, for staff everybody's.

use super::answer::{Body, Refusal, Shown};
use super::group::{Asks, Group};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Work, event, prompt};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub type Arguments = Group<What>;

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
            What::Show { licence } => Box::pin(show(portal, licence)),
            What::File { licence, file } => Box::pin(download(portal, licence, file)),
            What::History { licence } => Box::pin(history(portal, licence)),
            What::Add { licence, keys } => Box::pin(add(portal, licence, keys)),
            What::Register { request, out } => Box::pin(register(portal, request, out)),
            What::Receipt { file } => Box::pin(receipt(portal, file)),
            What::Offline { licence, reason, machine, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Declare the machine of {licence} permanently offline?"))?;
                let path = format!("{}/offline", path(portal, licence).await?);
                let body = portal.post(&path, &json!({ "reason": reason, "machine": machine })).await?;
                Ok(Shown::new(
                    &body,
                    format!("{licence} is free and can be registered on another machine.\n"),
                ))
            }),
            What::Revoke { licence, reason, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Withdraw {licence}?"))?;
                let body = changed(portal, (licence, "revoke"), reason).await?;
                Ok(Shown::new(&body, format!("{licence} is withdrawn.\n")))
            }),
            What::Restore { licence, reason } => Box::pin(async move {
                let body = changed(portal, (licence, "restore"), reason).await?;
                Ok(Shown::new(&body, format!("{licence} holds again.\n")))
            }),
            What::Expiring { from, to } => Box::pin(expiring(portal, from.as_deref(), to.as_deref())),
        }
    }
}

async fn path(portal: &Portal, licence: &str) -> Result<String, Refusal> {
    Ok(format!("{}/licences/{}", portal.area().await?, encoded(licence)))
}

async fn changed(portal: &Portal, (licence, verb): (&str, &str), reason: &str) -> Result<Body, Refusal> {
    let path = format!("/api/v1/staff/licences/{}/{verb}", encoded(licence));
    portal.post(&path, &json!({ "reason": reason })).await
}

async fn list(portal: &Portal, [search, state, product]: [&String; 3]) -> Result<Shown, Refusal> {
    let area = portal.area().await?;
    let query = format!("?q={}&state={}&product={}", encoded(search), encoded(state), encoded(product));
    let body =
        portal.get(&format!("{area}/licences{}", if area == STAFF { query.as_str() } else { "" })).await?;
    let licences = if area == STAFF { &body.json["licences"] } else { &body.json };
    let said = listed(licences);
    Ok(Shown::new(&body, said))
}

/// Where the routes of staff begin.
const STAFF: &str = "/api/v1/staff";

fn listed(licences: &Value) -> String {
    let columns = ["NUMBER", "PRODUCT", "HOLDER"].map(Column::Text);
    let columns =
        [&columns[..], &[Column::Number("USERS"), Column::Text("LAST DAY"), Column::Text("STATE")]].concat();
    let row = |licence: &Value| {
        let field = |name: &str| text(&licence[name]);
        vec![
            field("number"),
            field("product"),
            field("holder"),
            field("users"),
            field("last_day"),
            state(licence),
        ]
    };
    table(&columns, &rows(licences).map(row).collect::<Vec<_>>(), "No licences.")
}

fn state(licence: &Value) -> String {
    match (licence["revoked_at_ms"].is_null(), licence["last_day"].is_null()) {
        (false, _) => "revoked".into(),
        (true, true) => "not registered".into(),
        (true, false) => "registered".into(),
    }
}

async fn show(portal: &Portal, licence: &str) -> Result<Shown, Refusal> {
    let body = portal.get(&path(portal, licence).await?).await?;
    let found = &body.json;
    let field = |name: &str| text(&found[name]);
    let add_ons: Vec<String> = rows(&found["add_ons"]).map(|held| text(&held["id"])).collect();
    let head = facts(&[
        ("number", field("number")),
        ("id", field("id")),
        ("product", field("product")),
        ("edition", field("edition")),
        ("prices for", field("price_class")),
        ("holder", field("holder")),
        ("users", field("users")),
        ("add-ons", add_ons.join(", ")),
        ("last day", field("last_day")),
        ("time zone", field("zone")),
        ("state", state(found)),
        ("why", field("revoked_reason")),
    ]);
    let said = format!("{head}\n{}\n{}", explained(&found["explanation"]), machines(&found["machines"]));
    Ok(Shown::new(&body, said))
}

fn explained(lines: &Value) -> String {
    let columns = ["ON", "BECAUSE", "WHAT", "LAST DAY", "KEY"].map(Column::Text);
    let row = |line: &Value| {
        let field = |name: &str| text(&line[name]);
        let what = match field("because").as_str() {
            "users" => format!("{} users more, {} in all", field("added"), field("users")),
            "add-on" => format!("{} for {} users", field("add_on"), field("added")),
            "renewed" => format!("{} years", field("years")),
            _ => "the first year".into(),
        };
        vec![field("on"), field("because"), what, field("last_day"), field("hint")]
    };
    table(&columns, &rows(lines).map(row).collect::<Vec<_>>(), "Nothing is in it yet.")
}

fn machines(machines: &Value) -> String {
    let columns = ["HOST", "SYSTEM", "SINCE", "UNTIL", "LEFT BY"].map(Column::Text);
    let row = |machine: &Value| {
        let field = |name: &str| text(&machine[name]);
        let (from, until) = (instant(&machine["from_ms"]), instant(&machine["until_ms"]));
        vec![field("host"), field("system"), from, until, field("left_by")]
    };
    table(&columns, &rows(machines).map(row).collect::<Vec<_>>(), "No machine has held it.")
}

async fn download(portal: &Portal, licence: &str, file: &Path) -> Result<Shown, Refusal> {
    let bytes = portal.bytes(&format!("{}/file", path(portal, licence).await?)).await?;
    let content = String::from_utf8_lossy(&bytes).into_owned();
    kept(&content, file, &Body { text: json!({ "licence_file": content }).to_string(), json: Value::Null })
}

/// Writes a text where it is wanted.
fn kept(content: &str, file: &Path, body: &Body) -> Result<Shown, Refusal> {
    if file == Path::new("-") {
        return Ok(Shown::new(body, content));
    }
    match std::fs::write(file, content) {
        Ok(()) => Ok(Shown::new(body, format!("Written to {}.\n", file.display()))),
        Err(error) => {
            Err(Refusal::own("file-unwritable", format!("{} cannot be written: {error}.", file.display())))
        }
    }
}

async fn history(portal: &Portal, licence: &str) -> Result<Shown, Refusal> {
    let found = portal.get(&path(portal, licence).await?).await?;
    let subject = text(&found.json["id"]);
    let body = portal.get(&format!("/api/v1/events?limit=100&subject={}", encoded(&subject))).await?;
    let said = event::listed(&body.json["events"]);
    Ok(Shown::new(&body, said))
}

async fn add(portal: &Portal, licence: &str, keys: &[String]) -> Result<Shown, Refusal> {
    let path = format!("/api/v1/licences/{}/keys", encoded(licence));
    let body = portal.post(&path, &json!({ "keys": keys })).await?;
    let said = explained(&body.json);
    Ok(Shown::new(&body, said))
}

fn read(file: &Path) -> Result<String, Refusal> {
    std::fs::read_to_string(file).map_err(|error| {
        Refusal::own("file-unreadable", format!("{} cannot be read: {error}.", file.display()))
    })
}

async fn register(portal: &Portal, request: &Path, out: &Path) -> Result<Shown, Refusal> {
    let body = portal.post_text("/api/v1/registration", read(request)?).await?;
    let part = |name: &str| format!("{}\n", text(&body.json[name]).trim_end());
    kept(&["keyring", "revocations", "licence_file"].map(part).concat(), out, &body)
}

async fn receipt(portal: &Portal, file: &Path) -> Result<Shown, Refusal> {
    let body = portal.post_text("/api/v1/registration/receipts", read(file)?).await?;
    let number = text(&body.json["number"]);
    let said = match body.json["outcome"] == "freed" {
        true => format!("{number} is free and can be registered on another machine.\n"),
        false => format!("{number} had left that machine before; nothing was changed.\n"),
    };
    Ok(Shown::new(&body, said))
}

async fn expiring(portal: &Portal, from: Option<&str>, to: Option<&str>) -> Result<Shown, Refusal> {
    let given = [("from", from), ("to", to)].into_iter().filter_map(|(name, day)| Some((name, day?)));
    let query: Vec<String> = given.map(|(name, day)| format!("{name}={}", encoded(day))).collect();
    let body = portal.get(&format!("/api/v1/staff/licences/expiry?{}", query.join("&"))).await?;
    let said = listed(&body.json);
    Ok(Shown::new(&body, said))
}
