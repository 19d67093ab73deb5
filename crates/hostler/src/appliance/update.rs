//! `hostler appliance update` and `rollback`: versions of the product on a customer's own machine.

use crate::options::{log_from, to_the_end};
use clap::Args;
use hostler_appliance::{Ended, RunError, RunOptions, Terminal, UpdateCommand, UpdateWish, install, update};
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

#[derive(Args)]
pub struct Update {
    /// Only say what may be installed, and why
    #[arg(long)]
    check: bool,
    /// This version; the newest that may be installed unless given
    #[arg(long, value_name = "VERSION", conflicts_with = "check")]
    version: Option<String>,
    /// Take a version that is not certified for this scheme, such as fstek
    #[arg(long, value_name = "SCHEME", conflicts_with = "check")]
    accept_uncertified: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// How it is asked and told.
#[derive(Args)]
pub struct Manner {
    /// Do not ask before something is installed
    #[arg(long)]
    yes: bool,
    /// Print what programs read; asks nothing, so with --yes where something is installed
    #[arg(long)]
    json: bool,
}

/// The terminal as the arguments want it.
struct Lines {
    manner: Manner,
}

impl Terminal for Lines {
    fn say(&mut self, line: &str) {
        if !self.manner.json {
            println!("{line}");
        }
    }

    fn confirm(&mut self, question: &str) -> bool {
        if self.manner.yes || self.manner.json {
            return self.manner.yes;
        }
        print!("{question} [y/N] ");
        let mut answer = String::new();
        let read = io::stdout().flush().and_then(|()| io::stdin().lock().read_line(&mut answer));
        read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
    }
}

pub fn run_update(options: RunOptions, wish: Update) -> ExitCode {
    let Update { check, version, accept_uncertified, manner } = wish;
    let command = match check {
        true => UpdateCommand::Check,
        false => UpdateCommand::Install(UpdateWish { version, accept_uncertified }),
    };
    carry_out(options, &command, manner)
}

pub fn roll_back(options: RunOptions, manner: Manner) -> ExitCode {
    carry_out(options, &UpdateCommand::Back, manner)
}

fn carry_out(options: RunOptions, command: &UpdateCommand, manner: Manner) -> ExitCode {
    log_from("error");
    let mut lines = Lines { manner };
    let mut code = ExitCode::SUCCESS;
    let done = to_the_end(async {
        let ended = update(options, command, &mut lines).await?;
        if !matches!(ended, Ended::Well(_)) {
            code = ExitCode::FAILURE;
        }
        match ended {
            Ended::Well(json) | Ended::Badly(json) if lines.manner.json => println!("{json:#}"),
            Ended::Declined if lines.manner.json => eprintln!("hostler: nothing was installed; say --yes"),
            Ended::Declined => println!("Nothing was installed."),
            Ended::Well(_) | Ended::Badly(_) => {}
        }
        Ok::<(), RunError>(())
    });
    if done == ExitCode::SUCCESS { code } else { done }
}

/// The installing program.
pub fn run_installer(options: RunOptions) -> ExitCode {
    log_from("info");
    to_the_end(async move { install(options).await.map(drop) })
}
