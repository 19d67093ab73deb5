//! Published versions of products, for staff.

use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, list, made, number, text, word};
use super::{Work, files};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

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
            What::List => portal.get(RELEASES).shown(|all| LIST.of(all)),
            What::Publish(wish) => publish(portal, wish),
            What::Withdraw { product, version, reason, yes } => portal
                .post(format!("{}/withdrawal", path(product, version)), json!({ "reason": reason }))
                .meant(*yes, format!("Withdraw {product} {version}?"))
                .says(format!("{product} {version} is offered to nobody any more.\n")),
        }
    }
}

const RELEASES: &str = "/api/v1/staff/releases";

fn path(product: &str, version: &str) -> String {
    format!("{RELEASES}/{}/{}", encoded(product), encoded(version))
}

fn publish<'a>(portal: &'a Portal, wish: &'a Publish) -> Work<'a> {
    let package = portal.put_file(path(&wish.product, &wish.version), &wish.file);
    let package =
        package.with("file", files::name(&wish.file)).with("certificates", wish.certificate.join(","));
    let package = package.with("notes_en", &wish.notes).with("notes_nl", &wish.notes_nl);
    let package = package.maybe("released", wish.released.as_ref());
    package.maybe("security", wish.security.then_some("yes")).shown(move |made| {
        let (product, version, sha256) = (&wish.product, &wish.version, text(&made["sha256"]));
        format!("{product} {version} is published (SHA-256 {sha256}).\n")
    })
}

const LIST: Table = Table(
    "No version has been published yet.",
    &[
        word("PRODUCT", "product"),
        word("VERSION", "version"),
        word("RELEASED", "released"),
        made("SECURITY", |release| if release["security"] == true { "yes".into() } else { String::new() }),
        list("CERTIFIED", "certificates"),
        number("BYTES", "bytes"),
        made("STATE", state),
    ],
);

fn state(release: &Value) -> String {
    if release["withdrawn_at_ms"].is_null() { "offered".into() } else { "withdrawn".into() }
}
