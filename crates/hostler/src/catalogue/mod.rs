//! `hostler catalogue`: whether a catalogue is in order, and what it says that things cost.

mod offer;
mod price_list;
mod summary;

use crate::client::answer::{Body, Refusal, Shown, print};
use crate::client::exit::Exit;
use clap::{Args, Subcommand};
use hostler_platform::catalogue::{Catalogue, CatalogueError, STANDARD, STANDARD_NAME};
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Check a catalogue, or print its prices
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// Say that a catalogue is in order, or everything that is not, with line and remedy
    ///
    /// Exit code 0: in order. 3: there is no such file. 4: it is not in order.
    #[command(after_help = "Example:\n  hostler catalogue check offer.toml")]
    Check {
        /// A catalogue (TOML); the built-in one unless given
        file: Option<PathBuf>,
    },
    /// Print the price list: hosted by the month, and licences
    #[command(after_help = "Example:\n  hostler catalogue show --product connect")]
    Show {
        /// A catalogue (TOML); the built-in one unless given
        file: Option<PathBuf>,
        /// One product's only
        #[arg(long, value_name = "ID")]
        product: Option<String>,
    },
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let answer = match &arguments.what {
        What::Check { file } => read(file.as_deref()).map(|text| check(&text)),
        What::Show { file, product } => {
            read(file.as_deref()).and_then(|text| show(&text, product.as_deref()))
        }
    };
    print(answer, arguments.json)
}

/// A catalogue's text and the name under which its problems are told.
struct Text {
    name: String,
    text: String,
}

impl Text {
    fn checked(&self) -> Result<Catalogue, Vec<CatalogueError>> {
        Catalogue::check(&self.name, &self.text)
    }
}

fn read(file: Option<&Path>) -> Result<Text, Refusal> {
    let Some(file) = file else {
        return Ok(Text { name: STANDARD_NAME.into(), text: STANDARD.into() });
    };
    let name = file.display().to_string();
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Text { name, text }),
        Err(error) => {
            let exit = if error.kind() == ErrorKind::NotFound { Exit::NotFound } else { Exit::Other };
            let detail = format!("{name} cannot be read ({error}). Give the path of a catalogue.");
            Err(Refusal::own("catalogue-unreadable", detail).with(exit))
        }
    }
}

fn check(text: &Text) -> Shown {
    match text.checked() {
        Ok(catalogue) => {
            let answer = summary::of(&text.name, &catalogue);
            Shown::new(&body(answer.clone()), summary::told(&answer))
        }
        Err(problems) => {
            let answer = summary::of_problems(&text.name, &problems);
            Shown::new(&body(answer), summary::problems_told(&problems)).but(Exit::Refused)
        }
    }
}

fn show(text: &Text, product: Option<&str>) -> Result<Shown, Refusal> {
    let catalogue = text.checked().map_err(|problems| {
        let detail = format!("{} is not in order. hostler catalogue check tells why.", text.name);
        let first = problems.first().map(|problem| format!(" The first: {problem}.")).unwrap_or_default();
        Refusal::own("catalogue-not-in-order", detail + &first).with(Exit::Refused)
    })?;
    if let Some(id) = product.filter(|id| catalogue.product(id).is_none()) {
        let known: Vec<&str> = catalogue.products.iter().map(|product| product.id.as_str()).collect();
        let detail = format!("{} has no product `{id}`; it has {}.", text.name, known.join(", "));
        return Err(Refusal::own("product-missing", detail).with(Exit::NotFound));
    }
    let wanted = catalogue.products.iter().filter(|one| product.is_none_or(|id| one.id == id));
    let products: Vec<Value> = wanted.map(offer::of_product).collect();
    let answer = json!({ "currency": catalogue.provider.currency, "products": products });
    let told = price_list::told(&answer);
    Ok(Shown::new(&body(answer), told))
}

fn body(json: Value) -> Body {
    Body { text: serde_json::to_string_pretty(&json).expect("plain data"), json }
}
