//! `hostler relay`: the fallback mail server by itself, and what people ask a running one.

mod shown;

use crate::options::{log, to_the_end};
use clap::{Args, Subcommand};
use hostler_kit::time::Clock;
use hostler_relay::admin::{Answer, Question, ask};
use hostler_relay::run::{NotStarted, Relay};
use hostler_relay::settings::Settings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Take mail for servers that are down and hand it on when they are back
#[derive(Args)]
#[command(after_help = "Examples:
  hostler relay --config relay.toml
  hostler relay --config relay.toml status
  hostler relay --config relay.toml release bakery.test")]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// The settings file
    #[arg(long, global = true, value_name = "FILE", default_value = "/etc/hostler/relay.toml")]
    config: PathBuf,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// Run until told to stop; a hang-up signal reads the settings' table and certificate anew
    Run,
    /// How much waits for whom, since when, and how each primary is
    Status,
    /// The messages that wait for a domain, oldest first
    Messages {
        domain: String,
        /// Those behind this one
        #[arg(long, value_name = "ID")]
        after: Option<String>,
    },
    /// One message: who sent it, who shall get it, its text
    Show { id: String },
    /// Keep a message, or all of a domain, from being delivered
    Hold { what: String },
    /// Deliver what is held: a message, or all of a domain
    Release { what: String },
    /// Forget a message for good
    Discard { id: String },
    /// Deliver now what waits for a domain; for all unless given
    Flush { domain: Option<String> },
}

pub fn run(arguments: Arguments) -> ExitCode {
    let question = match arguments.what.unwrap_or(What::Run) {
        What::Run => {
            log();
            return to_the_end(serve(arguments.config));
        }
        What::Status => Question::Status,
        What::Messages { domain, after } => Question::Messages { domain, after, limit: None },
        What::Show { id } => Question::Show { id },
        What::Hold { what } => Question::Hold { what },
        What::Release { what } => Question::Release { what },
        What::Discard { id } => Question::Discard { id },
        What::Flush { domain } => Question::Flush { domain },
    };
    match put(&arguments.config, &question) {
        Ok(Answer::Refused { reason }) => refuse(&reason),
        Ok(answer) => {
            let json = || serde_json::to_string(&answer).expect("answers are plain data") + "\n";
            print!("{}", if arguments.json { json() } else { shown::text(&answer) });
            ExitCode::SUCCESS
        }
        Err(reason) => refuse(&reason),
    }
}

fn refuse(reason: &str) -> ExitCode {
    eprintln!("hostler: {reason}");
    ExitCode::FAILURE
}

fn put(config: &Path, question: &Question) -> Result<Answer, String> {
    let socket = Settings::read(config).map_err(|error| error.to_string())?.socket();
    ask(&socket, question).map_err(|error| format!("no relay answers at {}: {error}", socket.display()))
}

async fn serve(config: PathBuf) -> Result<(), NotStarted> {
    let settings = Settings::read(&config)?;
    settings.table()?;
    let mut signals = Signals::new()?;
    let relay = Relay::start(&settings, Clock::System).await?;
    let found = &relay.found;
    tracing::info!(
        messages = found.parcels,
        segments = found.segments,
        cut_bytes = found.cut_bytes,
        "queue read"
    );
    for address in &relay.addresses {
        println!("The relay {} takes mail at {address}. End with Ctrl-C.", settings.host);
    }
    while signals.next().await == Told::Reload {
        match Settings::read(&config).and_then(|settings| relay.reload(&settings)) {
            Ok(()) => tracing::info!("table and certificate were read anew"),
            Err(error) => tracing::error!(%error, "the table stays as it was"),
        }
    }
    relay.stop().await
}

struct Signals {
    hang_up: Signal,
    end: Signal,
    interrupt: Signal,
}

#[derive(PartialEq)]
enum Told {
    Reload,
    End,
}

impl Signals {
    fn new() -> Result<Signals, NotStarted> {
        let take = |kind| signal(kind).map_err(|error| NotStarted::Listen("signals".into(), error));
        Ok(Signals {
            hang_up: take(SignalKind::hangup())?,
            end: take(SignalKind::terminate())?,
            interrupt: take(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.hang_up.recv() => Told::Reload,
            _ = self.end.recv() => Told::End,
            _ = self.interrupt.recv() => Told::End,
        }
    }
}
