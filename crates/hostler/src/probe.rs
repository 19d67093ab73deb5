//! `hostler probe`: one question from outside, as the platform asks it (K2), from wherever this is run.

use clap::Args;
use hostler_kit::time::{Clock, instant};
use hostler_probe::{Address, Answer, Limits, Login, Page, Protocol, Target, Trust, TrustRefused, ask};
use serde_json::{Value, json};
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ask a server one question from outside
///
/// Connects, encrypts, signs in if there is a user, and has done what the protocol is for; nothing is sent or changed.
///
/// Exit code 0: it answers as it should. 1: it does not; the line says at which stage what went wrong. 2: the question
/// cannot be put.
#[derive(Args)]
#[command(after_help = "Examples:
  hostler probe mail.bakery.test --protocol smtp --recipient anna@bakery.test
  hostler probe mail.bakery.test --protocol imaps --user anna@bakery.test <password.txt
  hostler probe mail.bakery.test --protocol https --path /sign-in --text 'Sign in' --json")]
pub struct Arguments {
    /// The server's host name, which its certificate must be for
    name: String,
    /// smtp, submission, submissions, imap, imaps, pop3, pop3s, https or tcp:PORT
    #[arg(long)]
    protocol: Protocol,
    /// Where it is, in place of looking the name up
    #[arg(long, value_name = "IP")]
    address: Option<IpAddr>,
    /// In place of the protocol's own
    #[arg(long)]
    port: Option<u16>,
    /// Sign in as this user; the password is the first line of standard input
    #[arg(long)]
    user: Option<String>,
    /// Ask whether mail for this address would be taken (smtp)
    #[arg(long)]
    recipient: Option<String>,
    /// The page (https)
    #[arg(long, default_value = "/")]
    path: String,
    /// The status that it must have (https)
    #[arg(long, default_value_t = 200)]
    status: u16,
    /// What must be in it (https)
    #[arg(long)]
    text: Option<String>,
    /// Trust this authority (PEM) in place of the machine's public ones
    #[arg(long, value_name = "FILE", conflicts_with = "any_certificate")]
    authority: Option<PathBuf>,
    /// Take any certificate, and only say when it ends
    #[arg(long)]
    any_certificate: bool,
    /// How long the whole may take, in seconds; each stage half of it
    #[arg(long, default_value_t = 10, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=600))]
    timeout: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Why the question cannot be put.
#[derive(Debug, thiserror::Error)]
enum NotAsked {
    #[error("{0}: {1}")]
    Authority(String, io::Error),
    #[error(transparent)]
    Trust(#[from] TrustRefused),
    #[error("no password came: write it as the first line of standard input")]
    NoPassword,
    #[error("threads cannot be started: {0}")]
    Threads(io::Error),
}

pub fn run(arguments: &Arguments) -> ExitCode {
    match asked(arguments) {
        Ok(answer) => {
            match arguments.json {
                true => println!("{:#}", described(arguments, &answer)),
                false => print(&answer),
            }
            if answer.outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(problem) => {
            eprintln!("hostler probe: {problem}");
            ExitCode::from(2)
        }
    }
}

fn asked(arguments: &Arguments) -> Result<Answer, NotAsked> {
    let target = target(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(NotAsked::Threads)?.block_on(ask(&target)))
}

fn target(arguments: &Arguments) -> Result<Target, NotAsked> {
    let protocol = protocol(arguments);
    let port = arguments.port.unwrap_or(protocol.port());
    let address = match arguments.address {
        Some(ip) => Address::At((ip, port).into()),
        None => Address::Named { host: arguments.name.clone(), port },
    };
    let whole_ms = arguments.timeout * 1000;
    Ok(Target {
        protocol,
        address,
        name: arguments.name.clone(),
        login: login(arguments)?,
        trust: trust(arguments)?,
        limits: Limits { stage_ms: whole_ms / 2, whole_ms },
    })
}

/// The protocol with what it is asked for.
fn protocol(arguments: &Arguments) -> Protocol {
    match arguments.protocol.clone() {
        Protocol::Smtp { .. } => Protocol::Smtp { recipient: arguments.recipient.clone() },
        Protocol::Https(_) => Protocol::Https(Page {
            path: arguments.path.clone(),
            status: arguments.status,
            text: arguments.text.clone(),
        }),
        other => other,
    }
}

fn login(arguments: &Arguments) -> Result<Option<Login>, NotAsked> {
    let Some(user) = arguments.user.clone() else { return Ok(None) };
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|_| NotAsked::NoPassword)?;
    let password = line.trim_end_matches(['\r', '\n']).to_string();
    if password.is_empty() { Err(NotAsked::NoPassword) } else { Ok(Some(Login { user, password })) }
}

fn trust(arguments: &Arguments) -> Result<Trust, NotAsked> {
    let clock = Clock::System;
    let unread = |path: &Path| {
        let path = path.display().to_string();
        |error| NotAsked::Authority(path, error)
    };
    match &arguments.authority {
        _ if arguments.any_certificate => Ok(Trust::recorded(clock)),
        Some(path) => Ok(Trust::authority(&std::fs::read(path).map_err(unread(path))?, clock)?),
        // Nothing is encrypted, so nobody needs to be trusted.
        None if matches!(arguments.protocol, Protocol::Tcp { .. }) => Ok(Trust::recorded(clock)),
        None => Ok(Trust::system(clock)?),
    }
}

fn print(answer: &Answer) {
    match &answer.outcome {
        Ok(said) => println!("good     {said}"),
        Err(trouble) => println!("TROUBLE  {trouble}"),
    }
    let stages: Vec<String> =
        answer.stages_ms.iter().map(|(stage, ms)| format!("{} {ms} ms", stage.word())).collect();
    println!("took     {} ms: {}", answer.total_ms, stages.join(", "));
    if let Some(until_ms) = answer.certificate_until_ms {
        println!("certificate until {}", instant(until_ms));
    }
}

fn described(arguments: &Arguments, answer: &Answer) -> Value {
    let stages = answer.stages_ms.iter().map(|(stage, ms)| json!({ "stage": stage, "ms": ms }));
    json!({
        "name": arguments.name,
        "protocol": arguments.protocol.word(),
        "said": answer.outcome.as_ref().ok(),
        "trouble": answer.outcome.as_ref().err(),
        "connect_ms": answer.connect_ms,
        "total_ms": answer.total_ms,
        "stages": stages.collect::<Vec<_>>(),
        "certificate_until": answer.certificate_until_ms.map(|ms| instant(ms).to_string()),
    })
}
