//! The program `hostler`: one binary, one subcommand per role.

mod appliance;
mod demo;
mod doctor;
mod image;
mod options;
mod replay;
mod up;

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
    Up(up::Arguments),
    Appliance(appliance::Arguments),
    Image(image::Arguments),
    Doctor(doctor::Arguments),
    Replay(replay::Arguments),
    Demo(demo::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().role {
        Role::Up(arguments) => up::run(arguments),
        Role::Appliance(arguments) => appliance::run(arguments),
        Role::Image(arguments) => image::run(&arguments),
        Role::Doctor(arguments) => doctor::run(&arguments),
        Role::Replay(arguments) => replay::run(&arguments),
        Role::Demo(arguments) => demo::run(&arguments),
    }
}
