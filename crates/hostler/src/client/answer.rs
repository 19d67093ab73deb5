//! What a command ends with: the API's body and how a person reads it, or a refusal.

use super::exit::Exit;
use super::table::plain;
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;

/// An answer of the API.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// As it came; empty where there is nothing to say.
    pub text: String,
    pub json: Value,
}

impl Body {
    /// Laid out for people.
    pub fn shown(&self, said: impl FnOnce(&Value) -> String) -> Shown {
        Shown::new(self, said(&self.json))
    }
}

/// What is printed when all went well.
#[derive(Debug)]
pub struct Shown {
    /// With `--json`.
    body: String,
    /// Without.
    text: String,
    exit: Option<Exit>,
}

impl Shown {
    pub fn new(body: &Body, text: impl Into<String>) -> Shown {
        Shown { body: body.text.clone(), text: text.into(), exit: None }
    }

    /// The answer came, and what it says is that it was not done.
    pub fn but(self, exit: Exit) -> Shown {
        Shown { exit: Some(exit), ..self }
    }
}

/// Why it was not done: the API's problem+json, or one of the same shape for what went wrong on this side.
#[derive(Debug)]
pub struct Refusal {
    exit: Exit,
    problem: Body,
}

impl Refusal {
    pub fn of_status(status: u16, text: String) -> Refusal {
        let exit = Exit::of_status(status);
        match serde_json::from_str::<Value>(&text) {
            Ok(json) if json["detail"].is_string() => Refusal { exit, problem: Body { text, json } },
            _ => {
                let detail =
                    format!("The portal answered {status} in a way that cannot be read. Is it Hostler's?");
                Refusal { exit, ..Refusal::own("answer-unreadable", detail) }
            }
        }
    }

    /// Something on this side.
    pub fn own(code: &str, detail: String) -> Refusal {
        let kind = format!("about:blank#{code}");
        let json = json!({ "type": kind, "title": "Not done", "code": code, "detail": detail });
        Refusal { exit: Exit::Other, problem: Body { text: json.to_string(), json } }
    }

    /// What it says to people.
    pub fn detail(&self) -> &str {
        self.problem.json["detail"].as_str().unwrap_or_default()
    }

    pub fn with(self, exit: Exit) -> Refusal {
        Refusal { exit, ..self }
    }
}

pub fn print(answer: Result<Shown, Refusal>, as_json: bool) -> ExitCode {
    match answer {
        Ok(shown) => {
            let text = if as_json { shown.body } else { shown.text };
            if let Err(error) = write(&text) {
                eprintln!("hostler: the answer could not be written ({error})");
                return Exit::Other.into();
            }
            shown.exit.map_or(ExitCode::SUCCESS, ExitCode::from)
        }
        Err(refusal) => {
            match as_json {
                true => eprintln!("{}", refusal.problem.text),
                false => eprintln!("hostler: {}", plain(refusal.detail())),
            }
            refusal.exit.into()
        }
    }
}

fn write(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}
