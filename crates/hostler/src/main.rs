//! The program `hostler`: one binary, one subcommand per role.

mod replay;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "hostler", version, about = "Hosted mail servers, from the order to the right bill")]
struct Arguments {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    Replay(replay::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().role {
        Role::Replay(arguments) => replay::run(&arguments),
    }
}
