//! What a shell and `man` know of the program, made from its own arguments.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;
use std::process::ExitCode;

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = "Example:\n  hostler completions bash > /etc/bash_completion.d/hostler")]
pub struct Completions {
    shell: Shell,
}

pub fn completions<C: CommandFactory>(arguments: &Completions) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut C::command(), "hostler", &mut script);
    print(&script)
}

/// Print the manual page of the program or of one command
#[derive(Args)]
#[command(after_help = "Examples:
  hostler man > /usr/local/share/man/man1/hostler.1
  hostler man mailbox import | man -l -")]
pub struct Man {
    /// Such as `mailbox import`; the whole program unless given
    command: Vec<String>,
}

pub fn man<C: CommandFactory>(arguments: &Man) -> ExitCode {
    let mut command = C::command();
    command.build();
    for name in &arguments.command {
        let Some(found) = command.find_subcommand(name) else {
            eprintln!(
                "hostler: there is no command `{}`; hostler --help lists them",
                arguments.command.join(" ")
            );
            return ExitCode::from(2);
        };
        command = found.clone();
    }
    let mut page = Vec::new();
    match clap_mangen::Man::new(command).render(&mut page) {
        Ok(()) => print(&page),
        Err(error) => failed(&error),
    }
}

fn print(text: &[u8]) -> ExitCode {
    match std::io::stdout().lock().write_all(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &std::io::Error) -> ExitCode {
    eprintln!("hostler: it could not be written ({error})");
    ExitCode::FAILURE
}
