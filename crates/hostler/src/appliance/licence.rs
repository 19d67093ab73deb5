//! `hostler appliance licence`: the licence of a customer's own machine, by its root.

use crate::options::to_the_end;
use clap::{Args, Subcommand};
use hostler_appliance::{LicenceCommand, RunOptions, Told, Wish, leave, licence};
use hostler_licence::registration::Owner;
use std::path::PathBuf;
use std::process::ExitCode;

/// The licence of this machine
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Answer as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// How it stands: trial, licensed or locked, and what is covered
    Show,
    /// Register over the internet
    Register(Asked),
    /// Write a request file, to register without internet
    Request {
        /// Where it is written
        file: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// Install a licence file; the product is unlocked at once
    Install {
        /// `-` reads it from the standard input
        file: PathBuf,
    },
    /// Give the licence up, so that it can be registered on another machine; this one locks
    Leave {
        /// Write the receipt here and do not ask the vendor
        #[arg(long, value_name = "FILE")]
        offline: Option<PathBuf>,
    },
}

#[derive(Args)]
struct Asked {
    /// The licence's key, then those that are added to it
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
    #[arg(long, default_value = "")]
    company: String,
    /// Who registers
    #[arg(long, default_value = "")]
    name: String,
    #[arg(long)]
    email: String,
    /// Two letters, such as NL
    #[arg(long)]
    country: String,
    /// The machine id of the server that this one stands in for
    #[arg(long, value_name = "MACHINE")]
    partner: Option<String>,
}

impl From<Asked> for Wish {
    fn from(asked: Asked) -> Wish {
        let Asked { keys, company, name, email, country, partner } = asked;
        let mut keys = keys.into_iter();
        Wish {
            base_key: keys.next().unwrap_or_default(),
            further_keys: keys.collect(),
            owner: Owner { company, name, email, country, language: "en".to_string() },
            partner,
        }
    }
}

pub fn run(options: RunOptions, arguments: Arguments) -> ExitCode {
    let command = match arguments.what {
        What::Show => LicenceCommand::Show,
        What::Register(asked) => LicenceCommand::Register(asked.into()),
        What::Request { file, asked } => LicenceCommand::Request(asked.into(), file),
        What::Install { file } => LicenceCommand::Install(file),
        What::Leave { offline } => LicenceCommand::Leave(offline),
    };
    let json = arguments.json;
    to_the_end(async move { licence(options, &command).await.map(|told| print(&told, json)) })
}

/// Before the package is removed.
pub fn give_back(options: RunOptions) -> ExitCode {
    to_the_end(async move {
        match leave(options).await? {
            Some(told) => told.lines.iter().for_each(|line| println!("{line}")),
            None => println!("No licence is installed on this machine, so there is nothing to give back."),
        }
        Ok::<(), hostler_appliance::RunError>(())
    })
}

fn print(told: &Told, json: bool) {
    match json {
        true => println!("{}", told.json),
        false => told.lines.iter().for_each(|line| println!("{line}")),
    }
}
