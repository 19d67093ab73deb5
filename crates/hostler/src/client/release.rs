//! Published versions of products, for staff.

use super::answer::{Refusal, Shown};
use super::group::{Asks, Group, look};
use super::portal::{Portal, encoded};
use super::table::{Column, rows, table, text};
use super::{Work, prompt};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// Every version, newest first
    #[command(after_help = "Example:\n  hostler release list")]
    List,
    /// Publish a package: it is sent to the platform, signed, and offered to every machine
    #[command(
        after_help = "Example:\n  hostler release publish hostler-connect_10.0.2_amd64.deb --product connect \
                      --version 10.0.2 --security --certificate fstek:4242 --notes 'A hole is mended.'"
    )]
    Publish(Publish),
    /// Offer a version to nobody any more; machines that have it keep it
    #[command(
        after_help = "Example:\n  hostler release withdraw connect 10.0.2 --reason 'IMAP stops at night'"
    )]
    Withdraw {
        product: String,
        version: String,
        #[arg(long)]
        reason: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct Publish {
    /// The package
    file: PathBuf,
    #[arg(long)]
    product: String,
    /// Numbers with full stops
    #[arg(long)]
    version: String,
    /// Day of the release [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    released: Option<String>,
    /// It mends a hole that others may use
    #[arg(long)]
    security: bool,
    /// A certificate that it has; may be given several times
    #[arg(long, value_name = "SCHEME:NUMBER")]
    certificate: Vec<String>,
    /// What is new, in English
    #[arg(long, default_value = "")]
    notes: String,
    /// What is new, in Dutch
    #[arg(long, default_value = "")]
    notes_nl: String,
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => Box::pin(look(portal, "/api/v1/staff/releases", listed)),
            What::Publish(wish) => Box::pin(publish(portal, wish)),
            What::Withdraw { product, version, reason, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Withdraw {product} {version}?"))?;
                let path = format!("{}/withdrawal", path(product, version));
                let body = portal.post(&path, &json!({ "reason": reason })).await?;
                Ok(Shown::new(&body, format!("{product} {version} is offered to nobody any more.\n")))
            }),
        }
    }
}

fn path(product: &str, version: &str) -> String {
    format!("/api/v1/staff/releases/{}/{}", encoded(product), encoded(version))
}

async fn publish(portal: &Portal, wish: &Publish) -> Result<Shown, Refusal> {
    let name = wish.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut query = vec![
        ("file", name),
        ("certificates", wish.certificate.join(",")),
        ("notes_en", wish.notes.clone()),
        ("notes_nl", wish.notes_nl.clone()),
    ];
    query.extend(wish.released.clone().map(|day| ("released", day)));
    query.extend(wish.security.then(|| ("security", "yes".to_string())));
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let path = format!("{}?{}", path(&wish.product, &wish.version), query.join("&"));
    let body = portal.put_file(&path, opened(&wish.file).await?).await?;
    let sha256 = text(&body.json["sha256"]);
    let said = format!("{} {} is published (SHA-256 {sha256}).\n", wish.product, wish.version);
    Ok(Shown::new(&body, said))
}

async fn opened(path: &Path) -> Result<tokio::fs::File, Refusal> {
    let file = tokio::fs::File::open(path).await;
    file.map_err(|error| {
        Refusal::own("file-unreadable", format!("{} cannot be read: {error}.", path.display()))
    })
}

fn listed(releases: &Value) -> String {
    let columns = [
        Column::Text("PRODUCT"),
        Column::Text("VERSION"),
        Column::Text("RELEASED"),
        Column::Text("SECURITY"),
        Column::Text("CERTIFIED"),
        Column::Number("BYTES"),
        Column::Text("STATE"),
    ];
    let row = |release: &Value| {
        let certified: Vec<String> = rows(&release["certificates"]).map(text).collect();
        let withdrawn = !release["withdrawn_at_ms"].is_null();
        vec![
            text(&release["product"]),
            text(&release["version"]),
            text(&release["released"]),
            if release["security"] == true { "yes".into() } else { String::new() },
            certified.join(", "),
            text(&release["bytes"]),
            if withdrawn { "withdrawn".into() } else { "offered".into() },
        ]
    };
    table(&columns, &rows(releases).map(row).collect::<Vec<_>>(), "No version has been published yet.")
}
