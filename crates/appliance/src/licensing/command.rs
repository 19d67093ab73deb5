//! What root does at the machine itself, beside a running server or without one: `hostler appliance licence …`.

use super::model::{KeptReceipt, Wish};
use super::refusals::LicensingError;
use super::routes::{self, Report};
use super::vendor::NoAnswer;
use super::{Refusal, install, leave, look, register, request, send_receipt};
use crate::accounts::Actor;
use crate::app::App;
use crate::web::words::{LANGUAGES, sentence};
use hostler_kit::http::Fault;
use hostler_kit::ui::Lang;
use hostler_licence::registration::GivenUp;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::timeout;

/// The receipt's name in the data folder.
pub const RECEIPT: &str = "receipt.txt";
/// How long uninstalling waits for the vendor.
const PATIENCE: Duration = Duration::from_secs(5);
const LANGUAGE: &str = "en";

pub enum Command {
    Show,
    Register(Wish),
    /// Writes the request file here.
    Request(Wish, PathBuf),
    /// Installs the licence file that is there; `-` is the standard input.
    Install(PathBuf),
    /// Gives the licence up. With a file, the receipt is written there and the vendor is not asked.
    Leave(Option<PathBuf>),
}

/// What a command answers: the same for people and for programs.
pub struct Told {
    pub lines: Vec<String>,
    pub json: Value,
}

pub async fn run_command(app: &App, command: &Command) -> Result<Told, LicensingError> {
    let root = Actor { person: "root".to_string(), name: "root".to_string() };
    look(app, 0).await?;
    match command {
        Command::Show => {}
        Command::Register(wish) => {
            register(app, &root, wish, LANGUAGE).await?;
        }
        Command::Request(wish, file) => return written(file, &request(app, wish).await?),
        Command::Install(file) => {
            install(app, &root, &read(file)?).await?;
        }
        Command::Leave(file) => {
            let receipt = leave(app, &root, GivenUp::Moved).await?;
            return match file {
                Some(file) => written(file, &receipt.text),
                None => Ok(told_of(&send(app, receipt).await)),
            };
        }
    }
    Ok(shown(&routes::report(app).await?))
}

/// Before the product is uninstalled: the licence is given up, the receipt lies in the data folder for whoever moves it,
/// and the vendor gets it if it answers within seconds. Where nothing is licensed, nothing is done.
pub async fn leave_behind(app: &App) -> Result<Option<Told>, LicensingError> {
    look(app, 0).await?;
    let receipt = match leave(app, &Actor::server(), GivenUp::Uninstalled).await {
        Err(LicensingError::Refused(Refusal::NothingInstalled)) => return Ok(None),
        receipt => receipt?,
    };
    fs::write(app.folders.root().join(RECEIPT), &receipt.text)?;
    Ok(Some(told_of(&send(app, receipt).await)))
}

/// The receipt after the vendor was asked to take it, if it answers soon.
async fn send(app: &App, receipt: KeptReceipt) -> KeptReceipt {
    match timeout(PATIENCE, send_receipt(app, LANGUAGE)).await {
        Ok(Ok(sent)) => sent,
        _ => receipt,
    }
}

fn told_of(receipt: &KeptReceipt) -> Told {
    let number = &receipt.number;
    let line = match receipt.sent_at_ms {
        Some(_) => format!("The licence {number} has left this machine and can be registered on another."),
        None => format!(
            "The licence {number} has left this machine. The vendor was not reached: hand the receipt in at its web site."
        ),
    };
    Told { lines: vec![line], json: json!(receipt) }
}

fn written(file: &Path, text: &str) -> Result<Told, LicensingError> {
    fs::write(file, format!("{text}\n"))?;
    let line = format!("Written to {}.", file.display());
    Ok(Told { lines: vec![line], json: json!({ "file": file, "text": text }) })
}

fn read(file: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    match file.to_str() {
        Some("-") => io::stdin().take(routes::LONGEST as u64).read_to_end(&mut bytes)?,
        _ => fs::File::open(file)?.take(routes::LONGEST as u64).read_to_end(&mut bytes)?,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn shown(report: &Report) -> Told {
    let mut lines = vec![format!("Standing:     {}", report.summary())];
    if let Some(licence) = &report.licence {
        lines.push(format!("Licence:      {} of {}", licence.number, licence.holder));
        lines.push(format!("Users:        {} of {}", report.users, licence.users));
        lines.push(format!("Maintenance:  until {}", licence.maintenance.last_day));
    }
    lines.push(format!("Machine:      {}", report.machine));
    if let Some(unanswered) = &report.unanswered {
        lines.push(format!("Last check:   no answer ({})", unanswered.reason));
    }
    Told { lines, json: json!(report) }
}

/// A refusal in plain English, for the command line.
pub fn in_english(error: LicensingError) -> String {
    match error {
        LicensingError::Refused(Refusal::Vendor(none @ NoAnswer::Refused { .. })) => none.to_string(),
        LicensingError::Refused(refusal) => sentence(&Fault::from(refusal), &LANGUAGES.of(Lang::En)),
        other => other.to_string(),
    }
}
