//! What is asked from a person at a terminal; a script is never asked.

use super::answer::Refusal;
use super::exit::Exit;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io::{IsTerminal, Read, stdin};

/// Longest password that is read, in bytes.
const LONGEST: u64 = 4_096;

fn unreadable(error: impl std::fmt::Display) -> Refusal {
    Refusal::own("input-unreadable", format!("Standard input cannot be read: {error}."))
}

/// A password: typed without echo at a terminal, or the first line of standard input.
pub fn password(question: &str) -> Result<String, Refusal> {
    let typed = match stdin().is_terminal() {
        true => hidden(question)?,
        false => {
            let mut text = String::new();
            stdin().take(LONGEST).read_to_string(&mut text).map_err(unreadable)?;
            text
        }
    };
    let line = typed.lines().next().unwrap_or_default().to_string();
    match line.is_empty() {
        true => {
            let detail = "No password was given. Type it, or give it as the first line of standard input.";
            Err(Refusal::own("password-missing", detail.into()).with(Exit::Usage))
        }
        false => Ok(line),
    }
}

fn hidden(question: &str) -> Result<String, Refusal> {
    eprint!("{question}: ");
    let _quiet = Quiet::now().map_err(unreadable)?;
    let mut line = String::new();
    let read = stdin().read_line(&mut line);
    eprintln!();
    read.map(|_| line).map_err(unreadable)
}

/// The terminal does not show what is typed while this lives.
struct Quiet(Termios);

impl Quiet {
    fn now() -> Result<Quiet, rustix::io::Errno> {
        let before = tcgetattr(stdin())?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Quiet(before))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        tcsetattr(stdin(), OptionalActions::Flush, &self.0).ok();
    }
}

/// Whether a person at a terminal means it; who gave `--yes` does, and a script does.
pub fn meant(yes: bool, question: &str) -> Result<(), Refusal> {
    if yes || !stdin().is_terminal() {
        return Ok(());
    }
    eprint!("{question} [y/N] ");
    let mut line = String::new();
    stdin().read_line(&mut line).map_err(unreadable)?;
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" | "j" | "ja" => Ok(()),
        _ => Err(Refusal::own("not-confirmed", "Nothing was changed.".into())),
    }
}
