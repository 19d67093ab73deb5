//! The program `hostler`: one binary, one subcommand per role.

mod appliance;
mod catalogue;
mod client;
mod demo;
mod doctor;
mod image;
mod installation;
mod migrate;
mod options;
mod probe;
mod relay;
mod replay;
mod repository;
mod serve;
mod shell;
mod signing_key;
mod up;
mod vantage;
mod work;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "hostler", version, about = "Hosted mail servers, from the order to the right bill")]
#[command(after_help = client::EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    Up(up::Arguments),
    Serve(serve::Arguments),
    Work(work::Arguments),
    Migrate(migrate::Arguments),
    SigningKey(signing_key::Arguments),
    Appliance(appliance::Arguments),
    Relay(relay::Arguments),
    Probe(probe::Arguments),
    Image(image::Arguments),
    Doctor(doctor::Arguments),
    Replay(replay::Arguments),
    Repository(repository::Arguments),
    Catalogue(catalogue::Arguments),
    #[command(flatten)]
    Client(client::Command),
    Completions(shell::Completions),
    Man(shell::Man),
    Demo(demo::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().role {
        Role::Up(arguments) => up::run(arguments),
        Role::Serve(arguments) => serve::run(arguments),
        Role::Work(arguments) => work::run(arguments),
        Role::Migrate(arguments) => migrate::run(&arguments),
        Role::SigningKey(arguments) => signing_key::run(arguments),
        Role::Appliance(arguments) => appliance::run(arguments),
        Role::Relay(arguments) => relay::run(arguments),
        Role::Probe(arguments) => probe::run(&arguments),
        Role::Image(arguments) => image::run(&arguments),
        Role::Doctor(arguments) => doctor::run(&arguments),
        Role::Replay(arguments) => replay::run(&arguments),
        Role::Repository(arguments) => repository::run(&arguments),
        Role::Catalogue(arguments) => catalogue::run(&arguments),
        Role::Client(command) => client::run(&command),
        Role::Completions(arguments) => shell::completions::<Arguments>(&arguments),
        Role::Man(arguments) => shell::man::<Arguments>(&arguments),
        Role::Demo(arguments) => demo::run(&arguments),
    }
}
