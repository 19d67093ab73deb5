//! `hostler doctor`: is everything all right on this machine and with each server, and what to do where it is not.

use crate::options::{Folders, to_the_end};
use clap::Args;
use hostler_kit::check::{Check, Verdict};
use hostler_platform::doctor;
use std::process::ExitCode;

/// Check this machine and each server
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    folders: Folders,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; SQLite in the data folder unless given
    #[arg(long, env = "HOSTLER_DATABASE")]
    database: Option<String>,
    /// Print JSON: a list of checks
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let mut worst = Verdict::Fine;
    let code = to_the_end(async {
        let binary = std::env::current_exe().unwrap_or_default();
        let folders = doctor::Folders {
            data: arguments.folders.data.clone(),
            cache: arguments.folders.cache.clone(),
            database: arguments.database.clone(),
        };
        let checks = doctor::checks(&folders, binary).await;
        worst = checks.iter().map(|check| check.verdict).max().unwrap_or(Verdict::Fine);
        match arguments.json {
            true => println!("{}", serde_json::to_string_pretty(&checks).expect("plain strings")),
            false => checks.iter().for_each(print),
        }
        Ok::<(), std::fmt::Error>(())
    });
    if worst == Verdict::Bad { ExitCode::FAILURE } else { code }
}

fn print(check: &Check) {
    let mark = match check.verdict {
        Verdict::Fine => "ok  ",
        Verdict::Warning => "warn",
        Verdict::Bad => "BAD ",
    };
    println!("{mark}  {:<24} {}", check.name, check.seen);
    if !check.next_step.is_empty() {
        println!("      {:<24} → {}", "", check.next_step);
    }
}
